"""Tests of the tokens that stand for personal data."""

from __future__ import annotations

from talktrack.core.tokens import named_before


def test_what_is_to_be_said_names_only_whom_the_prompt_names() -> None:
    """Others become their kind, so that no model learns to say one customer's people to another."""
    said = "I am [PERSON:aaaa], ask [PERSON:bbbb] at [EMAIL_ADDRESS:cccc]."

    assert named_before(said, "Hello [PERSON:aaaa]!") == "I am [PERSON:aaaa], ask [PERSON] at [EMAIL_ADDRESS]."
