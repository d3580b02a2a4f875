"""A conversation is cleaned so that every change can be undone."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.conversation import Participant
from talktrack.core.edits import undo
from talktrack.ingestion.clean.cleaning import clean
from tests.samples import call, turn

SPEECH = st.lists(
    st.sampled_from(
        ["um", "Uh,", "we", "we", "like,", "you know,", "need", "[crosstalk]", "I was-", "five", "it.", "—"]
    ),
    max_size=12,
).map(" ".join)


@given(SPEECH)
def test_undo_restores_the_text_as_read(text: str) -> None:
    """Whatever was said, the edits lead back to it."""
    cleaned = clean(call([turn("s1", text)]))

    assert undo(cleaned)[0].text == text


def test_marks_go_and_content_in_brackets_stays() -> None:
    """Marks of the recogniser are no content; a bracket with content is."""
    cleaned = clean(call([turn("s1", "Sure [inaudible 00:12] (laughs), the (Q3) budget.")]))

    assert cleaned.turns[0].text == "Sure, the (Q3) budget."


def test_a_turn_never_becomes_empty() -> None:
    """A turn that is only a filler stays as it was."""
    cleaned = clean(call([turn("s1", "Um.")]))

    assert cleaned.turns[0].text == "Um."


def test_mail_keeps_its_words() -> None:
    """Written text has no disfluencies to take out."""
    mail = msgspec.structs.replace(call([turn("s1", "Um, we, we agree.")]), channel="email")

    assert clean(mail).turns[0].text == "Um, we, we agree."


def test_labels_lose_what_platforms_append() -> None:
    """Presence notes and device names are no part of a person's label."""
    people = [
        Participant(id="s1", label="Dana Reed (Guest)"),
        Participant(id="s2", label="Tom's iPhone"),
        Participant(id="s3", label="[SPEAKER_00]:"),
    ]
    cleaned = clean(msgspec.structs.replace(call([turn("s1", "Hi.")]), participants=people))

    assert [p.label for p in cleaned.participants] == ["Dana Reed", "Tom", "SPEAKER_00"]
