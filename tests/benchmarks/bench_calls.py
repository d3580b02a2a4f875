"""Pairs of ``make bench`` for recorders' JSON: 100 000 segments to validated conversations."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import gong, zoom_timeline
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import File
from tests.benchmarks.pair import Pair, Row, measured

SEGMENTS = 100_000
CALLS = 20
SPEAKERS = 4
WORDS = (
    "what about the price",
    "we could start in march",
    "that is fair",
    "let me ask our team",
    "okay",
    "and the rollout",
)
ORIGIN = Origin(tenant="acme", uri="bench/call.json", sha256="0" * 64)

Seen = list[tuple[str | None, str, float | None, float | None]]


def gong_monologues() -> Pair:
    """A page of calls whose monologues have five sentences each, against a parser that validates and makes nothing."""
    return _gong(sentences=5)


def gong_sentences() -> Pair:
    """The same with one sentence per monologue, where every segment becomes a turn."""
    return _gong(sentences=1)


def zoom_entries() -> Pair:
    """The timeline of one long recording."""
    data = _timeline()

    def ours() -> Conversation:
        return zoom_timeline.read(data, ORIGIN)

    def check() -> None:
        expected = [
            (entry["users"][0]["username"], entry["text"], _seconds(entry["ts"]), _seconds(entry["end_ts"]))
            for entry in json.loads(data)["timeline"]
        ]
        assert _seen(ours()) == expected

    return Pair("ingest", "100 000 Zoom entries", "json.loads alone", 0.45, ours, lambda: json.loads(data), check)


PAIRS: Sequence[Callable[[], Pair]] = (gong_monologues, gong_sentences, zoom_entries)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _gong(sentences: int) -> Pair:
    data = _transcripts(sentences)

    def ours() -> list[object]:
        return list(gong.read(File(data, ORIGIN), None))

    def check() -> None:
        expected = [
            [_told(monologue) for monologue in call["transcript"]] for call in json.loads(data)["callTranscripts"]
        ]
        assert [_seen(call) for call in ours() if isinstance(call, Conversation)] == expected

    what = f"100 000 Gong sentences, {sentences} a monologue"
    return Pair("ingest", what, "json.loads alone", 0.45, ours, lambda: json.loads(data), check)


def _transcripts(sentences: int) -> bytes:
    rng = Random(7)
    count = SEGMENTS // sentences // CALLS
    calls = [
        {"callId": str(10**15 + call), "transcript": [_monologue(rng, index, sentences) for index in range(count)]}
        for call in range(CALLS)
    ]
    records = {"totalRecords": CALLS, "currentPageSize": CALLS, "currentPageNumber": 0}
    return json.dumps({"requestId": "r", "records": records, "callTranscripts": calls}).encode()


def _monologue(rng: Random, index: int, sentences: int) -> dict[str, Any]:
    began = [4000 * (index * sentences + place) for place in range(sentences)]
    return {
        "speakerId": str(5_000_000 + index % SPEAKERS),
        "topic": None,
        "sentences": [{"start": at, "end": at + 3500, "text": _sentence(rng)} for at in began],
    }


def _timeline() -> bytes:
    rng = Random(7)
    entries = [
        {
            "text": _sentence(rng),
            "ts": _clock(index * 3),
            "end_ts": _clock(index * 3 + 2),
            "users": [_user(index % SPEAKERS)],
        }
        for index in range(SEGMENTS)
    ]
    return json.dumps({"timeline": entries}).encode()


def _user(number: int) -> dict[str, Any]:
    known = {"user_id": f"aB3dE5gH7jK9mN1pQ3{number}", "zoom_userid": f"aB3dE5gH7jK9mN1pQ3{number}", "client_type": 5}
    return {"username": f"Guest {number}", "multiple_people": False, **known}


def _sentence(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=3))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.250"


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds)).total_seconds()


def _told(monologue: dict[str, Any]) -> tuple[str, str, float, float]:
    said = monologue["sentences"]
    return (
        monologue["speakerId"],
        " ".join(one["text"] for one in said),
        said[0]["start"] / 1000,
        said[-1]["end"] / 1000,
    )


def _seen(call: Conversation) -> Seen:
    labels = {person.id: person.label for person in call.participants}
    return [(labels[turn.speaker_id or ""], turn.text, turn.start_s, turn.end_s) for turn in call.turns]
