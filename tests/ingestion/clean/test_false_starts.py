"""Beginnings that the speaker broke off go; clauses, answers, names and parentheses stay."""

from __future__ import annotations

import pytest

from talktrack.core.edits import rewrite
from talktrack.ingestion.clean.english import ENGLISH
from talktrack.ingestion.clean.false_starts import false_starts


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I was- I think so.", "I think so."),
        ("The pric- pricing page.", "The pricing page."),
        ("We could - we should ask.", "We should ask."),
        ("What I, That was the plan.", "That was the plan."),
        ("The point, How does it work?", "How does it work?"),
        ("If they, Acme sent the quote.", "Acme sent the quote."),
        ("Okay. So we, The price is fine.", "Okay. The price is fine."),
    ],
)
def test_what_breaks_off_is_taken_out(said: str, meant: str) -> None:
    """A beginning that leads nowhere goes, up to where the sentence begins again."""
    assert rewrite(0, said, false_starts(said, ENGLISH))[0] == meant


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, Allison.",
        "I hear you, Dana.",
        "It was, I think, the best year.",
        "We need it - we really do.",
        "We liked it - it was fast.",
        "From 10 - 10:30 we talk.",
        "No... no, that's wrong.",
        "This morning, We met them.",
        "Yes we do, The team is large.",
        "That works, Send it over.",
        "A well-known tool.",
    ],
)
def test_what_says_something_stays(text: str) -> None:
    """A clause, an answer, a time or a parenthesis is no false start."""
    assert false_starts(text, ENGLISH) == []
