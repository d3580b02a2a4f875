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
    proven = [_proven(one) for one in differences if one.sign]
    open_ = [f"{one.measure} cannot be told apart yet ({bounds(one)})" for one in differences if not one.sign]
    if not proven:
        told = ", ".join(f"{one.measure} {bounds(one)}" for one in differences)
        return f"{candidate} and {stable} cannot be told apart yet: {told}."
    return "; ".join([f"{candidate} {' and '.join(proven)} than {stable}", *open_]) + "."


def bounds(difference: Difference) -> str:
    """Return the bounds with their sign and unit, as in "−0.4 to +1.1 points"."""
    low, high = _percent(difference)
    if difference.unit == "ratio":
        return f"{_signed(low)} % to {_signed(high)} %"
    return f"{_signed(low)} to {_signed(high)} points"


def _proven(difference: Difference) -> str:
    low, high = sorted(abs(value) for value in _percent(difference))
    if difference.measure == LATENCY:
        return f"answers {_figure(low)} % to {_figure(high)} % {'slower' if difference.sign > 0 else 'faster'}"
    more = "more" if difference.sign > 0 else "less"
    span = f"{_figure(low)} to {_figure(high)} points {more}"
    return f"fails {span} often" if difference.measure == ERRORS else f"gets {span} {difference.measure}"


def _percent(difference: Difference) -> tuple[float, float]:
    """Both bounds as percent or percentage points away from equality."""
    equal = difference.reference
    return 100 * (difference.interval.low - equal), 100 * (difference.interval.high - equal)


def _signed(value: float) -> str:
    return f"{MINUS if value < 0 else '+'}{_figure(abs(value))}"


def _figure(value: float) -> str:
    """Two digits that matter, as in 0.04, 0.4, 1.1, 12 or 180."""
    return f"{value:.0f}" if value >= TWO_DIGITS else f"{value:.2g}" if value >= 1 else f"{value:.1g}"
