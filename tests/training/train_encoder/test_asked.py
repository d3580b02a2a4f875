"""Which turns are questions, and which answer them."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import Turn
from talktrack.core.ports import TextPair
from talktrack.training.train_encoder.asked import asked, pairs_of

QUESTION, ANSWER = "What slows your team down?", "Moving orders by hand."


def _found(*said: tuple[str | None, str]) -> list[tuple[int, int]]:
    return list(asked([Turn(speaker_id=speaker, text=text) for speaker, text in said]))


def test_the_next_turn_answers_a_question() -> None:
    """A statement asks nothing."""
    assert _found(("s", QUESTION), ("p", ANSWER), ("s", "I see what you mean."), ("p", ANSWER)) == [(0, 1)]


def test_silence_between_them_is_passed_over() -> None:
    """Some sources write empty turns."""
    assert _found(("s", QUESTION), ("p", " "), ("p", ANSWER)) == [(0, 2)]


def test_who_goes_on_does_not_answer() -> None:
    """A question to oneself, or a cut in the recording."""
    assert _found(("s", QUESTION), ("s", ANSWER)) == []


def test_unknown_speakers_may_be_different_ones() -> None:
    """Recorders that name nobody still hold questions and answers."""
    assert _found((None, QUESTION), (None, ANSWER)) == [(0, 1)]


@pytest.mark.parametrize(("question", "answer"), [("Really?", ANSWER), (QUESTION, "Yes, sure.")])
def test_a_word_or_two_say_nothing(question: str, answer: str) -> None:
    """They would fit everywhere."""
    assert _found(("s", question), ("p", answer)) == []


def test_a_question_may_answer_a_question() -> None:
    """Both pairs count."""
    assert _found(("s", QUESTION), ("p", "Do you mean this week?"), ("s", "This week or last.")) == [(0, 1), (1, 2)]


def test_pairs_are_the_texts_of_both() -> None:
    """As they are said."""
    turns = [Turn(speaker_id="s", text=QUESTION), Turn(speaker_id="p", text=ANSWER)]

    assert list(pairs_of(turns)) == [TextPair(QUESTION, ANSWER)]


def test_pairs_know_the_spoken_turns_around_them() -> None:
    """Neither of both is among them."""
    said = [("p", "one"), ("p", " "), ("s", QUESTION), ("p", " "), ("p", ANSWER), ("s", "two"), ("p", "three")]
    [pair] = pairs_of([Turn(speaker_id=speaker, text=text) for speaker, text in said])

    assert (pair.before, pair.behind) == (("one",), ("two", "three"))
