"""Whose vote counts, and which of several."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from talktrack.core.records import FeedbackEvent
from talktrack.core.reference import Deal
from talktrack.training.feedback.scoring import Caps, scores
from talktrack.training.feedback.subjects import Call, Subjects
from talktrack.training.feedback.tally import Ballot, Tally

START = datetime(2026, 1, 1, tzinfo=UTC)
PASTED = "Ask what it costs them before you show anything at all, and wait."


def event(kind: str, value: float | None, day: int = 0, **fields: Any) -> FeedbackEvent:
    """Return an event of a day about c1 by a."""
    told: dict[str, Any] = {
        "id": f"f{day}{kind}",
        "tenant": "acme",
        "subject": "c1",
        "user_id": "a",
        "at": START + timedelta(days=day),
    }
    return FeedbackEvent(**(told | {"kind": kind, "value": value} | fields))


def tallied(*events: FeedbackEvent, subjects: Subjects | None = None) -> Tally:
    """Return a tally of events."""
    tally = Tally(subjects)
    for one in events:
        tally.add(one)
    return tally


def test_of_contradicting_votes_the_newest_counts() -> None:
    """In whatever order the files bring them; it is one contradiction however often somebody changes their mind."""
    said = [event("thumbs", 1.0, 1), event("thumbs", -1.0, 3), event("rating", 5.0, 2)]
    tallies = [tallied(*order) for order in permutations(said)]

    assert [list(tally.ballots()) for tally in tallies] == [[Ballot("c1", "user a", 0.0, 1.0)]] * 6
    assert [tally.counts["contradictions"] for tally in tallies] == [1] * 6


def test_another_user_or_a_neutral_rating_contradicts_nobody() -> None:
    """People differ, and three stars are no side."""
    tally = tallied(event("thumbs", 1.0), event("thumbs", -1.0, user_id="b"), event("rating", 3.0, 1))

    assert tally.counts["contradictions"] == 0
    assert [ballot.said for ballot in tally.ballots()] == [0.5, 0.0]


def test_a_text_that_is_pasted_everywhere_counts_once() -> None:
    """A word more or less makes no other opinion; another user's or another opinion is not damped."""
    texts = [f"{PASTED} {word}" for word in ("", "Yes!", "please", "really", "ok")]
    pasted = [
        event("correction", None, day, subject=f"r{day}", text=text) for day, text in enumerate(texts)
    ]  # fmt: skip
    theirs = event("correction", None, 9, subject="r9", user_id="b", text=PASTED)
    other = event("correction", None, 8, subject="r8", text="Name the price only when they ask for it.")
    tally = tallied(*pasted, theirs, other)
    strengths = {ballot.subject: ballot.strength for ballot in tally.ballots()}

    assert strengths == {f"r{n}": pytest.approx(0.2) for n in range(5)} | {"r8": 1.0, "r9": 1.0}
    assert tally.counts["near_duplicates"] == 4


def test_votes_on_one_answer_under_many_ids_count_once() -> None:
    """The model said the same to everybody, and somebody disliked it every time."""
    tally = tallied(*(event("thumbs", -1.0, n, subject=f"r{n}", answer=PASTED) for n in range(4)))

    assert sum(ballot.strength for ballot in tally.ballots()) == pytest.approx(1.0)


DEALS = Subjects(
    calls={"c1": Call(START, "d1"), "c2": Call(START + timedelta(days=20), "d1"), "c3": Call(START, "d2")},
    deals={"d1": Deal(id="d1", account_id="a1", name="One", stage="Closed Won")},
)


def weights(*events: FeedbackEvent) -> dict[str, float]:
    """Return the score of each call."""
    made = scores(tallied(*events, subjects=DEALS), "acme", Caps())
    return {row.id: row.score for row in made if row.id in DEALS.calls}


def test_an_outcome_weeks_later_weighs_what_came_before() -> None:
    """A stage that moved on day 10 speaks for the call before it; the deal lost on day 50 speaks against both calls."""
    moved = event("outcome", 1.0, 10, subject="d1", user_id="rep", text="stage_moved")
    lost = event("outcome", 0.0, 50, subject="d1", user_id="rep", text="deal_lost")

    assert weights(moved) == {"c1": 0.75}
    assert weights(moved, lost) == {"c1": 0.25, "c2": 0.25}


def test_what_the_business_records_has_no_cap() -> None:
    """A CRM that reports every deal is not a loud user; who votes on all calls is."""
    calls = {f"c{n}": Call() for n in range(100)}
    outcomes = [event("outcome", 1.0, subject=name, user_id=None) for name in calls]
    thumbs = [event("thumbs", 1.0, subject=name) for name in calls]
    found = [
        {row.score for row in scores(tallied(*events, subjects=Subjects(calls)), "acme", Caps())}
        for events in (outcomes, thumbs)
    ]

    assert found[0] == {0.75}
    assert max(found[1]) < 0.52
