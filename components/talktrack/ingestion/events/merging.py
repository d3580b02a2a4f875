"""The best record of a call, and what it takes over from the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from talktrack.core.conversation import UNKNOWN, Conversation

# Who knows the speakers and the occasion comes before who only heard them.
BEST_FIRST = (
    "gong", "teams", "zoom_timeline", "fireflies", "fathom", "zoom",
    "call_analytics", "whisperx", "webvtt", "srt", "text", "audio",
)  # fmt: skip


def merged(records: Sequence[Conversation]) -> Conversation:
    """Return the best record with the provenance of all, and from the others what it does not know itself."""
    best, *others = sorted(records, key=_rank)
    sources = {entry.sha256: entry for record in (best, *others) for entry in record.provenance}
    return msgspec.structs.replace(
        best,
        event_id=best.meeting_id or _first(others, "meeting_id") or best.event_id,
        title=best.title or _first(others, "title"),
        started_at=best.started_at or _first(others, "started_at"),
        duration_s=best.duration_s or _first(others, "duration_s"),
        language=best.language or _first(others, "language"),
        meeting_id=best.meeting_id or _first(others, "meeting_id"),
        account_id=best.account_id or _first(others, "account_id"),
        deal_id=best.deal_id or _first(others, "deal_id"),
        deal=best.deal or _first(others, "deal"),
        provenance=list(sources.values()),
    )


def _rank(record: Conversation) -> tuple[float, int, str]:
    """Put first whose speakers are known best; then the better source; then the smaller id, so that order is fixed."""
    known = {person.id for person in record.participants if person.role != UNKNOWN}
    share = sum(turn.speaker_id in known for turn in record.turns) / max(1, len(record.turns))
    place = BEST_FIRST.index(record.source) if record.source in BEST_FIRST else len(BEST_FIRST)
    return -round(share, 1), place, record.id


def _first(records: Sequence[Conversation], name: str) -> Any:
    return next((value for record in records if (value := getattr(record, name)) is not None), None)
