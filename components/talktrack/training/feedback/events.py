"""One line of a feedback file: an event, or the reason why it is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from talktrack.core.records import FeedbackEvent

FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=1)
LONGEST_DWELL_S = 86_400.0

WITH_TEXT = frozenset({"correction", "demonstration", "comment"})
BARE = frozenset({"click", "reply"})
WHOLE = {"rating": range(1, 6), "expert_label": range(1, 6), "outcome": range(2), "thumbs": (-1, 1)}
KINDS = frozenset({*WITH_TEXT, *BARE, *WHOLE, "dwell_s"})


@dataclass(frozen=True)
class Line:
    """What a line holds: an event, or a machine-readable reason."""

    event: FeedbackEvent | None
    reason: str = ""


def parse(line: bytes, tenant: str, now: datetime) -> Line:
    """Return the event of one line of JSON, or why it is rejected."""
    try:
        event = msgspec.json.decode(line.decode("utf-8"), type=FeedbackEvent)
    except UnicodeDecodeError:
        return Line(None, "wrong_encoding")
    except msgspec.MsgspecError:
        return Line(None, "not_an_event")
    reason = fault(event, tenant, now)
    return Line(None if reason else event, reason)


def fault(event: FeedbackEvent, tenant: str, now: datetime) -> str:
    """Return why an event cannot be believed; empty when it can."""
    if event.tenant != tenant:
        return "wrong_tenant"
    if event.kind not in KINDS:
        return "unknown_kind"
    if not event.id or not event.subject:
        return "names_nothing"
    if event.at.tzinfo is None or not FIRST_MOMENT <= event.at <= now + CLOCK_SKEW:
        return "impossible_time"
    if event.kind in WITH_TEXT and not (event.text or "").strip():
        return "missing_text"
    return "" if _in_range(event) else "value_out_of_range"


def _in_range(event: FeedbackEvent) -> bool:
    if event.kind in WITH_TEXT:
        return True
    if event.value is None or not math.isfinite(event.value):
        return event.kind in BARE and event.value is None
    if event.kind == "dwell_s":
        return 0 <= event.value <= LONGEST_DWELL_S
    return event.value in WHOLE.get(event.kind, range(2))
