"""What the page and the metrics show, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.operations.impact.comparison import MISSING, Change
from talktrack.operations.impact.step import Report
from talktrack.operations.impact.wording import amount, interval, sentence, signed

Value = str | float | int

CAUTION = (
    "Before and after differ in more than the product: seasons, prices, people. Only arms that were served at the same "
    "time, to sellers who were chosen by chance, show what the product itself does. An interval that is sure for each "
    "line alone is not sure for all of them together: of twenty lines without any difference, one will stand out."
)


@dataclass(frozen=True)
class Drawn:
    """Differences relative to the side before, in percent, which can share one axis."""

    labels: list[str]
    centers: list[float]
    lows: list[float]
    highs: list[float]


def headline(report: Report) -> dict[str, Value]:
    """Return what to look at first."""
    since = f"{report.since:%Y-%m-%d}" if report.since else "no release yet"
    return {"compared at": since, "looked at until": f"{report.until:%Y-%m-%d}", **report.counts}


def sentences(changes: Sequence[Change]) -> list[str]:
    """Return one sentence per change."""
    return [sentence(change) for change in changes]


def headers(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the names of the columns."""
    names = changes[0].names
    return ("measure", names.before, names.after, "difference", "95 % interval", "observations", "verdict")


def rows(changes: Sequence[Change]) -> list[tuple[Value, ...]]:
    """Return one row per change."""
    return [_row(change) for change in changes]


def drawn(changes: Sequence[Change]) -> Drawn:
    """Return the changes that can be drawn: those with figures, and something to compare with before."""
    shown = [change for change in changes if change.verdict != MISSING and change.before]
    return Drawn(
        labels=[change.measure.name for change in shown],
        centers=[100 * change.difference / change.before for change in shown],
        lows=[100 * change.low / change.before for change in shown],
        highs=[100 * change.high / change.before for change in shown],
    )


def figures(report: Report) -> dict[str, float]:
    """Return every number by name, as metrics take them."""
    found: dict[str, float] = dict(report.counts)
    for section, changes in report.sections.items():
        for change in changes:
            if change.verdict != MISSING:
                name = f"{section}: {change.measure.name}"
                found |= {name: change.difference, f"{name}, low": change.low, f"{name}, high": change.high}
    return found


def _row(change: Change) -> tuple[Value, ...]:
    sizes = f"{change.sizes[0]} and {change.sizes[1]}"
    if change.verdict == MISSING:
        return (change.measure.name, "", "", "", "", sizes, change.note)
    measure = change.measure
    values = (amount(measure, change.before), amount(measure, change.after), signed(measure, change.difference))
    return (measure.name, *values, interval(change), sizes, change.verdict)
