"""What is asked, and in what it is looked for."""

from __future__ import annotations

from talktrack.core.conversation import Conversation, Turn
from talktrack.training.train_encoder.exam import drawn_up


def _call(identity: str, *texts: str) -> Conversation:
    turns = [Turn(speaker_id="sp"[place % 2], text=text) for place, text in enumerate(texts)]
    return Conversation(id=identity, tenant="acme", event_id=identity, source="zoom", channel="call", turns=turns)


FIRST = _call("c1", "Hello and welcome.", "Thanks for the invitation.", "What is slow today?", "Orders by hand are.")
SECOND = _call("c2", "what is  slow today?", "Invoices are slow here.", "And who does it?", "orders by HAND are.")


def test_questions_do_not_stand_in_the_texts() -> None:
    """Else each would find itself."""
    exam = drawn_up([FIRST])

    assert [question.text for question in exam.questions] == ["What is slow today?"]
    assert exam.texts == [
        "Hello and welcome.\nThanks for the invitation.",
        "Hello and welcome.\nThanks for the invitation.\nOrders by hand are.",
        "Thanks for the invitation.\nOrders by hand are.",
    ]


def test_passages_have_one_span_for_each_text() -> None:
    """Its turn, without those around it."""
    [passage] = drawn_up([FIRST]).passages

    assert [passage.text[start:end] for start, end in passage.spans] == [
        "Hello and welcome.",
        "Thanks for the invitation.",
        "Orders by hand are.",
    ]
    assert list(passage.cuts) == [start for start, _ in passage.spans]


def test_whatever_answers_a_question_once_is_right() -> None:
    """The same question in two calls has the answers of both; the same answer is right wherever it is given."""
    exam = drawn_up([FIRST, SECOND])
    answered = {question.text: question.relevant for question in exam.questions}

    assert answered["What is slow today?"] == answered["what is  slow today?"] == {2, 3, 4}
    assert answered["And who does it?"] == {2, 4}
    assert [question.conversation_id for question in exam.questions] == ["c1", "c2", "c2"]


def test_a_question_that_answers_is_asked_but_not_found() -> None:
    """It stands in no text, so nothing could find it."""
    exam = drawn_up([_call("c1", "What is slow today?", "Do you mean orders?", "Orders and invoices both.")])

    assert [question.text for question in exam.questions] == ["Do you mean orders?"]


def test_a_silent_call_holds_nothing() -> None:
    """No question, no text."""
    exam = drawn_up([_call("c1", "", " ")])

    assert (exam.questions, exam.texts) == ([], [])
