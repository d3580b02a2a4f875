"""Events as product analytics, a CRM and spreadsheets export them: other names for fields, seconds, CSV, no ids.

Beside every table stands what a perfect reader finds in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from talktrack.core.records import FeedbackEvent
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth

ASSISTANCE_SHARE = 0.5
ASSISTED_S, ALONE_S = 240.0, 600.0


def usage(organisation: Organisation) -> Iterator[FeedbackEvent]:
    """Yield a session, the use of a feature and a task of a seller for every call; help makes tasks faster."""
    for engagement in organisation.engagements():
        for call in engagement.calls:
            rng = organisation.random("analytics", call.index)
            yield from _session(rng, organisation.tenant, engagement, call)


def analytics(organisation: Organisation) -> bytes:
    """Return the usage as one JSON object a line under the names that product analytics give, with times in numbers."""
    return b"".join(json.dumps(_as_analytics(event)).encode() + b"\n" for event in usage(organisation))


def outcomes(organisation: Organisation) -> Iterator[FeedbackEvent]:
    """Yield what the CRM saw after calls: the next meeting, a stage that moved, a mail that was answered."""
    for engagement in organisation.engagements():
        for place, call in enumerate(engagement.calls):
            at = (call.started_at + timedelta(days=1)).replace(microsecond=0)
            name = organisation.random("outcomes", call.index).choice(_followed(engagement, place, at))
            yield FeedbackEvent(
                id=f"{organisation.tenant}-o{call.index}",
                tenant=organisation.tenant,
                subject=engagement.deal.id,
                kind="reply" if name == "email_answered" else "outcome",
                at=at,
                user_id=engagement.seller.contact.id,
                value=1.0,
                text=name,
            )


def _followed(engagement: Engagement, place: int, until: datetime) -> list[str]:
    """Return what followed a call, as the calendar and the deal's history say it too; elsewhere it is an answer."""
    call = engagement.calls[place]
    has_moved = any(call.started_at < change.changed_at <= until for change in engagement.changes)
    has_next = any(later.meeting for later in engagement.calls[place + 1 : place + 2])
    return [*["stage_moved"] * has_moved, *["meeting_booked"] * has_next] or ["email_answered"]


def outcome_table(organisation: Organisation) -> bytes:
    """Return the outcomes as CSV."""
    rows = (
        [row.id, row.subject, row.text, f"{row.at:%Y-%m-%d %H:%M:%S}", row.user_id] for row in outcomes(organisation)
    )
    return _table(["Event ID", "Subject ID", "Outcome", "Occurred at", "Rep ID"], rows).encode("utf-16")


def labels(truths: Iterator[Truth]) -> Iterator[FeedbackEvent]:
    """Yield an expert's label of every conversation, given two days later."""
    for truth in truths:
        yield FeedbackEvent(
            id=f"label-{truth.conversation_id}",
            tenant=truth.tenant,
            subject=truth.conversation_id,
            kind="expert_label",
            at=(truth.started_at + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0),
            user_id="expert-1",
            value=float(truth.skill),
            text="Ask about the problem first.",
            turn_start=0,
            turn_end=len(truth.turns) - 1,
        )


def label_table(truths: Iterator[Truth]) -> bytes:
    """Return the labels as a spreadsheet's CSV in a one-byte encoding."""
    header = ["label_id", "conversation_id", "expert", "skill level", "first turn", "last turn", "suggestion", "date"]
    rows = (
        [
            *(row.id, row.subject, row.user_id, row.value, row.turn_start, row.turn_end, row.text),
            f"{row.at:%Y-%m-%d}",
        ]
        for row in labels(truths)
    )
    return _table(header, rows, separator=";").encode("cp1252")


def _session(rng: Random, tenant: str, engagement: Engagement, call: PlannedCall) -> Iterator[FeedbackEvent]:
    begins = (call.started_at - timedelta(hours=1)).replace(microsecond=0)
    session, user = f"{tenant}-s{call.index}", engagement.seller.contact.id
    helped = rng.random() < ASSISTANCE_SHARE
    length = round(rng.uniform(0.7, 1.3) * (ASSISTED_S if helped else ALONE_S), 1)
    told: tuple[tuple[str, float | None, str | None], ...] = (
        ("session_start", None, None),
        ("feature", None, rng.choice(("search", "roleplay", "draft"))),
        ("task_assisted_s" if helped else "task_alone_s", length, "follow_up_mail"),
        ("session_end", length + 60.0, None),
    )
    for position, (kind, value, text) in enumerate(told):
        yield FeedbackEvent(
            id=f"{session}-{position}",
            tenant=tenant,
            subject=session,
            kind=kind,
            at=begins + timedelta(minutes=position),
            user_id=user,
            value=value,
            text=text,
        )


def _as_analytics(event: FeedbackEvent) -> dict[str, object]:
    said: dict[str, object] = {
        "event_id": event.id,
        "event": "task_completed" if event.kind.startswith("task") else event.kind,
        "timestamp": int(event.at.timestamp() * 1000),
        "session_id": event.subject,
        "user": event.user_id,
    }
    if event.value is not None:
        said["duration_ms"] = event.value * 1000
    if event.text is not None:
        said["feature" if event.kind == "feature" else "task"] = event.text
    return said | ({"assisted": event.kind == "task_assisted_s"} if event.kind.startswith("task") else {})


def _table(header: list[str], rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
