"""What the speaker took back goes; emphasis, numbers and grammar stay."""

from __future__ import annotations

import pytest

from talktrack.core.edits import rewrite
from talktrack.ingestion.clean.false_starts import false_starts
from talktrack.ingestion.clean.lexicons import ENGLISH


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("We, we need a quote.", "We need a quote."),
        ("I was- I think so.", "I think so."),
        ("The the the plan.", "The plan."),
        ("The pric- pricing page.", "The pricing page."),
        ("What I, That was the plan.", "That was the plan."),
        ("It was very very good.", "It was very very good."),
        ("Call five five five, one one nine.", "Call five five five, one one nine."),
        ("Two two people left.", "Two people left."),
        ("He had had enough.", "He had had enough."),
        ("Thank you, Allison.", "Thank you, Allison."),
    ],
)
def test_only_slips_are_taken_out(said: str, meant: str) -> None:
    """Repetitions and broken beginnings go where nothing is meant by them."""
    assert rewrite(0, said, false_starts(said, ENGLISH))[0] == meant
