"""Assessments are valid whatever the model writes, and its own word counts where it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from talktrack.core import prompts
from talktrack.core.assessment import Assessment, read, written
from talktrack.core.ports import Listener, Weighted
from talktrack.core.prompts import Line
from talktrack.engines.assessment_decoding import AssessmentDecoding
from talktrack.world.template_model import TemplateModel

TALK = [Line("seller", "How is it done today?")]
ASSESS = prompts.assess({"level": 4.0}, TALK)
ROLEPLAY = prompts.roleplay(prompts.Scene(), TALK)


class Scripted(TemplateModel):
    """Says after each prompt what it was told to, and holds some values likelier than others."""

    def __init__(self, says: Mapping[str, str], prefers: Sequence[str] = ()) -> None:
        """Keep what is said after a prompt that ends with a text, and what is preferred."""
        super().__init__()
        self._says = says
        self._prefers = prefers

    def generate(
        self,
        prompts: Sequence[str],
        adapter: str = "",  # noqa: ARG002 - as in the port
        max_new_tokens: int = 64,  # noqa: ARG002 - as in the port
        listener: Listener | None = None,
    ) -> list[str]:
        """Return what the longest ending of each prompt asks for."""
        ends = [max((end for end in self._says if prompt.endswith(end)), key=len) for prompt in prompts]
        if listener is not None:
            for place, end in enumerate(ends):
                listener(place, self._says[end])
        return [self._says[end] for end in ends]

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:  # noqa: ARG002 - as in the port
        """Return a small loss for what is preferred."""
        return [0.1 if row.completion in self._prefers else 1.0 for row in rows]


def test_a_valid_assessment_stays_as_it_was_written() -> None:
    """Even where the model holds another level likelier when it is asked for it alone."""
    said = written(Assessment(skill_level=2, question_class="situation", suggestions=["Ask twice."]))

    assert AssessmentDecoding(Scripted({"": said}, ["4"])).generate([ASSESS]) == [said]


def test_what_is_no_assessment_is_chosen_field_by_field() -> None:
    """The likeliest level and class, and the suggestion that the model writes behind them."""
    begun = '{"skill_level":4,"question_class":"consequence","suggestions":["'
    model = AssessmentDecoding(Scripted({"": "Well, four.", begun: 'Ask "why"."]}'}, ["4", "consequence"]))

    assert [read(text) for text in model.generate([ASSESS])] == [
        Assessment(skill_level=4, question_class="consequence", suggestions=["Ask"])
    ]


@pytest.mark.parametrize("further", ["", "no end", '"]}', 'a \\"', 'a\nb"]}'])
def test_a_suggestion_that_is_no_string_is_left_out(further: str) -> None:
    """Cut off, empty, or with characters that JSON has no place for."""
    found = AssessmentDecoding(Scripted({"": further})).generate([ASSESS])

    assert [read(text) for text in found] == [Assessment(skill_level=1, question_class="connection")]


def test_other_tasks_are_not_looked_at() -> None:
    """Nor assessments that a prompt shows before it asks for something else."""
    draft = prompts.draft("discovery", TALK)
    asked = [ROLEPLAY, draft, f"{ASSESS} {{}}\n{draft}"]

    assert AssessmentDecoding(Scripted({"": "No JSON."})).generate(asked) == ["No JSON."] * 3


def test_an_assessment_behind_examples_is_one_too() -> None:
    """The base with examples in its prompt is held to the same form."""
    found = AssessmentDecoding(Scripted({"": "Well."})).generate(
        [f"{prompts.draft('discovery', TALK)} Hello.\n{ASSESS}"]
    )

    assert read(found[0]) is not None


def test_only_what_will_be_returned_is_heard() -> None:
    """An assessment may yet be rewritten, so nobody hears it grow; other answers are heard."""
    heard: list[tuple[int, str]] = []

    def listen(place: int, text: str) -> bool:
        heard.append((place, text))
        return True

    AssessmentDecoding(Scripted({"": "Well."})).generate([ASSESS, "<|roleplay|>"], listener=listen)

    assert heard == [(1, "Well.")]
