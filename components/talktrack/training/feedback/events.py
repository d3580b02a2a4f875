"""Which events can be believed: kinds, the values they may have, and why others are rejected."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from talktrack.core.records import FeedbackEvent
from talktrack.core.sales_labels import LABELS
from talktrack.training.feedback.garbling import is_garbled

FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=1)
LONGEST_S = 86_400.0
DAY = timedelta(days=1)

WITH_TEXT = frozenset({"correction", "demonstration", "comment", "turn_label"})
BARE = frozenset({"click", "reply"})
WHOLE = {"rating": range(1, 6), "expert_label": range(1, 6), "outcome": range(2), "thumbs": (-1, 1)}
TIMED = frozenset({"dwell_s", "task_assisted_s", "task_alone_s"})
USAGE = frozenset({"session_start", "session_end", "feature", "task_assisted_s", "task_alone_s"})
KINDS = frozenset({*WITH_TEXT, *BARE, *WHOLE, *TIMED, *USAGE})


@dataclass(frozen=True)
class Line:
    """What one row of a file holds: an event, or a machine-readable reason."""

    event: FeedbackEvent | None
    reason: str = ""


def judged(event: FeedbackEvent, tenant: str, now: datetime) -> Line:
    """Return an event that can be believed, or why it cannot."""
    reason = fault(event, tenant, now)
    return Line(None if reason else event, reason)


def fault(event: FeedbackEvent, tenant: str, now: datetime) -> str:
    """Return why an event cannot be believed; empty when it can."""
    known_time = event.at.tzinfo is not None and FIRST_MOMENT <= event.at <= now + CLOCK_SKEW
    faults = (
        (event.tenant != tenant, "wrong_tenant"),
        (event.kind not in KINDS, "unknown_kind"),
        (not event.id or not event.subject, "names_nothing"),
        (not known_time, "impossible_time"),
        (any(map(is_garbled, _texts(event))), "wrong_encoding"),
        (event.kind in {*WITH_TEXT, "feature"} and not (event.text or "").strip(), "missing_text"),
        (not _is_segment(event), "wrong_segment"),
        (event.kind == "turn_label" and not _is_label(event), "unknown_label"),
        (not _in_range(event), "value_out_of_range"),
    )
    return next((reason for is_wrong, reason in faults if is_wrong), "")


def precedes(at: datetime, about: datetime) -> bool:
    """Tell whether something happened before what it is about; midnight may stand for any time of its day."""
    is_day = (at.hour, at.minute, at.second) == (0, 0, 0)
    return at + (DAY if is_day else CLOCK_SKEW) < about


def _texts(event: FeedbackEvent) -> list[str]:
    return [text for text in (event.text, event.prompt, event.answer, *event.retrieved) if text]


def _is_segment(event: FeedbackEvent) -> bool:
    """Tell whether the turns that are named can be a part of a conversation."""
    start, end = event.turn_start, event.turn_end
    return (start or 0) >= 0 and (start is None or end is None or start <= end)


def _is_label(event: FeedbackEvent) -> bool:
    """Tell whether a label of a turn names the turn and a class that exists."""
    kind, _, label = (event.text or "").partition(":")
    return event.turn_start is not None and label in LABELS.get(kind, ())


def _in_range(event: FeedbackEvent) -> bool:
    if event.kind in WITH_TEXT:
        return True
    if event.value is None or not math.isfinite(event.value):
        return event.kind in (BARE | USAGE) - TIMED and event.value is None
    if event.kind in TIMED | USAGE:
        return 0 <= event.value <= LONGEST_S
    return event.value in WHOLE.get(event.kind, range(2))
