"""Changes as sentences for people who do not read intervals."""

from __future__ import annotations

from talktrack.operations.impact.comparison import MISSING, UNDECIDED, Change
from talktrack.operations.impact.measures import Measure

SMALL = 100


def sentence(change: Change) -> str:
    """Return one sentence: the figures, the difference with its interval, and what follows."""
    measure, names = change.measure, change.names
    name = measure.name[0].upper() + measure.name[1:]
    if change.verdict == MISSING:
        return f"{name}: cannot be told, {change.note}."
    values = f"{amount(measure, change.after)} {names.after}, {amount(measure, change.before)} {names.before}"
    moved = f"{signed(measure, change.difference)}, 95 % interval {interval(change)}"
    return f"{name}: {values} ({moved}). {_follows(change)}"


def amount(measure: Measure, value: float) -> str:
    """Return a figure with its unit."""
    return f"{_number(measure, value)} {measure.unit}".strip()


def signed(measure: Measure, difference: float) -> str:
    """Return a difference with its sign; shares differ by points."""
    sign = "+" if difference >= 0 else "−"
    unit = "points" if measure.unit == "%" else measure.unit
    return f"{sign}{_number(measure, abs(difference))} {unit}".strip()


def interval(change: Change) -> str:
    """Return the ends of the interval."""
    return f"{signed(change.measure, change.low)} to {signed(change.measure, change.high)}"


def _number(measure: Measure, value: float) -> str:
    shown = 100 * value if measure.summary == "share" else value
    return f"{shown:,.0f}" if abs(shown) >= SMALL else f"{shown:.1f}"


def _follows(change: Change) -> str:
    if change.verdict == UNDECIDED:
        return "This may be chance: no difference is among what the data allow."
    direction = "more" if change.difference > 0 else "less"
    return f"More than chance explains: {direction} than {change.names.before}, which is {change.verdict}."
