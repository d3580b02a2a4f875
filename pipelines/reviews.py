"""``review``: the queue of quarantined rows, and what people decide about them."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.decisions import asked_decisions
from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository
from talktrack.core.records import Quarantined
from talktrack.core.review import decide, not_kept
from talktrack.core.tables import CONVERSATIONS_RAW, QUARANTINE
from talktrack.ingestion.quality_gate.privacy import look
from talktrack.systems.repository import open_repository

WIDTH = 150


def show(asked: argparse.Namespace) -> int:
    """Print the open cases; never what was said in them."""
    table = Table("id", "stage", "severity", "reasons", "source")
    suggestions: dict[str, set[str]] = defaultdict(set)
    for row in open_repository(asked.home, asked.tenant).scan(QUARANTINE):
        if row.status == "open":
            table.add_row(row.id, row.stage, row.severity, ", ".join(row.reasons), Text(Path(row.uri).name))
            suggestions[row.suggestion] |= set(row.reasons)
    console = Console(width=max(WIDTH, Console().width))
    console.print(table if table.rows else f"No open case of {asked.tenant}.")
    for suggestion, reasons in suggestions.items():
        console.print(f"{', '.join(sorted(reasons))}: {suggestion}", highlight=False, markup=False)
    return 0


def detail(asked: argparse.Namespace) -> int:
    """Print one case with what was said in it, for the eyes of whoever decides about it."""
    row = next(open_repository(asked.home, asked.tenant).scan(QUARANTINE, where={"id": [asked.id]}), None)
    if row is None:
        raise ConfigurationInvalidError(f"no quarantined row {asked.id}: see `review list` for their ids.")
    console = Console(width=max(WIDTH, Console().width), highlight=False, markup=False)
    facts = {
        "stage": row.stage,
        "severity": row.severity,
        "reasons": ", ".join(row.reasons),
        "detail": row.detail,
        "source": row.uri,
        "what to do": row.suggestion,
        "status": row.status,
        "decided": f"{row.decided_by}: {row.decided_why}" if row.decided_by else "",
    }
    for name, value in facts.items():
        if value:
            console.print(f"{name:10}  {value}")
    if row.conversation is None:
        console.print("It could not be read, so there is nothing to show.")
        return 0
    _print_conversation(row.conversation, asked.turns, console)
    return 0


def _print_conversation(conversation: Conversation, turns: int, console: Console) -> None:
    people = Table("speaker", "label", "name", "role", "evidence")
    said = {turn.speaker_id: turn.evidence for turn in conversation.turns}
    for person in conversation.participants:
        evidence = ", ".join(said.get(person.id, ()))
        people.add_row(person.id, Text(person.label), Text(person.name or ""), person.role, evidence)
    console.print(people)
    for number, turn in enumerate(conversation.turns[:turns]):
        console.print(f"{number:4}  {turn.speaker_id or '?':4}  {turn.text}")
    left = len(conversation.turns) - turns
    if left > 0:
        console.print(f"and {left} more turns: see them with --turns {len(conversation.turns)}.")


def apply(asked: argparse.Namespace) -> int:
    """Write decisions into the queue, and say what becomes of the rows."""
    repository = open_repository(asked.home, asked.tenant)
    decisions = asked_decisions(asked)
    known = {row.id: row for row in repository.scan(QUARANTINE, where={"id": list(decisions)})}
    missing = sorted(set(decisions) - set(known))
    if missing:
        raise ConfigurationInvalidError(f"no quarantined row {', '.join(missing)}: see `review list` for their ids.")
    now = datetime.now(UTC)
    rows = [decide(known[key], decision, now) for key, decision in decisions.items()]
    _check_codes(rows)
    repository.publish(QUARANTINE, rows)
    _erase(repository, [row for row in rows if not_kept(row)])
    print(_outcome(rows))
    return 0


def _check_codes(rows: Sequence[Quarantined]) -> None:
    """Refuse at once the fix that leaves a card's code where it was; the gate would hold the row again."""
    for row in rows:
        if not_kept(row) and row.conversation and look([turn.text for turn in row.conversation.turns]).card_codes:
            raise ConfigurationInvalidError(f"{row.id} still holds a card's code: `review show` tells in which turn.")


def _erase(repository: Repository, rows: Sequence[Quarantined]) -> None:
    """Make what may not be kept unreadable in the queue and the raw zone, old versions too; twice is once."""
    if not rows:
        return
    repository.publish(CONVERSATIONS_RAW, [row.conversation for row in rows if row.conversation])
    for table in (QUARANTINE, CONVERSATIONS_RAW):
        repository.purge(table)


def _outcome(rows: Sequence[Quarantined]) -> str:
    decided = Counter(row.status for row in rows)
    dropped = decided.pop("dropped", 0)
    told = []
    if decided:
        which = " and ".join(f"{number} {status}" for status, number in sorted(decided.items(), reverse=True))
        told.append(f"{which} re-enter{'s' * (decided.total() == 1)} with the next ingestion run")
    if dropped:
        told.append(f"{dropped} dropped stay{'s' * (dropped == 1)} out")
    return f"{len(rows)} decided: {'; '.join(told)}."
