"""A circuit breaker: after too many bad answers a release is left alone for a while, then tried again by one request.

M. Nygard, "Release It!" (2007), chapter 5. Bad is an error or an answer that took too long.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class BreakerLimits:
    """It opens when at least `bad_share` of the newest `window` calls were bad, once `fewest` were seen.

    `slow_s` is the latency from which an answer is bad; `rest_s` is how long it stays open before one call is let
    through to try.
    """

    window: int = 20
    fewest: int = 5
    bad_share: float = 0.5
    slow_s: float = 10.0
    rest_s: float = 30.0


class Breaker:
    """One release's breaker for one path; used from the event loop's thread only."""

    def __init__(self, limits: BreakerLimits | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin closed; `clock` returns seconds."""
        self._limits = limits or BreakerLimits()
        self._clock = clock
        self._bad: deque[bool] = deque(maxlen=self._limits.window)
        self._opened_s: float | None = None
        self._trying = False

    @property
    def open(self) -> bool:
        """Tell whether calls are kept away."""
        return self._opened_s is not None

    def allows(self) -> bool:
        """Tell whether the next call may go through; of an open breaker one call after each rest may."""
        if self._opened_s is None:
            return True
        if self._trying or self._clock() - self._opened_s < self._limits.rest_s:
            return False
        self._trying = True
        return True

    def record(self, *, good: bool, seconds: float = 0.0) -> None:
        """Take down how a call that was let through ended; a good trial closes the breaker, a bad one starts a rest."""
        bad = not good or seconds > self._limits.slow_s
        if self._opened_s is not None:
            self._tried(bad=bad)
            return
        self._bad.append(bad)
        if len(self._bad) >= self._limits.fewest and sum(self._bad) >= self._limits.bad_share * len(self._bad):
            self._opened_s = self._clock()

    def abandon(self, seconds: float) -> None:
        """Take down a call whose caller has gone: it says something about the release only if it took too long."""
        if seconds > self._limits.slow_s:
            self.record(good=False)
        else:
            self._trying = False

    def _tried(self, *, bad: bool) -> None:
        """Calls that began before it opened may end now; only the one on trial decides."""
        if not self._trying:
            return
        self._trying = False
        if bad:
            self._opened_s = self._clock()
        else:
            self._opened_s = None
            self._bad.clear()
