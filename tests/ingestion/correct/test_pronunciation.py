"""Words that sound alike have like sounds, whatever their letters."""

from __future__ import annotations

import pytest

from talktrack.ingestion.correct.confusion import confusion
from talktrack.ingestion.correct.numbers import number_words
from talktrack.ingestion.correct.pronunciation import sounds, spelled
from talktrack.ingestion.correct.spelling import pieces, sayings


@pytest.mark.parametrize(
    ("one", "other"), [("board", "bored"), ("sweet", "suite"), ("flake", "phlake"), ("cue", "queue")]
)
def test_homophones_are_one(one: str, other: str) -> None:
    """The spelling makes no difference."""
    assert sounds(one) == sounds(other)


def test_near_sounds_cost_less_than_far_ones() -> None:
    """Voicing is lost before place, and place before all."""
    costs = [confusion((heard,), "bat", 99.0) for heard in ("bat", "pat", "mat", "sat")]

    assert costs == sorted(costs)
    assert costs[0] < 1.0


def test_a_whole_word_beside_the_term_is_no_piece_of_it() -> None:
    """What was said before a term costs more than a sound too many inside a word."""
    beside = confusion((sounds("the"), sounds("relay")), sounds("relay"), 99.0)
    inside = confusion((sounds("threlay"),), sounds("relay"), 99.0)

    assert beside > inside


def test_compounds_have_pieces() -> None:
    """Capitals and known words show where a name is joined."""
    assert pieces("NetSuite") == ["Net", "Suite"]
    assert pieces("Snowflake") == ["snow", "flake"]
    assert pieces("SOC 2") == ["SOC", "2"]


def test_capitals_are_spelled_or_said() -> None:
    """An abbreviation has both sayings."""
    assert sayings("SSO") == [sounds("sso"), spelled("sso")]


def test_numbers_are_said_in_several_ways() -> None:
    """Digit by digit, with oh for zero, in pairs, as one number."""
    ways = [" ".join(way) for way in number_words("27001")]

    assert "two seven zero zero one" in ways
    assert "two seven oh oh one" in ways
    assert "twenty seven thousand one" in ways
