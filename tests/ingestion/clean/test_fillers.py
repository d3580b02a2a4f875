"""Fillers go; the same words stay where they carry meaning."""

from __future__ import annotations

import pytest

from talktrack.core.edits import rewrite
from talktrack.ingestion.clean.english import ENGLISH
from talktrack.ingestion.clean.fillers import fillers


def without_fillers(text: str) -> str:
    """Return a text with its fillers taken out."""
    return rewrite(0, text, fillers(text, ENGLISH))[0]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Um, we need a quote.", "We need a quote."),
        ("We, uh, need it by Friday.", "We need it by Friday."),
        ("It's, you know, hard to explain.", "It's hard to explain."),
        ("So it's like really slow.", "So it's really slow."),
        ("We sort of need help.", "We need help."),
        ("We use a spreadsheet, you know.", "We use a spreadsheet."),
        ("In a you know, week or two.", "In a week or two."),
        ("The reports well, take hours.", "The reports take hours."),
        ("Sure. like, We do.", "Sure. We do."),
        ("We um, you know, need it.", "We need it."),
        ("It was, I guess, fine.", "It was fine."),
        ("We use charts, um, and reports.", "We use charts, and reports."),
        ("we need\nuh, a “um, bigger” plan", "we need\na “bigger” plan"),
        ("UM, WE NEED, UH, A QUOTE.", "WE NEED A QUOTE."),
        ("(um) yes", "yes"),
        ('"Um, no," he said.', '"No," he said.'),
        ("It is a big, um, deal.", "It is a big deal."),
        ("Sure, um, we can.", "Sure, we can."),
        ("I don't, I don't know, uh, yet.", "I don't, I don't know yet."),
    ],
)
def test_fillers_are_taken_out(said: str, meant: str) -> None:
    """Sounds, set-off phrases and phrases that cannot mean anything at their place go, with their commas."""
    assert without_fillers(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I would like a demo.",
        "We like our vendor.",
        "Compare like for like.",
        "You know our pricing.",
        "As you know, we renew in May.",
        "What kind of CRM do you use?",
        "That is what I mean.",
        "It looks like a marketplace.",
        "The ER uses it.",
        "Mm-hmm, sure.",
        "Hm. That helps.",
        "It works well, and it's cheap.",
        "I was there, Well, mostly.",
        "That's kind of expensive.",
        "Am I right, or not?",
        "Just so you know, I'm out.",
        "Call me at the end of the day, okay?",
    ],
)
def test_meaning_is_never_eaten(text: str) -> None:
    """The words of fillers stay where they are verbs, nouns, comparisons, abbreviations or reactions."""
    assert without_fillers(text) == text
