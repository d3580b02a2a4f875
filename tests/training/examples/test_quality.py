"""Which rows nobody learns from: one thing wrong is enough, and good rows pass."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.prompts import NOT_KNOWN
from talktrack.training.examples.quality import fault, holds_personal_data
from tests.training.examples.rows import PROMPTS, row


@pytest.mark.parametrize("task", sorted(PROMPTS))
def test_a_good_row_of_each_task_passes(task: str) -> None:
    """Nothing is wrong with them."""
    assert fault(row(task)) == ""


@pytest.mark.parametrize(
    ("task", "said", "reason"),
    [
        ("turn", "Okay.", "too_short"),
        ("turn", "...", "too_short"),
        ("turn", "word " * 151, "too_long"),
        ("turn", "no no no no no no no no no no no no", "repetitive"),
        ("turn", "Write to dana.reed@acme.example then.", "personal_data"),
        ("turn", "Call me on +1 303 555 0142 then.", "personal_data"),
        ("turn", "Das ist nicht unser Plan und wir haben auch die Leute nicht für das.", "language"),
        ("assess", "The level is three.", "json_broken"),
        ("assess", '{"skill_level":9,"question_class":"situation","suggestions":[]}', "json_broken"),
        ("assess", '{"skill_level":3,"question_class":"weather","suggestions":[]}', "json_broken"),
        ("answer", "They move orders by hand.", "not_grounded"),
        ("answer", "They move orders by hand. [3]", "not_grounded"),
        ("draft", "Thanks, bye.", "too_short"),
    ],
)
def test_a_bad_completion_is_left_out_with_its_reason(task: str, said: str, reason: str) -> None:
    """The reason is what a card and a metric show."""
    assert fault(row(task, said)) == reason


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_weight_that_is_none_is_left_out(weight: float) -> None:
    """One such row would spoil a whole batch's loss."""
    assert fault(msgspec.structs.replace(row(), weight=weight)) == "weight_invalid"


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": PROMPTS["turn"][:-1]},
        {"prompt": PROMPTS["assess"]},
        {"completion": "It is not ended"},
        {"completion": " One <|seller|> two<|end|>"},
    ],
)
def test_what_no_builder_wrote_is_left_out(changes: dict[str, str]) -> None:
    """An adapter that learns another form of prompt answers nothing that it is asked."""
    assert fault(msgspec.structs.replace(row(), **changes)) == "form_broken"


def test_personal_data_in_the_context_or_in_a_rejected_answer_counts_too() -> None:
    """All three texts are learnt from."""
    asked = PROMPTS["turn"].replace("by hand", "for dana.reed@acme.example by hand")

    assert fault(row(prompt=asked)) == "personal_data"
    assert fault(msgspec.structs.replace(row(), rejected=" Ask 4111 1111 1111 1111.<|end|>")) == "personal_data"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111 1111 1111 1111", True),
        ("(303) 555-0142-77", True),
        ("+44 7700 900123", True),
        ("[EMAIL_ADDRESS:k3f9] and [PHONE_NUMBER:aaaa]", False),
        ("120 000 dollars by 2026", False),
        ("45 to 60 minutes, 3 times, 400 orders", False),
    ],
)
def test_numbers_of_people_are_told_from_amounts(text: str, found: bool) -> None:
    """Amounts stay, cards and telephones do not."""
    assert holds_personal_data(text) == found


def test_a_call_in_another_language_is_learnt_from_in_that_language() -> None:
    """What is foreign depends on the conversation."""
    german = row(said="Das ist nicht unser Plan und wir haben auch die Leute nicht für das.")

    assert fault(german, "de") == ""
    assert fault(row(said="The plan is not ours and we do not have the people for that now."), "de") == "language"


def test_not_knowing_is_an_answer() -> None:
    """It cites nothing."""
    assert fault(row("answer", NOT_KNOWN)) == ""
