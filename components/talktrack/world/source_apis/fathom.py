"""Fathom's API, as far as https://developers.fathom.ai documents the listing of meetings.

Pages hold ten meetings, newest first, and follow each other by an opaque cursor that is bound to the same filters.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from talktrack.world.source_apis.server import Asked, Reply, StandIn, not_documented

PAGE = 10
KEY = "fathom-key"
PATH = "/external/v1/meetings"
KNOWN = ("cursor", "created_after", "created_before", "include_transcript")
DOCUMENTED = (
    *(
        "calendar_invitees[]",
        "calendar_invitees_domains[]",
        "calendar_invitees_domains_type",
        "recorded_by[]",
        "teams[]",
    ),
    *("include_action_items", "include_crm_matches", "include_highlights", "include_summary", "meeting_type"),
)


class FathomServer(StandIn):
    """Serves meetings (see `formats.notetakers.fathom_meeting`) under one key."""

    def __init__(self, meetings: Sequence[Mapping[str, Any]], key: str = KEY) -> None:
        """Keep the meetings."""
        super().__init__(self._answered, meetings)
        self._key = key

    def _answered(self, asked: Asked) -> Reply:
        if asked.headers.get("X-Api-Key") != self._key:
            return Reply(401, {"message": "Unauthorized"})
        if (asked.method, asked.path) != ("GET", PATH) or set(asked.query) & set(DOCUMENTED):
            return not_documented(f"{asked.method} {asked.path} with {sorted(asked.query)}")
        if unknown := set(asked.query) - set(KNOWN):
            return Reply(400, {"message": f"unknown parameters {sorted(unknown)}"})
        return self._page(asked.query)

    def _page(self, query: Mapping[str, str]) -> Reply:
        bound = "|".join(query.get(name, "") for name in KNOWN[1:])
        place, filters = _opened(query.get("cursor") or _cursor(0, bound))
        if filters != bound:
            return Reply(400, {"message": "invalid cursor"})
        found = sorted((m for m in self.documents if _wanted(m, query)), key=_created, reverse=True)
        page = [_shown(meeting, query) for meeting in found[place : place + PAGE]]
        following = place + PAGE if place + PAGE < len(found) else None
        cursor = None if following is None else _cursor(following, bound)
        return Reply(200, {"limit": PAGE, "next_cursor": cursor, "items": page}, {"RateLimit-Limit": "60"})


def _wanted(meeting: Mapping[str, Any], query: Mapping[str, str]) -> bool:
    after, before = query.get("created_after"), query.get("created_before")
    created = _created(meeting)
    return (not after or created > datetime.fromisoformat(after)) and (
        not before or created < datetime.fromisoformat(before)
    )


def _created(meeting: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(meeting["created_at"])


def _shown(meeting: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Return a meeting; its transcript only where it was asked for."""
    hidden = set() if query.get("include_transcript") == "true" else {"transcript"}
    return {name: value for name, value in meeting.items() if name not in hidden}


def _cursor(place: int, bound: str) -> str:
    return base64.urlsafe_b64encode(f"{place}/{bound}".encode()).decode()


def _opened(cursor: str) -> tuple[int, str]:
    try:
        place, _, bound = base64.urlsafe_b64decode(cursor).decode().partition("/")
        return int(place), bound
    except ValueError:
        return 0, "no cursor of ours"
