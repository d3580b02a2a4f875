"""Facts of an answer that stand in its context."""

from __future__ import annotations

import pytest

from talktrack.training.evaluate.accuracy import accuracy
from talktrack.training.evaluate.facts import facts
from talktrack.training.evaluate.number_words import numbers, words_of

CONTEXT = "[1] We lose 12 hours a week, 3 drivers left in March, and it costs $40,000 a year. I'll ask Dana on Monday."


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$1,500 and 20 %", ["1500", "20"]),
        ("39 grand", ["39000"]),
        ("a hundred and 31 thousand pounds", ["131000"]),
        ("two hundred and ten", ["210"]),
        ("twenty two hours", ["22"]),
        ("two and three", ["2", "3"]),
        ("1.5 million", ["1500000"]),
        ("a good day", []),
        ("a thousand thanks", ["1000"]),
    ],
)
def test_numbers_in_digits_and_words(text: str, values: list[str]) -> None:
    """The same amount has the same value however it is written."""
    assert [f"{number.value.normalize():f}" for number in numbers(words_of(text))] == values


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ("They lose twelve hours every week [1].", 1.0),
        ("They lose 30 hours a week.", 0.0),
        ("They lose 3 hours and 12 drivers.", 0.5),
        ("It costs 40 thousand dollars a year, since March.", 1.0),
        ("It costs $40,000 a year, since April.", 0.5),
        ("I asked Dana.", 1.0),
        ("I asked Rhiannon.", 0.0),
        ("We'll ask on Monday.", 1.0),
        ("We'll cancel on Monday.", 0.5),
    ],
)
def test_the_share_of_facts_that_the_context_supports(answer: str, share: float) -> None:
    """A number that counts something else there is half right, since it changed places."""
    assert accuracy(CONTEXT, answer) == pytest.approx(share)


def test_nothing_stated_where_nothing_was_to_be_stated_is_no_score() -> None:
    """Small talk is neither right nor wrong."""
    assert accuracy(CONTEXT, "Thanks a lot.", "See you.") is None


def test_withholding_the_facts_of_the_reference_is_inaccurate() -> None:
    """Else saying nothing would be safest."""
    assert accuracy(CONTEXT, "It depends.", "They lose 12 hours a week.") == 0.0


def test_tokens_are_names_and_citations_are_nothing() -> None:
    """What redaction wrote stands for somebody."""
    assert [(fact.kind, fact.value) for fact in facts("Ask [PERSON:k3fa] first [2].")] == [("name", "[PERSON:k3fa]")]
