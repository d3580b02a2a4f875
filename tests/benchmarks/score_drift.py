"""Scores of drift on synthetic organisations: how often it cries wolf, and what it finds.

Run `python tests/benchmarks/score_drift.py third` for the book held out from every rule. Reference and window are
calls of the same sellers with other accounts; calls of one account resemble each other, as in life.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from talktrack.core.conversation import Conversation, DealContext, Participant, Turn
from talktrack.core.findings import DRIFTED, Finding
from talktrack.core.statistics import analyse
from talktrack.operations.drift.features import Columns, Window, collect, rank
from talktrack.operations.drift.judgement import Thresholds, judge
from talktrack.operations.drift.sketch import make_reference
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation

ALWAYS = Window(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
TURNS = 30
Row = dict[str, object]


def score(book: str, conversations: int = 300, repeats: int = 40) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    quiet = longer = silent = elsewhere = 0
    for seed in range(repeats):
        reference, same = _halves(Organisation(seed, "acme", book, 2 * conversations, TURNS))
        _, long = _halves(Organisation(seed, "acme", book, 2 * conversations, TURNS * 4 // 3))
        quiet += bool(_drifted(reference, same))
        longer += "turns" in _drifted(reference, long)
        silent += "talk_ratio" in _drifted(reference, _without_times(same))
        elsewhere += "source" in _drifted(reference, _from_another_source(same))
    command = f"python tests/benchmarks/score_drift.py {book} {conversations} {repeats}"
    rows = (
        ("runs_with_a_false_alarm", quiet, 0.02),
        ("calls_a_third_longer_found", longer, 0.95),
        ("a_third_without_times_found", silent, 0.95),
        ("a_sixth_from_a_new_source_found", elsewhere, 0.95),
    )
    return [
        {"step": "drift", "what": what, "value": count / repeats, "target": target, "command": command}
        for what, count, target in rows
    ]


def _drifted(reference: Iterable[Conversation], window: Iterable[Conversation]) -> set[str]:
    made = make_reference("acme", ALWAYS, _columns(reference), "", minimum=100)
    findings: list[Finding] = judge(made, _columns(window), "", Thresholds())
    return {finding.name for finding in findings if finding.verdict == DRIFTED}


def _columns(conversations: Iterable[Conversation]) -> Columns:
    rows = list(conversations)
    return collect(rows, map(analyse, rows), [], ALWAYS)


def _halves(organisation: Organisation) -> tuple[list[Conversation], list[Conversation]]:
    """Deal the accounts out to both sides by chance."""
    sides: tuple[list[Conversation], list[Conversation]] = ([], [])
    for call in generate(organisation):
        sides[rank(f"side {call.truth.account_id}") % 2].append(_conversation(call))
    return sides


def _conversation(call: TrueConversation) -> Conversation:
    """Return the record after perfect preparation: roles known, noise gone, deal context filled in."""
    truth = call.truth
    deal = DealContext(stage=truth.deal_stage, industry=truth.industry) if truth.deal_stage else None
    people = [Participant(id=person.id, label=person.label, role=person.role) for person in truth.people]
    turns = [
        Turn(speaker_id=turn.person_id, text=turn.clean, start_s=turn.start_s, end_s=turn.end_s) for turn in truth.turns
    ]
    return msgspec.structs.replace(
        call.conversation(), participants=people, turns=turns, deal=deal, account_id=truth.account_id
    )


def _without_times(conversations: list[Conversation]) -> list[Conversation]:
    """Take the times away from every third conversation."""
    return [
        msgspec.structs.replace(
            row, turns=[msgspec.structs.replace(turn, start_s=None, end_s=None) for turn in row.turns]
        )
        if index % 3 == 0
        else row
        for index, row in enumerate(conversations)
    ]


def _from_another_source(conversations: list[Conversation]) -> list[Conversation]:
    """Let every sixth conversation come from a source that never was."""
    return [
        msgspec.structs.replace(row, source="teams") if index % 6 == 0 else row
        for index, row in enumerate(conversations)
    ]


if __name__ == "__main__":
    for entry in score(sys.argv[1] if len(sys.argv) > 1 else "third", *map(int, sys.argv[2:])):
        print(*entry.values(), sep="\t")
