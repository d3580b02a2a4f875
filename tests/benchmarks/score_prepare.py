"""Scores of the prepare steps against the ground truth of a synthetic organisation.

Run `python tests/benchmarks/score_prepare.py third` for the book that is held out from every rule.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import Redactor
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.correct.correction import Corrector
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import TenantKey
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from tests.benchmarks import score_attribute, score_clean, score_enrich, score_redact
from tests.benchmarks.replay import places
from tests.benchmarks.tally import Tally

PER_CALL = 4  # speakers and links are few per call, and cheap: more calls tell more
Row = dict[str, object]


def score(book: str, conversations: int = 60, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    knowledge = knowledge_of(organisation)
    calls = list(generate(organisation))
    rows = [
        *score_clean.rows(calls),
        *score_attribute.score(book, PER_CALL * conversations, seed),
        *_correct_rows(calls, knowledge, ()),
        *_correct_rows(calls, knowledge, sorted(organisation.phrases.misheard)),
        *score_enrich.score(book, PER_CALL * conversations, seed),
        *score_redact.score(book, conversations, seed),
        *_prepare_rows(calls, knowledge, open_redactor()),
    ]
    command = f"python tests/benchmarks/score_prepare.py {book} {conversations} {seed}"
    return [{"command": command} | row for row in rows]


def knowledge_of(organisation: Organisation) -> Knowledge:
    """Return what the CRM and the calendar of an organisation know."""
    return Knowledge(
        organisation.accounts(),
        organisation.contacts(),
        organisation.deals(),
        organisation.stage_changes(),
        organisation.meetings(),
    )


def _row(step: str, what: str, value: float, target: float | None = None) -> Row:
    return {"step": step, "what": what, "value": round(value, 4), "target": target}


def _correct_rows(calls: Sequence[TrueConversation], knowledge: Knowledge, glossary: Sequence[str]) -> list[Row]:
    given = "_with_glossary" if glossary else ""
    tally, directory = Tally(), Directory(knowledge)
    corrector = Corrector(knowledge, glossary)
    for call in calls:
        raw = attribute(call.conversation(), directory).conversation
        fixed = corrector.correct(raw)
        for index, true in enumerate(call.truth.turns):
            edits = [edit for edit in fixed.edits if edit.turn == index]
            made = {(_origin(raw.turns[index].text, edits, e), e.before): fixed_text(fixed, e, edits) for e in edits}
            misheard = {(s.start, true.text[s.start : s.end]): s.value for s in true.noise if s.kind == "misheard"}
            tally.true["term"] += len(misheard)
            tally.hit["term"] += sum(made.get(key, "").lower() == value.lower() for key, value in misheard.items())
            tally.said["term"] += len(made)
            tally.right["term"] += sum(misheard.get(key, "\0").lower() == value.lower() for key, value in made.items())
    return [
        _row("correct", f"term_precision{given}", tally.precision("term"), 0.95),
        _row("correct", f"term_recall{given}", tally.recall("term"), 0.80 if glossary else None),
    ]


def _origin(text: str, edits: Sequence[Edit], edit: Edit) -> int:
    earlier = edits[: edits.index(edit)]
    place = places(text, earlier)[0][edit.start]
    return -1 if place is None else place


def fixed_text(conversation: Conversation, edit: Edit, edits: Sequence[Edit]) -> str:
    """Return what an edit wrote; later edits of the turn lie before it (they are applied last first)."""
    shift = sum((e.end - e.start) - len(e.before) for e in edits[edits.index(edit) + 1 :])
    return conversation.turns[edit.turn].text[edit.start + shift : edit.end + shift]


def _prepare_rows(calls: Sequence[TrueConversation], knowledge: Knowledge, redactor: Redactor) -> list[Row]:
    preparation = Preparation(knowledge, redactor, TenantKey(b"0" * 32), Settings())
    leaks = kept = stopped = turns = 0
    started = time.process_time()
    outcomes = [preparation.prepare(call.conversation()) for call in calls]
    seconds = time.process_time() - started
    for call, outcome in zip(calls, outcomes, strict=True):
        turns += len(call.truth.turns)
        if outcome.conversation is None:
            stopped += 1
            continue
        for clean_turn, true in zip(outcome.conversation.turns, call.truth.turns, strict=True):
            values = [s.value for s in true.personal if s.kind != "ORGANIZATION"]
            kept += len(values)
            leaks += sum(bool(re.search(rf"\b{re.escape(value)}\b", clean_turn.text)) for value in values)
    return [
        _row("prepare", "leak_share", leaks / max(kept, 1), 0.01),
        _row("prepare", "stopped_share", stopped / len(calls), 0.02),
        _row("prepare", "calls_of_200_turns_per_minute", turns / 200 / seconds * 60, 60.0),
    ]


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "first"
    for line in score(chosen, *(int(value) for value in sys.argv[2:])):
        print(f"{line['step']:10} {line['what']:40} {line['value']:<10} {line['target'] or ''}")
