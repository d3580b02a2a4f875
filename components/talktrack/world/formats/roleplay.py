"""Practice: sessions of a seller with an AI that plays a prospect, and the personas and scenarios behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from talktrack.core.conversation import SELLER
from talktrack.world.recording import Recording
from talktrack.world.truth import TruePerson


def write_roleplay(recordings: Iterable[Recording]) -> bytes:
    """Return calls as if they had been practised, one session a line; the first prospect is whom the AI plays."""
    return b"".join(msgspec.json.encode(_session(recording)) + b"\n" for recording in recordings)


def write_personas(recordings: Iterable[Recording]) -> bytes:
    """Return the prospects of calls as personas, one JSON list, each once."""
    return msgspec.json.encode(list({row["persona_id"]: row for row in _personas(recordings)}.values()))


def write_personas_yaml(recordings: Iterable[Recording]) -> bytes:
    """Return the same personas in YAML, with a comment and quoted texts."""
    lines = ["# Personas for practice sessions"]
    for row in {row["persona_id"]: row for row in _personas(recordings)}.values():
        lines += [f"{'  ' if at else '- '}{key}: {json.dumps(value)}" for at, (key, value) in enumerate(row.items())]
    return ("\n".join(lines) + "\n").encode()


def write_scenarios(recordings: Iterable[Recording]) -> bytes:
    """Return a scenario for every call, one a line."""
    return b"".join(msgspec.json.encode(_scenario(recording)) + b"\n" for recording in recordings)


def _session(recording: Recording) -> dict[str, Any]:
    seller = next(person for person in recording.people if person.role == SELLER)
    roles = [None if line.speaker is None else recording.people[line.speaker].role for line in recording.lines]
    return {
        "session_id": f"s-{recording.native_id}",
        "started_at": recording.started_at.isoformat(),
        "seller": {"name": seller.name, "email": seller.email},
        "persona": _persona(_played(recording)),
        "scenario": _scenario(recording),
        "turns": [
            {"role": role, "text": line.text, "at": line.start_s}
            for role, line in zip(roles, recording.lines, strict=True)
        ],
        "outcome": "meeting_booked",
        "score": 0.7,
    }


def _played(recording: Recording) -> TruePerson:
    return next(person for person in recording.people if person.role != SELLER)


def _personas(recordings: Iterable[Recording]) -> Iterator[dict[str, Any]]:
    for recording in recordings:
        yield from (_persona(person) for person in recording.people if person.role != SELLER)


def _persona(person: TruePerson) -> dict[str, Any]:
    return {
        "persona_id": person.id,
        "name": person.name,
        "role": person.persona_role,
        "traits": list(person.traits),
        "objections": list(person.objections),
        "note": "not for the model",
    }


def _scenario(recording: Recording) -> dict[str, Any]:
    return {
        "scenario_id": f"sc-{recording.native_id}",
        "title": recording.title,
        "goal": "agree on a dated next step",
        "stage": recording.deal_stage,
        "persona_id": _played(recording).id,
    }
