"""Scores of correct: misheard terms against the truth of the synthetic world, and marks of text stripped bare.

Run `python -m tests.benchmarks.score_correct third` for the book that is held out from every rule, and with
`--punctuation-model DIR` for the marks of a token classifier beside those of the rules.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.edits import rewrite
from talktrack.core.knowledge import Knowledge
from talktrack.engines.token_classifier import open_token_classifier
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.correct.correction import Corrector
from talktrack.ingestion.correct.dictionary import Term, sales_terms
from talktrack.ingestion.correct.punctuation import Marks, ModelMarks, RuleMarks
from talktrack.ingestion.correct.terms import Terms
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.models.token_classifier import bare
from talktrack.world.organisation import Organisation
from talktrack.world.truth import TrueTurn
from tests.benchmarks.replay import places
from tests.benchmarks.tally import Tally

PRECISION, RECALL = 0.98, 0.90
MISHEARD = Path(__file__).parent / "misheard_terms.txt"
FRAMES = (
    "we have been using {} for two years now.",
    "It has to sync with {} and with our mail.",
    "Would {} work for the whole team?",
    "So {} is what they compared it to.",
)
KINDS = {".": "period", "?": "question", ",": "comma"}

Row = dict[str, object]


def score(book: str, conversations: int = 60, seed: int = 7, punctuation_model: str = "") -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    knowledge = Knowledge(
        organisation.accounts(),
        organisation.contacts(),
        organisation.deals(),
        organisation.stage_changes(),
        organisation.meetings(),
    )
    calls = list(generate(organisation))
    found = rows(calls, knowledge, sorted(organisation.phrases.misheard))
    if punctuation_model:
        found += mark_rows(calls, ModelMarks(open_token_classifier(punctuation_model)), "model")
    command = f"python -m tests.benchmarks.score_correct {book} {conversations} {seed}"
    return [row | {"command": command} for row in found]


def rows(calls: Sequence[TrueConversation], knowledge: Knowledge, glossary: Sequence[str]) -> list[Row]:
    """Return the rows of correct: terms without and with a glossary, and the marks of the rules."""
    unaided, aided = (_terms(calls, knowledge, given) for given in ((), glossary))
    return [
        _row("term_precision", unaided.precision("term")),
        _row("term_recall", unaided.recall("term")),
        _row("term_precision_with_glossary", aided.precision("term"), PRECISION),
        _row("term_recall_with_glossary", aided.recall("term"), RECALL),
        _row("terms_wrong_of_10000_words", _wrong(unaided)),
        _row("terms_wrong_of_10000_words_with_glossary", _wrong(aided)),
        *_written_rows(),
        *mark_rows(calls, RuleMarks(), "rules"),
    ]


def mark_rows(calls: Sequence[TrueConversation], marks: Marks, name: str) -> list[Row]:
    """Return the F1 of marks on clean turns without marks and capitals."""
    tally = Tally()
    turns = [turn for call in calls for turn in map(bare, (true.clean for true in call.truth.turns)) if turn]
    found = marks.of([" ".join(word for word, _ in turn) for turn in turns])
    for turn, said in zip(turns, found, strict=True):
        for (_, true), word in zip(turn, said, strict=True):
            tally.true[true] += 1
            tally.said[word.mark] += 1
            tally.hit[true] += word.mark == true
            tally.right[word.mark] += word.mark == true
    return [_row(f"{kind}_f1_{name}", tally.f1(mark)) for mark, kind in KINDS.items()]


def _written_rows() -> list[Row]:
    """Return the rows of a written list: names and terms of the trade with what a recogniser may make of them."""
    meant = dict(line.split("=") for line in MISHEARD.read_text(encoding="utf-8").splitlines())
    terms = Terms([*(Term(name, own=True) for name in meant), *sales_terms()])
    tally = Tally()
    for name, heard, frame in (
        (n, h, f) for n, all_heard in meant.items() for h in all_heard.split("|") for f in FRAMES
    ):
        text = frame.format(heard)
        fixed, edits = rewrite(0, text, terms.corrections(text, terms.hits(text)))
        tally.true["term"] += 1
        tally.said["term"] += bool(edits)
        tally.hit["term"] += fixed == frame.format(name)
        tally.right["term"] += fixed == frame.format(name)
    return [
        _row("term_precision_written_list", tally.precision("term")),
        _row("term_recall_written_list", tally.recall("term")),
    ]


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"step": "correct", "what": what, "value": round(value, 4), "target": target}


def _terms(calls: Sequence[TrueConversation], knowledge: Knowledge, glossary: Sequence[str]) -> Tally:
    tally, directory = Tally(), Directory(knowledge)
    corrector = Corrector(knowledge, glossary)
    for call in calls:
        raw = attribute(call.conversation(), directory).conversation
        fixed = corrector.correct(raw)
        for index, true in enumerate(call.truth.turns):
            edits = [edit for edit in fixed.edits[len(raw.edits) :] if edit.turn == index]
            _count(tally, raw.turns[index].text, true, fixed, edits)
    return tally


def _count(tally: Tally, text: str, true: TrueTurn, fixed: Conversation, edits: Sequence[Edit]) -> None:
    made = {(_origin(text, edits, edit), edit.before): fixed_text(fixed, edit, edits) for edit in edits}
    misheard = {(s.start, true.text[s.start : s.end]): s.value for s in true.noise if s.kind == "misheard"}
    tally.true["term"] += len(misheard)
    tally.hit["term"] += sum(made.get(key, "").lower() == value.lower() for key, value in misheard.items())
    tally.said["term"] += len(made)
    tally.right["term"] += sum(misheard.get(key, "\0").lower() == value.lower() for key, value in made.items())
    tally.true["word"] += len(text.split())


def _wrong(tally: Tally) -> float:
    return 10_000 * (tally.said["term"] - tally.right["term"]) / max(tally.true["word"], 1)


def _origin(text: str, edits: Sequence[Edit], edit: Edit) -> int:
    earlier = edits[: edits.index(edit)]
    place = places(text, earlier)[0][edit.start]
    return -1 if place is None else place


def fixed_text(conversation: Conversation, edit: Edit, edits: Sequence[Edit]) -> str:
    """Return what an edit wrote; later edits of the turn lie before it (they are applied last first)."""
    shift = sum((e.end - e.start) - len(e.before) for e in edits[edits.index(edit) + 1 :])
    return conversation.turns[edit.turn].text[edit.start + shift : edit.end + shift]


def main() -> None:
    """Print the rows of one phrase book."""
    parser = argparse.ArgumentParser(description="Score correct against the synthetic world.")
    parser.add_argument("book", nargs="?", default="first")
    parser.add_argument("conversations", nargs="?", type=int, default=60)
    parser.add_argument("seed", nargs="?", type=int, default=7)
    parser.add_argument("--punctuation-model", default="")
    options = parser.parse_args()
    for line in score(options.book, options.conversations, options.seed, options.punctuation_model):
        print(f"{line['step']:10} {line['what']:44} {line['value']:<10} {line['target'] or ''}")


if __name__ == "__main__":
    main()
