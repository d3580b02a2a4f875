"""Asks Fathom for meetings with their transcripts (https://developers.fathom.ai, ``GET /external/v1/meetings``).

Pages follow each other by an opaque cursor. There is no request for a single meeting.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from talktrack.systems.source_apis.asking import Asker, Question, decoded
from talktrack.systems.source_apis.mirror import Page, named
from talktrack.systems.source_apis.window import Window, zulu


class _Meetings(msgspec.Struct, frozen=True):
    items: list[msgspec.Raw]
    next_cursor: str | None = None


class Fathom:
    """The `Service` port over Fathom."""

    URL = "https://api.fathom.ai"
    finds_one = False

    def __init__(self, asker: Asker, window: Window) -> None:
        """Keep the door and the wanted dates."""
        self._asker = asker
        self._window = window

    @staticmethod
    def authorisation(key: str) -> dict[str, str]:
        """Return the header that carries the key."""
        return {"X-Api-Key": key}

    def page(self, cursor: str | None, until: datetime) -> Page:
        """Return one page of meetings."""
        query = {"include_transcript": "true", "created_before": zulu(self._window.end or until)}
        if self._window.begin:
            query["created_after"] = zulu(self._window.begin)
        if cursor:
            query["cursor"] = cursor
        body = self._asker.ask(Question("GET", "/external/v1/meetings", query))
        found = decoded(self._asker.name, body, _Meetings)
        return Page(dict(named(item, "recording_id") for item in found.items), found.next_cursor or None)

    def one(self, _: str, /) -> bytes | None:
        """Return None: see `finds_one`."""
        return None
