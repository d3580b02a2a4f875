"""One sentence that says how two releases differ, so that nobody has to read intervals. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.operations.rollout.comparison import ERRORS, LATENCY, Difference

MINUS = "−"
TWO_DIGITS = 10


def verdict(stable: str, candidate: str, differences: Sequence[Difference]) -> str:
    """Return the sentence: first what is proven, then what cannot be told apart yet, with its bounds."""
    if not differences:
        return f"{candidate} and {stable} cannot be compared yet: an arm has too few answers."
    proven = [_proven(one) for one in differences if one.direction]
    open_ = [f"{one.measure} cannot be told apart yet ({bounds(one)})" for one in differences if not one.direction]
    if not proven:
        told = ", ".join(f"{one.measure} {bounds(one)}" for one in differences)
        return f"{candidate} and {stable} cannot be told apart yet: {told}."
    return "; ".join([f"{candidate} {_listed(proven)} than {stable}", *open_]) + "."


def _listed(phrases: Sequence[str]) -> str:
    *others, last = phrases
    return f"{', '.join(others)} and {last}" if others else last


def bounds(difference: Difference) -> str:
    """Return the bounds with their sign and unit, as in "−0.4 to +1.1 points"."""
    _, low, high = percent(difference)
    if difference.unit == "ratio":
        return f"{_signed(low)} % to {_signed(high)} %"
    return f"{_signed(low)} to {_signed(high)} points"


def estimate(difference: Difference) -> str:
    """Return the estimate with its sign and unit, as in "+0.3 points"."""
    return f"{_signed(percent(difference)[0])} {'%' if difference.unit == 'ratio' else 'points'}"


def percent(difference: Difference) -> tuple[float, float, float]:
    """Return estimate, low and high as percent or percentage points away from equality."""
    interval, equal = difference.interval, difference.reference
    return 100 * (interval.center - equal), 100 * (interval.low - equal), 100 * (interval.high - equal)


def _proven(difference: Difference) -> str:
    low, high = sorted(abs(value) for value in percent(difference)[1:])
    more = difference.direction > 0
    if difference.measure == LATENCY:
        return f"answers {_figure(low)} % to {_figure(high)} % {'slower' if more else 'faster'}"
    span = f"{_figure(low)} to {_figure(high)} points {'more' if more else 'less'}"
    return f"fails {span} often" if difference.measure == ERRORS else f"gets {span} {difference.measure}"


def _signed(value: float) -> str:
    return f"{MINUS if value < 0 else '+'}{_figure(abs(value))}"


def _figure(value: float) -> str:
    """Two digits that matter, as in 0.04, 0.4, 1.1, 12 or 180."""
    return f"{value:.0f}" if value >= TWO_DIGITS else f"{value:.2g}" if value >= 1 else f"{value:.1g}"
