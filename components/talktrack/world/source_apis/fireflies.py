"""Fireflies' API, as far as its pages on the queries ``transcript`` and ``transcripts`` document it.

https://docs.fireflies.ai/graphql-api/query/transcripts, /schema/transcript, /miscellaneous/error-codes. Every field
of a query is checked against the schema; what is selected comes back and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from talktrack.world.source_apis.selection import Query, Schema, UnsupportedError, parse, selected, unknown_field
from talktrack.world.source_apis.server import Asked, Reply, StandIn, not_documented

KEY = "fireflies-key"
MOST = 50
MILLISECONDS = 1000


def _leaves(names: str) -> dict[str, Schema | None]:
    return dict.fromkeys(names.split())


SENTENCE: Schema = _leaves("index text raw_text start_time end_time speaker_id speaker_name") | {
    "ai_filters": _leaves("task pricing metric question date_and_time text_cleanup sentiment")
}
TRANSCRIPT: Schema = _leaves(
    "id title host_email organizer_email transcript_url participants fireflies_users workspace_users duration "
    "dateString date audio_url video_url calendar_id cal_id calendar_type meeting_link privacy"
) | {
    "sentences": SENTENCE,
    "speakers": _leaves("id name"),
    "meeting_attendees": _leaves("displayName email phoneNumber name location"),
    "meeting_attendance": _leaves("name join_time leave_time"),
    "meeting_info": _leaves("fred_joined silent_meeting summary_status"),
    "summary": _leaves(
        "keywords action_items outline shorthand_bullet overview notes bullet_gist gist short_summary short_overview "
        "meeting_type topics_discussed transcript_chapters"
    ),
    "user": _leaves("user_id email name num_transcripts recent_meeting minutes_consumed is_admin integrations"),
}
ARGUMENTS = {"transcripts": ("limit", "skip", "fromDate", "toDate"), "transcript": ("id",)}


class FirefliesServer(StandIn):
    """Serves transcripts (see `formats.notetakers.fireflies_transcript`) under one key."""

    def __init__(self, transcripts: Sequence[Mapping[str, Any]], key: str = KEY) -> None:
        """Keep the transcripts."""
        super().__init__(self._answered, transcripts)
        self._key = key

    def _answered(self, asked: Asked) -> Reply:
        if (asked.method, asked.path) != ("POST", "/graphql"):
            return not_documented(f"{asked.method} {asked.path}")
        if asked.headers.get("Authorization") != f"Bearer {self._key}":
            return refusal(401, "auth_failed", "Invalid or missing API key.")
        document = json.loads(asked.body)
        try:
            query = parse(document["query"])
        except UnsupportedError as error:
            return not_documented(str(error))
        if query.field not in ARGUMENTS or set(query.arguments) - set(ARGUMENTS[query.field]):
            return not_documented(f"{query.field} with {sorted(query.arguments)}")
        if problem := unknown_field(query.selection, TRANSCRIPT, "Transcript"):
            return refusal(400, "GRAPHQL_VALIDATION_FAILED", problem)
        given = {name: document.get("variables", {}).get(variable) for name, variable in query.arguments.items()}
        return self._one(query, given) if query.field == "transcript" else self._many(query, given)

    def _one(self, query: Query, given: Mapping[str, Any]) -> Reply:
        found = next((one for one in self.documents if one["id"] == given["id"]), None)
        if found is None:
            return refusal(404, "object_not_found", "Transcript not found")
        return Reply(200, {"data": {"transcript": selected(found, query.selection)}})

    def _many(self, query: Query, given: Mapping[str, Any]) -> Reply:
        limit, skip = given.get("limit") or MOST, given.get("skip") or 0
        if not 0 < limit <= MOST:
            return refusal(400, "invalid_arguments", "limit must not be greater than 50")
        try:
            bounds = [_milliseconds(given.get(name)) for name in ("fromDate", "toDate")]
        except ValueError:
            return refusal(400, "invalid_arguments", "fromDate must be a Date instance")
        wanted = [one for one in self.documents if _lies(one["date"], bounds)]
        newest = sorted(wanted, key=lambda one: one["date"], reverse=True)[skip : skip + limit]
        return Reply(200, {"data": {"transcripts": [selected(one, query.selection) for one in newest]}})


def refusal(status: int, code: str, message: str, **metadata: Any) -> Reply:
    """Return an error as Fireflies writes it: the HTTP status is that of GraphQL, the true one stands inside."""
    extensions = {"code": code, "status": status, "metadata": metadata}
    return Reply(200, {"errors": [{"message": message, "code": code, "extensions": extensions}], "data": None})


def _milliseconds(moment: str | None) -> float | None:
    return None if moment is None else datetime.fromisoformat(moment).timestamp() * MILLISECONDS


def _lies(date: float, bounds: Sequence[float | None]) -> bool:
    begin, end = bounds
    return (begin is None or date > begin) and (end is None or date < end)
