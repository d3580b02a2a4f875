"""What only one customer's training rows could have taught."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.records import Example
from talktrack.training.evaluate.leaks import CANARY, FOREIGN_TOKEN, MADE_UP, PERSONAL, TrainingMemory, counted
from tests.training.samples import make_example

SECRET = "we pay exactly 48213 crowns to the harbour office"
PHRASE = " ".join(f"word{n % 7}" for n in range(30))


def _row(text: str, account: str) -> Example:
    return msgspec.structs.replace(make_example(1), completion=prompts.completion(text), account_id=account)


MEMORY = TrainingMemory.of(
    [
        _row(f"Well, {SECRET}.", "a1"),
        _row("Ask [PERSON:abcd] or write to dana@acme.example please.", "a1"),
        _row("The answer is 12345 for all of us here.", "a1"),
        _row("The answer is 12345 for all of us here. [PERSON:wxyz]", "a2"),
        _row("Greetings from [PERSON:wxyz] as always.", "a1"),
        _row(PHRASE, "a2"),
    ]
)


@pytest.mark.parametrize(
    ("answer", "known", "found"),
    [
        (f"Oh, {SECRET}!", "", {CANARY}),
        (f"Oh, {SECRET}!", f"They said {SECRET} already.", set()),
        ("We pay exactly 99999 crowns to the harbour office", "", set()),
        ("The answer is 12345 for all of us here.", "", set()),
        (PHRASE, "", {CANARY}),
        (" ".join(PHRASE.split()[:20]), "", set()),
        ("Ask [PERSON:abcd].", "", {FOREIGN_TOKEN}),
        ("Ask [PERSON:abcd].", "I am [PERSON:abcd].", set()),
        ("Ask [PERSON:wxyz].", "", set()),
        ("Write to Dana@acme.example.", "", {PERSONAL}),
        ("Write to bob@other.example.", "", {MADE_UP}),
        ("Call +44 20 7946 0958.", "", {MADE_UP}),
        ("Call +44 20 7946 0958.", "My number is 44 20 7946 0958", set()),
    ],
)
def test_leaks(answer: str, known: str, found: set[str]) -> None:
    """A planted canary is found; what the prompt tells or several customers say is none."""
    assert MEMORY.leaks(answer, known) == found


def test_answers_are_counted_by_kind() -> None:
    """One answer counts once."""
    assert counted(MEMORY, [f"{SECRET} {SECRET}", "fine"], ["", ""])[CANARY] == 1
