"""Cues are found by their first word exactly as a pattern of all their phrases would find them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core import sales_cues
from talktrack.core.sales_cues import counted, cues, places

PIECES = sorted({phrase.replace("*", "ing") for phrases in cues().values() for phrase in phrases})


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    listed = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(one).replace(r"\*", r"\w*") for one in listed) + r")(?!\w)")


PATTERNS = [_pattern(phrases) for phrases in cues().values()]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from([" ", ", ", "-", "", "’", "ed "]))
def test_counts_equal_those_of_patterns(pieces: list[str], between: str) -> None:
    """Whatever stands between phrases, and where one phrase begins another."""
    text = between.join(pieces)
    plain = text.lower().replace("’", "'")

    assert counted([text])[0].tolist() == [len(pattern.findall(plain)) for pattern in PATTERNS]


def test_a_cue_knows_the_words_that_gave_it() -> None:
    """In the order in which they were said."""
    found = [words for cue, words in sales_cues.given("It costs money, and the money is spent.") if cue == _PRICE]

    assert found == ["costs", "money", "money", "spent"]


_PRICE = places()["words.price"]


def test_an_endless_word_is_only_looked_at_so_far() -> None:
    """A star leaves the end of a word open however long it is."""
    long = "budget" + "s" * 100_000

    assert counted([long])[0, places()["objection.price"]] == 1.0
