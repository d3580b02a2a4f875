"""What an example is taught as."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.assessment import Assessment, written
from talktrack.core.ports import Weighted
from talktrack.training.train_lora.lessons import CHOICE_WEIGHT, lessons
from tests.training.samples import make_example

SAID = Assessment(skill_level=3, question_class="situation", suggestions=["Ask again."])


def test_an_assessment_is_taught_whole_and_choice_by_choice() -> None:
    """Each choice stands behind what is written before it, and weighs more."""
    row = msgspec.structs.replace(
        make_example(1), path="coach", task="assess", completion=prompts.completion(written(SAID)), weight=0.5
    )

    assert lessons([row]) == [
        Weighted(row.prompt, row.completion, 0.5),
        Weighted(f'{row.prompt} {{"skill_level":', "3", 0.5 * CHOICE_WEIGHT),
        Weighted(f'{row.prompt} {{"skill_level":3,"question_class":"', "situation", 0.5 * CHOICE_WEIGHT),
    ]


@pytest.mark.parametrize("task", ["turn", "draft", "assess"])
def test_everything_else_is_taught_as_it_stands(task: str) -> None:
    """Other tasks, and what is no assessment."""
    row = msgspec.structs.replace(make_example(1), task=task, rejected="Worse.")

    assert lessons([row]) == [Weighted(row.prompt, row.completion, row.weight, "Worse.")]
