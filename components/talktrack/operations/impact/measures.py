"""What is measured, in which unit, how it is summed up, and which direction is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Summary = Literal["share", "mean", "median", "per_week"]


@dataclass(frozen=True)
class Measure:
    """One figure of the business; `counted` says what its observations are, `clusters` what belongs together in them.

    Observations of one account, or of one user, are not independent: they are drawn together.
    """

    name: str
    summary: Summary
    unit: str
    counted: str
    clusters: str
    is_more_better: bool


WIN_RATE = Measure("win rate", "share", "%", "closed deals", "accounts", is_more_better=True)
VELOCITY = Measure("days from first call to signature", "median", "days", "won deals", "accounts", is_more_better=False)
DEAL_SIZE = Measure("average deal size", "mean", "", "won deals", "accounts", is_more_better=True)
ACTIVE_USERS = Measure("active users a week", "per_week", "users", "weeks of users", "users", is_more_better=True)
SESSIONS = Measure("sessions a week", "per_week", "sessions", "sessions", "users", is_more_better=True)
TASK_TIME = Measure("time per task", "mean", "s", "tasks", "users", is_more_better=False)
CORRECTIONS = Measure("answers that were corrected", "share", "%", "judged answers", "users", is_more_better=False)
REPLIES = Measure("messages that were replied to", "share", "%", "sent messages", "users", is_more_better=True)

MEASURES = (WIN_RATE, VELOCITY, DEAL_SIZE, ACTIVE_USERS, SESSIONS, TASK_TIME, CORRECTIONS, REPLIES)
