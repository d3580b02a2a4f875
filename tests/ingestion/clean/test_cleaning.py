"""A conversation is cleaned so that every change can be undone."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.conversation import Participant
from talktrack.core.edits import undo
from talktrack.ingestion.clean.cleaning import clean
from tests.samples import call, turn

PIECES = [
    "um",
    "Uh,",
    "UM",
    "we",
    "we",
    "like,",
    "you know,",
    "I mean",
    "i feel like,",
    "need",
    "[crosstalk]",
    "I was-",
]
PIECES += [
    "five",
    "it.",
    "—",
    "So we, The",
    "sort of like,",
    "İ",
    "’",
    ", ,",
    "\n",
    "(laughs)",
    "hm,",
    "Well,",
    "ﬁß",
    "...",
]
SPEECH = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=14).map(" ".join)


@given(st.lists(SPEECH, min_size=1, max_size=3))
def test_undo_restores_the_text_as_read(texts: list[str]) -> None:
    """Whatever was said, the edits lead back to it."""
    cleaned = clean(call([turn("s1", text) for text in texts]))

    assert [t.text for t in undo(cleaned)] == texts


@given(SPEECH)
def test_turns_are_cleaned_alike_alone_and_among_others(text: str) -> None:
    """That all turns are read at once changes nothing."""
    alone = msgspec.structs.replace(call([turn("s1", text)]), language="en")
    others = msgspec.structs.replace(alone, turns=[turn("s1", "So, um"), *alone.turns, turn("s2", "like, yes.")])

    assert clean(alone).turns[0].text == clean(others).turns[1].text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Sure [inaudible 00:12] (laughs), the (Q3) budget.", "Sure, the (Q3) budget."),
        ("[CROSSTALK] We start in May.", "We start in May."),
        ("We start (both speakers talking over each other) in May.", "We start in May."),
        ("Call <phone> or ask (no one) [of us].", "Call <phone> or ask (no one) [of us]."),
    ],
)
def test_marks_go_and_content_in_brackets_stays(said: str, left: str) -> None:
    """Marks of the recogniser, of cross-talk above all, are no content; a bracket with content is."""
    assert clean(call([turn("s1", said)])).turns[0].text == left


def test_a_turn_never_becomes_empty() -> None:
    """A turn that is only a filler stays as it was."""
    cleaned = clean(call([turn("s1", "Um.")]))

    assert cleaned.turns[0].text == "Um."


def test_mail_keeps_its_words() -> None:
    """Written text has no disfluencies to take out."""
    mail = msgspec.structs.replace(call([turn("s1", "Um, we, we agree.")]), channel="email")

    assert clean(mail).turns[0].text == "Um, we, we agree."


def test_labels_are_made_normal() -> None:
    """Presence notes and device names are no part of a person's label."""
    people = [Participant(id="s1", label="Dana Reed (Guest)"), Participant(id="s2", label="[SPEAKER_00]:")]
    cleaned = clean(msgspec.structs.replace(call([turn("s1", "Hi.")]), participants=people))

    assert [p.label for p in cleaned.participants] == ["Dana Reed", "Speaker 0"]
