"""What is said twice by mistake goes once; emphasis, numbers, names and grammar stay."""

from __future__ import annotations

import pytest

from talktrack.core.edits import rewrite
from talktrack.ingestion.clean.english import ENGLISH
from talktrack.ingestion.clean.repetitions import repetitions


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("We, we need a quote.", "We need a quote."),
        ("The the the plan.", "The plan."),
        ("The thing, Let let me check.", "The thing, Let me check."),
        ("I want to I want to ask.", "I want to ask."),
        ("It was very very good.", "It was very very good."),
        ("Call five five five, one one nine.", "Call five five five, one one nine."),
        ("Two two people left.", "Two two people left."),
        ("He had had enough.", "He had had enough."),
        ("What it is is a market.", "What it is is a market."),
        ("I told you you need it.", "I told you you need it."),
        ("Check in in a week.", "Check in in a week."),
        ("It grew week after week after week.", "It grew week after week after week."),
        ("I'd like like-minded people.", "I'd like like-minded people."),
        ("We met in Walla Walla twice.", "We met in Walla Walla twice."),
        ("I see, I see.", "I see, I see."),
        ("Will will call you.", "Will will call you."),
        ("Will will sign it today.", "Will will sign it today."),
        ("May may come.", "May may come."),
        ("I can let Mark mark the rest.", "I can let Mark mark the rest."),
        ("Then Bill bill them.", "Then Bill bill them."),
        ("Will will you call me?", "Will you call me?"),
        ("May may I ask?", "May I ask?"),
        ("I will will call you.", "I will call you."),
        ("I'm not not interested.", "I'm not not interested."),
        ("It is not, not what I asked for.", "It is not what I asked for."),
        ("Well, as well as that, well, I agree.", "Well, as well as that, well, I agree."),
        ("Soon, as soon as we can.", "Soon, as soon as we can."),
        ("It is as well it is as well as that.", "It is as well as that."),
        ("It is.\nIs it?", "It is.\nIs it?"),
    ],
)
def test_only_slips_are_taken_out(said: str, meant: str) -> None:
    """A copy goes where nothing is meant by it."""
    assert rewrite(0, said, repetitions(said, ENGLISH))[0] == meant
