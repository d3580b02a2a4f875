"""Records of one call are found by what was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest

from talktrack.core.conversation import Turn
from talktrack.ingestion.events.matching import Limits, Record, groups
from talktrack.ingestion.events.sketch import resemblance, sketch

TEN = datetime(2026, 1, 15, 10, tzinfo=UTC)
WORDS = [f"{first}{last}" for first in ("ba", "ke", "lo", "mi", "nu", "ra", "to") for last in "bcdfghjklmnprst"]


def said(seed: int, length: int = 600) -> list[str]:
    """Return the words of a call."""
    return Random(seed).choices(WORDS, k=length)


def misheard(words: list[str], share: float, seed: int) -> list[str]:
    """Return the words as another recogniser hears them."""
    draw = Random(seed)
    return [draw.choice(WORDS) if draw.random() < share else word for word in words]


def hashes(words: list[str]) -> tuple[int, ...]:
    """Return the sketch of words said in one turn."""
    return sketch([Turn(speaker_id="s1", text=" ".join(words))])


def record(name: str, words: list[str], source: str, started_at: datetime | None = None) -> Record:
    """Return a record of a call."""
    return Record(name, frozenset(source.split()), started_at, hashes(words))


def test_a_sketch_estimates_what_two_calls_share() -> None:
    """The same words resemble fully, other words not at all, and ten per cent misheard in between."""
    one = hashes(said(1))

    assert (resemblance(one, one), resemblance(one, hashes(said(2)))) == (1.0, 0.0)
    assert 0.3 < resemblance(one, hashes(misheard(said(1), 0.1, 5))) < 0.9


def test_what_nobody_said_resembles_nothing() -> None:
    """Two empty recordings are not one call."""
    assert resemblance(sketch([]), sketch([])) == 0.0


def test_records_of_one_call_are_one_group_in_any_order() -> None:
    """Three sources, two recognisers, one of them without a time."""
    call = [
        record("a", said(1), "gong", TEN),
        record("b", misheard(said(1), 0.1, 5), "zoom", TEN + timedelta(minutes=4)),
        record("c", misheard(said(1), 0.1, 6), "audio"),
        record("d", said(2), "zoom", TEN),
    ]

    for order in permutations(call):
        assert groups(order, Limits()) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    "other",
    [
        record("b", said(2), "zoom", TEN),
        record("b", said(1), "gong", TEN),
        record("b", said(1), "zoom", TEN + timedelta(days=7)),
    ],
    ids=["other words", "same source", "another week"],
)
def test_what_is_another_call_stays(other: Record) -> None:
    """The hour alone proves nothing, a source delivers a call once, and times may veto."""
    assert groups([record("a", said(1), "gong", TEN), other], Limits()) == []


def test_the_most_alike_are_joined_first() -> None:
    """Of two records of one source only the better match is taken."""
    near, far = record("b", misheard(said(1), 0.02, 1), "zoom"), record("c", misheard(said(1), 0.2, 2), "zoom")

    assert groups([far, record("a", said(1), "gong"), near], Limits()) == [["a", "b"]]


def test_a_merged_record_takes_no_second_one_of_a_source_that_it_has() -> None:
    """What an earlier run merged still counts when the next call that is alike arrives."""
    words = said(1)
    merged, late = record("a", words, "gong text", TEN), record("b", words, "text", TEN)

    assert groups([merged, late], Limits()) == []


def test_an_undated_record_does_not_join_calls_of_different_weeks() -> None:
    """It belongs to one of them at most."""
    words = said(1)
    weekly = [record("a", words, "gong", TEN), record("b", words, "zoom", TEN + timedelta(days=7))]
    (found,) = groups([*weekly, record("c", words, "text")], Limits())

    assert len(found) == 2


def test_without_times_the_words_must_say_more() -> None:
    """Calls by one script are alike; a start that agrees is worth something."""
    one, other = said(1), misheard(said(1), 0.15, 5)
    likeness = resemblance(hashes(one), hashes(other))
    limits = Limits(resemblance=likeness - 0.05, undated_resemblance=likeness + 0.05)

    assert groups([record("a", one, "gong", TEN), record("b", other, "zoom", TEN)], limits) == [["a", "b"]]
    assert groups([record("a", one, "gong", TEN), record("b", other, "zoom")], limits) == []
