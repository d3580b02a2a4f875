"""``review``: the queue of quarantined rows, and what people decide about them."""

from __future__ import annotations

import argparse
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.review import Decision, decide
from talktrack.core.tables import QUARANTINE
from talktrack.systems.repository import open_repository

WIDTH = 150


def show(asked: argparse.Namespace) -> int:
    """Print the open cases; never what was said in them."""
    table = Table("id", "stage", "severity", "reasons", "source")
    suggestions: dict[str, set[str]] = defaultdict(set)
    for row in open_repository(asked.home, asked.tenant).scan(QUARANTINE):
        if row.status == "open":
            table.add_row(row.id, row.stage, row.severity, ", ".join(row.reasons), Path(row.uri).name)
            suggestions[row.suggestion] |= set(row.reasons)
    console = Console(width=max(WIDTH, Console().width))
    console.print(table if table.rows else f"No open case of {asked.tenant}.")
    for suggestion, reasons in suggestions.items():
        console.print(f"{', '.join(sorted(reasons))}: {suggestion}", highlight=False)
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
    """Write decisions into the queue; released rows re-enter with the next ingestion."""
    repository = open_repository(asked.home, asked.tenant)
    decisions = _decisions(asked)
    known = {row.id: row for row in repository.scan(QUARANTINE, where={"id": list(decisions)})}
    missing = sorted(set(decisions) - set(known))
    if missing:
        raise ConfigurationInvalidError(f"no quarantined row {', '.join(missing)}: see `review list` for their ids.")
    now = datetime.now(UTC)
    repository.publish(QUARANTINE, [decide(known[key], decision, now) for key, decision in decisions.items()])
    print(f"{len(decisions)} decided; released rows re-enter with the next ingestion run.")
    return 0


def _decisions(asked: argparse.Namespace) -> dict[str, Decision]:
    if asked.file:
        try:
            lines = _lines(Path(asked.file))
            found = [msgspec.json.decode(line, type=Decision) for line in lines if line.strip()]
        except msgspec.MsgspecError as wrong:
            message = f"{asked.file} is not a list of decisions ({wrong}): an object with id, decision, by, why a line."
            raise ConfigurationInvalidError(message) from wrong
    else:
        if not (asked.id and asked.decision and asked.by and asked.why):
            raise ConfigurationInvalidError("say --id, --decision, --by and --why, or give a --file of decisions.")
        found = [
            Decision(id=row, decision=asked.decision, by=asked.by, why=asked.why, speakers=_speakers(asked.speaker))
            for row in asked.id
        ]
    return {decision.id: decision for decision in found}


def _speakers(told: list[str]) -> dict[str, str]:
    """Return who speaks, from ``Speaker 2=Dana Reed <dana@acme.example>`` and the like."""
    pairs = [one.partition("=") for one in told]
    wrong = next((one for one, (speaker, _, person) in zip(told, pairs, strict=True) if not (speaker and person)), None)
    if wrong is not None:
        raise ConfigurationInvalidError(f"--speaker {wrong} names nobody: say it as 'Speaker 2=Dana Reed <mail>'.")
    return {speaker.strip(): person.strip() for speaker, _, person in pairs}


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except OSError as refused:
        raise ConfigurationInvalidError(f"cannot read {file} ({type(refused).__name__}): check --file.") from refused
