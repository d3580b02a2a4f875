"""Practice sessions: one, a list, lines; persona and scenario in full or by name; every way to write a time."""

from __future__ import annotations

from typing import Any

from tests.ingestion.ingest.seeds.dialogues import document, lines

PERSONA = {"persona_id": "cfo", "name": "Dana Ortiz", "role": "finance", "traits": ["brief"], "objections": ["price"]}
SESSION: dict[str, Any] = {
    "session_id": "s-17",
    "started_at": "2026-03-02T10:30:00+01:00",
    "seller": {"name": "Sam Reed", "email": "sam@acme.example"},
    "persona": PERSONA,
    "scenario": {"scenario_id": "renewal", "title": "Renewal", "goal": "book a meeting", "stage": "Discovery"},
    "turns": [
        {"role": "seller", "text": "Hello Dana.", "at": 0},
        {"role": "prospect", "text": "Hi é.", "at": 2.5},
        {"role": "seller", "text": "", "at": 3.0},
    ],
    "outcome": "meeting_booked",
    "score": 0.72,
}
NAMED = SESSION | {"session_id": 18, "persona": "cfo", "scenario": "renewal", "seller": "sam", "score": {"total": 3}}
DATED = SESSION | {
    "started_at": None,
    "turns": [
        {"role": "user", "text": "Hello.", "at": "2026-03-02T09:30:00Z"},
        {"role": "assistant", "text": "Hi.", "at": "2026-03-02T09:30:04Z"},
    ],
}

SEEDS: tuple[bytes, ...] = (
    document(SESSION),
    document(SESSION, indent=2),
    document([SESSION, NAMED]),
    lines(SESSION, NAMED),
    document(DATED),
    document(SESSION | {"started_at": 1_772_443_800}),
    document(SESSION | {"turns": [{"role": "Rep", "text": "Hi", "at": "00:01"}, {"role": "coach", "text": "Stop"}]}),
    document({"sessions": [SESSION]}),
    document(SESSION | {"persona": None, "outcome": None, "score": None}),
    lines(SESSION, {"session_id": "x", "persona": 1, "turns": 5}, NAMED),
    document([{key: SESSION[key] for key in ("session_id", "persona", "turns")}]),
    document(SESSION, ensure_ascii=False).decode().encode("utf-16"),
)
