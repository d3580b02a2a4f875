"""Bare text gets marks and capitals as edits; text that has them, and numbers, stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.edits import undo
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.ingestion.correct.punctuation import ModelMarks, Punctuation
from talktrack.ingestion.correct.punctuation_labels import Meaning, meaning, meanings
from tests.samples import call, turn


class Word(NamedTuple):
    """A labelled word as an engine returns it."""

    start: int
    end: int
    first: str
    last: str


class Labels:
    """A token classifier that gives the words of every text the same labels in turn."""

    def __init__(self, *labels: str) -> None:
        """Keep the labels."""
        self.labels = sorted(set(labels))
        self._given = labels

    def label(self, texts: Sequence[str]) -> list[list[Word]]:
        """Return the labels in turn."""
        found = []
        for text in texts:
            words, place = [], 0
            for word, label in zip(text.split(), self._given, strict=False):
                start = text.index(word, place)
                place = start + len(word)
                words.append(Word(start, place, label, label))
            found.append(words)
        return found


def marked(conversation: Conversation, punctuation: Punctuation, names: Sequence[str] = ()) -> Conversation:
    """Return a conversation with what it is missing."""
    return punctuation.punctuate(conversation, punctuation.missing(conversation), names)


def punctuated(*texts: str, names: Sequence[str] = ()) -> list[str]:
    """Return what the rules make of turns."""
    found = marked(call([turn("s1", text) for text in texts]), Punctuation(), names)
    assert [back.text for back in undo(found)] == list(texts)
    return [one.text for one in found.turns]


def test_bare_text_gets_marks_and_capitals() -> None:
    """Questions by their word order, sentences by what begins anew, the pronoun and names in capitals."""
    said = punctuated(
        "thanks priya that was a useful walkthrough i'm glad we talked",
        "what does it cost per seat",
        "yes but we would start with two teams",
        names=["Priya Raman"],
    )

    assert said == [
        "Thanks Priya that was a useful walkthrough. I'm glad we talked.",
        "What does it cost per seat?",
        "Yes, but we would start with two teams.",
    ]


@pytest.mark.parametrize(
    "text",
    ["What does it cost? We have 40 seats, maybe 50.", "It is four one five, eight eight two.", "yes", ""],
)
def test_text_that_is_punctuated_or_too_short_stays(text: str) -> None:
    """Nothing is added to what a writer or a recogniser has punctuated."""
    assert punctuated(text) == [text]


def test_what_is_not_understood_stays() -> None:
    """Rules know English; a chat is as people typed it; a script without capitals has none to miss."""
    german = call([turn("s1", "das können wir gerne so machen wenn es für euch passt")])
    chat = msgspec.structs.replace(call([turn("s1", "can we do it on friday then i think so")]), channel="chat")

    assert not any(Punctuation().missing(german, english=False))
    assert marked(chat, Punctuation()) == chat


def test_numbers_are_not_parted() -> None:
    """No mark comes between two numbers, and none inside one."""
    said = punctuated("my number is four one five eight eight two and then it is 4155 8820 i think")

    assert "four one five eight eight two" in said[0]
    assert "4155 8820" in said[0]


def test_text_with_marks_but_without_capitals_gets_capitals_only() -> None:
    """Its own marks say where sentences begin."""
    said = punctuated("we have forty seats. what does it cost? i would like to know.")

    assert said == ["We have forty seats. What does it cost? I would like to know."]


def test_a_model_says_where_marks_stand() -> None:
    """Labels are mapped to marks; a turn always ends with a full stop or a question mark."""
    model = ModelMarks(Labels("0", ",", "0", "?", "0", "."))
    found = marked(call([turn("s1", "okay then is it live")]), Punctuation(model))

    assert found.turns[0].text == "Okay then, is it? Live."


def test_a_model_that_does_not_punctuate_is_refused() -> None:
    """A named-entity model would otherwise pass in silence."""
    with pytest.raises(ConfigurationInvalidError):
        ModelMarks(Labels("O", "B-PER", "I-PER"))


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("0", Meaning("", capital=None)),
        (".", Meaning(".", capital=None)),
        ("PERIOD", Meaning(".", capital=None)),
        ("B-QUESTION", Meaning("?", capital=None)),
        ("OU", Meaning("", capital=True)),
        (".O", Meaning(".", capital=False)),
        ("?U", Meaning("?", capital=True)),
        ("COMMA_CAP", Meaning(",", capital=True)),
        ("-", Meaning("", capital=None)),
        ("PER", None),
    ],
)
def test_labels_of_public_models_are_understood(label: str, meant: Meaning | None) -> None:
    """Signs, names, names with prefixes, and marks joined with a case."""
    assert meaning(label) == meant


def test_an_unknown_label_is_no_mark() -> None:
    """A model may have labels for more than marks."""
    assert meanings([".", "LAUGHTER"])["LAUGHTER"] == Meaning("", capital=None)
