"""Scores of the prepare steps against the ground truth of a synthetic organisation.

Run `python tests/benchmarks/score_prepare.py third` for the book that is held out from every rule.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence

from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import Redactor
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import TenantKey
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from tests.benchmarks import score_attribute, score_clean, score_correct, score_enrich, score_redact

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
        *score_correct.rows(calls, knowledge, sorted(organisation.phrases.misheard)),
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
