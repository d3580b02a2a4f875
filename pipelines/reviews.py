"""``review``: the queue of quarantined rows, and what people decide about them."""

from __future__ import annotations

import argparse
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

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
        found = [Decision(id=row, decision=asked.decision, by=asked.by, why=asked.why) for row in asked.id]
    return {decision.id: decision for decision in found}


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except OSError as refused:
        raise ConfigurationInvalidError(f"cannot read {file} ({type(refused).__name__}): check --file.") from refused
