"""What an event says about its subject, how strongly, and in whose name."""

from __future__ import annotations

from talktrack.core.records import FeedbackEvent

DWELL_FULL_S = 60.0
NEUTRAL = 0.5
STRENGTH = {
    "thumbs": 1.0,
    "rating": 1.0,
    "correction": 1.0,
    "demonstration": 1.0,
    "reply": 0.5,
    "outcome": 1.0,
    "click": 0.2,
    "dwell_s": 0.2,
}
OPINION, OPINIONS = "opinion", frozenset({"thumbs", "rating"})


def vote(event: FeedbackEvent) -> float | None:
    """Return what an event says about its subject in [0, 1], or None: comments and expert labels are no votes."""
    value = 1.0 if event.value is None else event.value
    votes = {
        "thumbs": (value + 1) / 2,
        "rating": (value - 1) / 4,
        "correction": 0.0,
        "demonstration": 1.0,
        "reply": value,
        "outcome": value,
        "click": value,
        "dwell_s": min(1.0, value / DWELL_FULL_S),
    }
    return votes.get(event.kind)


def slot(event: FeedbackEvent) -> str:
    """Return which vote of its voter on its subject a newer one takes the place of; thumbs and stars share one."""
    return OPINION if event.kind in OPINIONS else event.kind


def side(said: float) -> int:
    """Return 1 for a vote in favour, 2 for one against, 0 for a neutral one; two sides together are 3."""
    return 0 if said == NEUTRAL else 1 if said > NEUTRAL else 2
