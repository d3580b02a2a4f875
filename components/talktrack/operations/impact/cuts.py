"""How observations are divided into two sides: before and after a date, or by the arm that served them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from talktrack.operations.impact.arms import Arms, Pair
from talktrack.operations.impact.comparison import Names

WEEK = timedelta(days=7)
BEFORE, AFTER = 0, 1


class Cut(Protocol):
    """Divides what happened; an observation on neither side is left out."""

    @property
    def names(self) -> Names:
        """Return what the sides are called."""
        ...

    @property
    def weeks(self) -> tuple[int, int]:
        """Return for how many whole weeks each side was watched."""
        ...

    def side(self, at: datetime, user: str | None, arm: str | None) -> int | None:
        """Return the side of something that a user did, or that an arm answered."""
        ...

    def side_of_deal(self, closed_at: datetime, owner: str | None) -> int | None:
        """Return the side of a closed deal."""
        ...

    def week(self, at: datetime) -> int | None:
        """Return the number of a whole week on either side."""
        ...

    def cluster(self, account: str, owner: str | None) -> str:
        """Return what a deal belongs together with."""
        ...


@dataclass(frozen=True)
class Period:
    """Before and after a moment, at most `days` on either side; the use of the product was told from `used_from` on.

    A deal belongs to the side on which it closed. By the day it began, those after would be the quick ones only.
    """

    since: datetime
    until: datetime
    days: int
    used_from: datetime | None = None

    @property
    def names(self) -> Names:
        """Return the plain words."""
        return Names()

    @property
    def weeks(self) -> tuple[int, int]:
        """Return the whole weeks in which the use of the product was told."""
        begins = max(self._begin, self.used_from or self.since)
        return max(0, (self.since - begins) // WEEK), max(0, (self._end - self.since) // WEEK)

    def side(self, at: datetime, user: str | None, arm: str | None) -> int | None:  # noqa: ARG002 - other cuts ask who
        """Return the side by the time alone."""
        if not self._begin <= at < self._end:
            return None
        return AFTER if at >= self.since else BEFORE

    def side_of_deal(self, closed_at: datetime, owner: str | None) -> int | None:
        """Return the side on which the deal closed."""
        return self.side(closed_at, owner, None)

    def week(self, at: datetime) -> int | None:
        """Return the week, counted from the moment: 0 is the first after it, -1 the last before it."""
        number = (at - self.since) // WEEK
        before, after = self.weeks
        return number if -before <= number < after else None

    def cluster(self, account: str, owner: str | None) -> str:  # noqa: ARG002 - other cuts ask for the owner
        """Deals of one account resemble each other."""
        return account

    @property
    def _begin(self) -> datetime:
        return self.since - timedelta(days=self.days)

    @property
    def _end(self) -> datetime:
        return min(self.until, self.since + timedelta(days=self.days))


@dataclass(frozen=True)
class Experiment:
    """Two arms while both were served; deals are their owner's and may close later, until `until`."""

    pair: Pair
    arms: Arms
    until: datetime

    @property
    def names(self) -> Names:
        """Return the arms' names."""
        return Names(f"with {self.pair.baseline}", f"with {self.pair.other}")

    @property
    def weeks(self) -> tuple[int, int]:
        """Return the whole weeks that both were served, the same for both."""
        together = (self.pair.until - self.pair.since) // WEEK
        return together, together

    def side(self, at: datetime, user: str | None, arm: str | None) -> int | None:
        """Return the side of the arm that answered, or else of the one that the user had."""
        return self._of(arm or self.arms.of(user)) if self.pair.since <= at <= self.pair.until else None

    def side_of_deal(self, closed_at: datetime, owner: str | None) -> int | None:
        """Return the side of the owner's arm for what closed since both were served."""
        return self._of(self.arms.of(owner)) if self.pair.since <= closed_at < self.until else None

    def week(self, at: datetime) -> int | None:
        """Return the week since both were served."""
        number = (at - self.pair.since) // WEEK
        return number if 0 <= number < self.weeks[0] else None

    def cluster(self, account: str, owner: str | None) -> str:
        """Arms are given to owners, so their deals are drawn together."""
        return owner or account

    def _of(self, arm: str | None) -> int | None:
        return {self.pair.baseline: BEFORE, self.pair.other: AFTER}.get(arm or "")
