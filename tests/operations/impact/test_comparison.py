"""What is said about a change."""

from __future__ import annotations

import pytest

from talktrack.operations.impact.comparison import BETTER, MISSING, UNDECIDED, WORSE, Names, compare
from talktrack.operations.impact.measures import ACTIVE_USERS, CORRECTIONS, WIN_RATE, Measure
from talktrack.operations.impact.samples import Sample
from talktrack.operations.impact.wording import sentence


def deals(won: int, of: int, weeks: int = 0) -> Sample:
    """Return deals of as many accounts."""
    made = Sample(weeks=weeks)
    for number in range(of):
        made.add(float(number < won), f"a{number}")
    return made


@pytest.mark.parametrize(
    ("measure", "won", "verdict"),
    [
        (WIN_RATE, 80, BETTER),
        (WIN_RATE, 20, WORSE),
        (WIN_RATE, 55, UNDECIDED),
        (CORRECTIONS, 80, WORSE),
        (CORRECTIONS, 20, BETTER),
    ],
)
def test_verdicts(measure: Measure, won: int, verdict: str) -> None:
    """More wins are better, more corrections are worse; an interval that holds zero decides nothing."""
    assert compare(measure, deals(50, 100), deals(won, 100), Names()).verdict == verdict


def test_a_sentence_that_decides() -> None:
    """Figures, difference, interval, and what follows."""
    change = compare(WIN_RATE, deals(36, 100), deals(60, 100), Names())

    assert sentence(change) == (
        "Win rate: 60.0 % after, 36.0 % before (+24.0 points, 95 % interval +10.2 points to +36.6 points). "
        "More than chance explains: more than before, which is better."
    )


def test_a_sentence_that_does_not() -> None:
    """It says so, and no more."""
    change = compare(WIN_RATE, deals(50, 100), deals(50, 100), Names("with r1", "with r2"))

    assert sentence(change).endswith("This may be chance: no difference is among what the data allow.")
    assert "50.0 % with r2, 50.0 % with r1" in sentence(change)


def test_missing_data_says_so() -> None:
    """How much there is, and how much is needed; nothing is shown as zero."""
    change = compare(WIN_RATE, deals(0, 3), deals(50, 100), Names())

    assert (change.verdict, change.low, change.high) == (MISSING, 0.0, 0.0)
    assert sentence(change) == (
        "Win rate: cannot be told, too little data on closed deals: 100 accounts after, 3 accounts before; "
        "8 on both sides are needed."
    )


def test_weeks_that_are_missing() -> None:
    """Users of one week are no use a week."""
    change = compare(ACTIVE_USERS, deals(20, 20, weeks=1), deals(20, 20, weeks=9), Names())

    assert change.note == "only 1 whole weeks on one side; 2 are needed"
