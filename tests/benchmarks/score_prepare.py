"""Scores of the prepare steps against the ground truth of a synthetic organisation.

Run `python tests/benchmarks/score_prepare.py third` for the book that is held out from every rule.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Sequence

from talktrack.core.conversation import Conversation, Edit
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData, Redactor
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from talktrack.ingestion.correct.correction import Corrector
from talktrack.ingestion.enrich.enrichment import Enrichment
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.ingestion.redact.identities import FullNames, cast_of
from talktrack.systems.keys import TenantKey
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from tests.benchmarks import score_attribute, score_clean, score_enrich
from tests.benchmarks.replay import places
from tests.benchmarks.tally import Tally

KINDS = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "CARD",
    "STREET_ADDRESS": "ADDRESS",
    "IBAN_CODE": "ACCOUNT_NUMBER",
}
TARGETS = {
    "PERSON": 0.99,
    "ORGANIZATION": 0.95,
}
PER_CALL = 4  # speakers and links are few per call, and cheap: more calls tell more
Row = dict[str, object]


def score(book: str, conversations: int = 60, seed: int = 7) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations)
    knowledge = knowledge_of(organisation)
    calls = list(generate(organisation))
    redactor = open_redactor()
    rows = [
        *score_clean.rows(calls),
        *score_attribute.score(book, PER_CALL * conversations, seed),
        *_correct_rows(calls, knowledge, ()),
        *_correct_rows(calls, knowledge, sorted(organisation.phrases.misheard)),
        *score_enrich.score(book, PER_CALL * conversations, seed),
        *_redact_rows(calls, knowledge, redactor),
        *_prepare_rows(calls, knowledge, redactor),
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


def _redact_rows(calls: Sequence[TrueConversation], knowledge: Knowledge, redactor: Redactor) -> list[Row]:
    tally, free = Tally(), Tally()
    everybody, directory, enrichment = FullNames(knowledge), Directory(knowledge), Enrichment(knowledge)
    for call in calls:
        known = enrichment.enrich(attribute(call.conversation(), directory).conversation)
        texts = [turn.text for turn in known.turns]
        names = cast_of(known, knowledge, everybody).names
        found = zip(redactor.find(texts, names), redactor.find(texts), call.truth.turns, strict=True)
        for spans, without_names, true in found:
            _count_personal(tally, spans, true.personal)
            _count_personal(free, without_names, true.personal)
    kinds = [kind for kind in sorted(tally.true) if kind != "ORGANIZATION"]
    said = sorted(kind for kind in tally.said)
    return [
        *(_row("redact", f"recall_{kind}", tally.recall(kind), TARGETS.get(kind, 0.98)) for kind in kinds),
        *(_row("redact", f"precision_{kind}", tally.precision(kind), 0.90) for kind in said),
        _row("redact", "recall_PERSON_names_unknown", free.recall("PERSON"), 0.80),
        _row("redact", "precision_PERSON_names_unknown", free.precision("PERSON"), 0.90),
    ]


def _count_personal(tally: Tally, spans: Sequence[PersonalData], true: Iterable[object]) -> None:
    marks = [(s.start, s.end, s.kind) for s in true]  # type: ignore[attr-defined]
    for start, end, kind in marks:
        tally.true[kind] += 1
        covered = {i for s in spans for i in range(s.start, s.end)}
        tally.hit[kind] += all(i in covered for i in range(start, end))
    for span in spans:
        name = KINDS.get(span.kind, span.kind)
        tally.said[name] += 1
        tally.right[name] += any(span.start < end and start < span.end for start, end, _ in marks)


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
