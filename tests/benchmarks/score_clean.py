"""Scores of clean: noise against the truth of the synthetic world, and words that carry meaning in written sentences.

Run `python -m tests.benchmarks.score_clean third` for the book that is held out from every rule. The sentences of
`tests/ingestion/clean/spoken/meant_*.txt` come from grammar, not from the rules: those of ``development`` were written
before the rules were tuned, those of ``report`` afterwards.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from talktrack.core.conversation import Conversation, Edit, Turn
from talktrack.ingestion.clean.cleaning import clean
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TrueTurn
from tests.benchmarks.replay import places
from tests.benchmarks.tally import Tally

NOISE = {"filler": "filler", "repetition": "repetition", "false_start": "repetition"}
TARGET, MEANT_TARGET = 0.97, 0.99
WORD = re.compile(r"\w+(?:['’]\w+)*")
MEANT = re.compile(r"\{([^{}]+)\}")
SENTENCES = Path(__file__).parents[1] / "ingestion/clean/spoken"
HALVES = ("development", "report")

Row = dict[str, object]


def score(book: str, conversations: int = 60, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    command = f"python -m tests.benchmarks.score_clean {book} {conversations} {seed}"
    return [row | {"command": command} for row in rows(list(generate(organisation)))]


def rows(calls: Sequence[TrueConversation]) -> list[Row]:
    """Return the rows of clean for calls with their truth."""
    tally = Tally()
    same = total = 0
    for call in calls:
        raw = call.conversation()
        cleaned = clean(raw)
        for index, true in enumerate(call.truth.turns):
            edits = [edit for edit in cleaned.edits if edit.turn == index]
            _count_noise(tally, raw.turns[index].text, edits, true)
            same += _plain(cleaned.turns[index].text) == _plain(_without_noise(true))
            total += 1
    return [
        _row("disfluency_f1", tally.f1("any"), TARGET),
        *(_row(f"{name}_f1", tally.f1(name), TARGET) for name in ("filler", "repetition")),
        *(_row(f"{name}_precision", tally.precision(name)) for name in ("filler", "repetition")),
        *(_row(f"{name}_recall", tally.recall(name)) for name in ("filler", "repetition")),
        _row("turns_restored", same / total),
        _row("words_outside_noise_kept", tally.recall("meant"), MEANT_TARGET),
        *(row for half in HALVES for row in meant_rows(half)),
    ]


@cache
def meant_sentences(half: str) -> tuple[str, ...]:
    """Return one half of the written sentences; braces enclose words that must stay."""
    lines = (SENTENCES / f"meant_{half}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def meant_rows(half: str) -> list[Row]:
    """Return the share of braced words that stay, and of sentences that stay as they are, as turns of one call."""
    sentences = [_unbraced(sentence) for sentence in meant_sentences(half)]
    edits = clean(spoken([said for said, _ in sentences])).edits
    kept = words = 0
    for index, (said, braced) in enumerate(sentences):
        gone = _gone(said, [edit for edit in edits if edit.turn == index])
        inside = [w for begin, end in braced for w in WORD.finditer(said, begin, end)]
        words += len(inside)
        kept += sum(w.start() not in gone for w in inside)
    return [
        _row(f"meant_words_kept_{half}", kept / words, MEANT_TARGET),
        _row(f"meant_sentences_unchanged_{half}", 1 - len({edit.turn for edit in edits}) / len(sentences)),
    ]


def spoken(texts: Sequence[str]) -> Conversation:
    """Return an English call with these turns."""
    turns = [Turn(speaker_id=None, text=text) for text in texts]
    return Conversation(id="c", tenant="t", event_id="e", source="text", channel="call", language="en", turns=turns)


def _unbraced(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    said, braced, done = "", [], 0
    for match in MEANT.finditer(sentence):
        said += sentence[done : match.start()]
        braced.append((len(said), len(said) + len(match[1])))
        said += match[1]
        done = match.end()
    return said + sentence[done:], braced


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"step": "clean", "what": what, "value": round(value, 4), "target": target}


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def _without_noise(true: TrueTurn) -> str:
    """Return a turn without noise, misheard terms still in it."""
    text = true.text
    for span in sorted(true.noise, key=lambda s: s.start, reverse=True):
        if span.kind in NOISE:
            text = text[: span.start] + text[span.end :]
    return text


def _count_noise(tally: Tally, text: str, edits: Sequence[Edit], turn: TrueTurn) -> None:
    words = list(WORD.finditer(text))
    true: dict[int, str] = {}
    for span in turn.noise:
        inside = [i for i, w in enumerate(words) if span.start <= w.start() and w.end() <= span.end]
        true |= {i: NOISE[span.kind] for i in inside if span.kind in NOISE}
    gone = _gone(text, edits)
    said = {i: gone[w.start()] for i, w in enumerate(words) if all(p in gone for p in range(w.start(), w.end()))}
    for i in sorted(set(said) - set(true)):
        if i + 1 in true and i + 1 not in said and words[i].group().lower() == words[i + 1].group().lower():
            true[i] = true.pop(i + 1)  # which copy of a repeated word goes is one and the same
    tally.true.update(true.values())
    tally.hit.update(true[i] for i in said if i in true)
    tally.said.update(NOISE.get(reason, reason) for reason in said.values())
    tally.right.update(NOISE.get(said[i], said[i]) for i in said if i in true)
    tally.true["any"] += len(true)
    tally.said["any"] += len(said)
    found = sum(i in true for i in said)
    tally.hit["any"] += found
    tally.right["any"] += found
    tally.true["meant"] += len(words) - len(true)
    tally.hit["meant"] += len(words) - len(set(true) | set(said))


def _gone(text: str, edits: Sequence[Edit]) -> dict[int, str]:
    """Return why each character that is not there any more went."""
    if not edits:
        return {}
    left, why = places(text, edits)
    remaining = set(left)
    return {place: why.get(place, "other") for place in range(len(text)) if place not in remaining}


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "first"
    for line in score(chosen, *(int(value) for value in sys.argv[2:])):
        print(f"{line['step']:10} {line['what']:40} {line['value']:<10} {line['target'] or ''}")
