"""Reads what people decided about quarantined rows, from the command line or from a file of one decision a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.review import Decision


def asked_decisions(asked: argparse.Namespace) -> dict[str, Decision]:
    """Return the decisions by row.

    Raises:
        ConfigurationInvalidError: there is none, the file cannot be read, or something is said twice.
    """
    return _by_row(_of_file(asked) if asked.file else _of_arguments(asked))


def _by_row(decisions: Iterable[Decision]) -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for decision in decisions:
        if found.setdefault(decision.id, decision) != decision:
            message = f"there are two decisions about {decision.id}: leave one, with everything that a fix changes."
            raise ConfigurationInvalidError(message)
    return found


def _of_file(asked: argparse.Namespace) -> list[Decision]:
    beside = [name for name in ("id", "decision", "by", "why", "speaker") if getattr(asked, name)]
    if beside:
        message = f"the lines of --file say all there is: leave out --{', --'.join(beside)}, or leave out --file."
        raise ConfigurationInvalidError(message)
    try:
        found = [msgspec.json.decode(line, type=Decision) for line in _lines(Path(asked.file)) if line.strip()]
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as wrong:
        message = f"{asked.file} is not a list of decisions ({wrong}): an object with id, decision, by, why a line."
        raise ConfigurationInvalidError(message) from wrong
    if not found:
        raise ConfigurationInvalidError(f"{asked.file} holds no decision: write an object with id, decision, by, why.")
    return found


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except OSError as refused:
        raise ConfigurationInvalidError(f"cannot read {file} ({type(refused).__name__}): check --file.") from refused


def _of_arguments(asked: argparse.Namespace) -> list[Decision]:
    if not (asked.id and asked.decision and asked.by and asked.why):
        raise ConfigurationInvalidError("say --id, --decision, --by and --why, or give a --file of decisions.")
    speakers = _speakers(asked.speaker)
    return [
        Decision(id=row, decision=asked.decision, by=asked.by, why=asked.why, speakers=speakers) for row in asked.id
    ]


def _speakers(told: list[str]) -> dict[str, str]:
    """Return who speaks, from ``Speaker 2=Dana Reed <dana@acme.example>`` and the like."""
    found: dict[str, str] = {}
    for one in told:
        speaker, _, person = (part.strip() for part in one.partition("="))
        if not (speaker and person):
            raise ConfigurationInvalidError(f"--speaker {one} names nobody: say it as 'Speaker 2=Dana Reed <mail>'.")
        if found.setdefault(speaker, person) != person:
            raise ConfigurationInvalidError(f"--speaker says two people for {speaker}: leave one.")
    return found
