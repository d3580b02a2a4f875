"""Asks Fireflies for transcripts by GraphQL (https://docs.fireflies.ai/graphql-api/query/transcripts).

Pages follow each other by how many transcripts are skipped, until one is empty. Errors come as GraphQL errors with a
status and, for too many requests, with the moment in milliseconds from which to ask again. Links that change with every
answer are not asked for, so the same transcript is the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from talktrack.systems.source_apis.asking import OK, Answer, Asker, Question, RefusedError, decoded, well_formed
from talktrack.systems.source_apis.mirror import Page, canonical, named
from talktrack.systems.source_apis.window import Window, zulu

PAGE = 25
WRAPPED = b'{"data": {"transcript": %s}}'
BAD_REQUEST, NOT_FOUND = 400, 404

FIELDS = """
    id title date dateString duration organizer_email participants workspace_users privacy
    meeting_link calendar_id cal_id
    speakers { id name }
    meeting_attendees { displayName email phoneNumber name }
    sentences { index speaker_name speaker_id text raw_text start_time end_time }
    summary { keywords action_items overview short_summary }
"""
LIST = (
    "query Transcripts($limit: Int, $skip: Int, $fromDate: DateTime, $toDate: DateTime) {"
    f" transcripts(limit: $limit, skip: $skip, fromDate: $fromDate, toDate: $toDate) {{ {FIELDS} }} }}"
)
ONE = f"query Transcript($transcriptId: String!) {{ transcript(id: $transcriptId) {{ {FIELDS} }} }}"


class _Metadata(msgspec.Struct, frozen=True, rename="camel"):
    retry_after: float | None = None


class _Extensions(msgspec.Struct, frozen=True):
    status: int | None = None
    metadata: _Metadata | None = None


class _Error(msgspec.Struct, frozen=True):
    extensions: _Extensions | None = None


class _Data(msgspec.Struct, frozen=True):
    transcripts: list[msgspec.Raw] | None = None
    transcript: msgspec.Raw = msgspec.Raw()


class _Result(msgspec.Struct, frozen=True):
    data: _Data | None = None
    errors: list[_Error] | None = None


class Fireflies:
    """The `Service` port over Fireflies."""

    URL = "https://api.fireflies.ai"
    finds_one = True

    def __init__(self, asker: Asker, window: Window) -> None:
        """Keep the door and the wanted dates."""
        self._asker = asker
        self._window = window

    @staticmethod
    def authorisation(key: str) -> dict[str, str]:
        """Return the header that carries the key."""
        return {"Authorization": f"Bearer {key}"}

    def page(self, cursor: str | None, until: datetime) -> Page:
        """Return one page of transcripts; the cursor counts those before it."""
        skip = int(cursor or 0)
        variables: dict[str, Any] = {"limit": PAGE, "skip": skip, "toDate": zulu(self._window.end or until)}
        if self._window.begin:
            variables["fromDate"] = zulu(self._window.begin)
        found = self._ask(LIST, variables).transcripts or []
        blobs = {name: canonical(WRAPPED % data) for name, data in (named(item, "id") for item in found)}
        return Page(blobs, str(skip + len(found)) if found else None)

    def one(self, identity: str, /) -> bytes | None:
        """Return one transcript, or None when there is none."""
        try:
            found = self._ask(ONE, {"transcriptId": identity}).transcript
        except RefusedError as refused:
            if refused.status == NOT_FOUND:
                return None
            raise
        return None if bytes(found) in {b"", b"null"} else canonical(WRAPPED % bytes(found))

    def _ask(self, query: str, variables: Mapping[str, Any]) -> _Data:
        question = Question("POST", "/graphql", json={"query": query, "variables": variables}, judge=_judged)
        return decoded(self._asker.name, self._asker.ask(question), _Result).data or _Data()


def _judged(answer: Answer, now: float) -> Answer:
    """Return an answer with the status of its first GraphQL error; an error without one is a refusal."""
    answer = well_formed(answer, now)
    try:
        errors = msgspec.json.decode(answer.body, type=_Result).errors
    except msgspec.DecodeError:
        return answer
    if not errors:
        return answer
    known = errors[0].extensions or _Extensions()
    after_ms = known.metadata.retry_after if known.metadata else None
    wait_s = answer.wait_s if after_ms is None else max(0.0, after_ms / 1000 - now)
    return Answer(known.status or (BAD_REQUEST if answer.status == OK else answer.status), answer.body, wait_s)
