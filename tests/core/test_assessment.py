"""Tests of what the coach writes."""

from __future__ import annotations

import pytest

from talktrack.core.assessment import Assessment, begun, choices, read, written

GOOD = Assessment(skill_level=4, question_class="consequence", suggestions=["Ask what it costs."])


def test_an_assessment_is_read_as_it_was_written() -> None:
    """On one line."""
    assert (read(written(GOOD)), "\n" in written(GOOD)) == (GOOD, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "skill level 4",
        '{"skill_level": 6, "question_class": "none"}',
        '{"skill_level": 3, "question_class": "charm"}',
        '{"skill_level": 3, "question_class": "none", "mood": "good"}',
    ],
)
def test_what_a_model_gets_wrong_is_no_assessment(text: str) -> None:
    """No JSON, a level or class that does not exist, a field that nobody asked for."""
    assert read(text) is None


def test_an_assessment_begins_as_it_is_written() -> None:
    """Before each field that has few values, and before the first suggestion."""
    text = written(GOOD)

    assert choices(GOOD) == [(begun(), "4"), (begun(4), "consequence")]
    assert [text.startswith(before + value) for before, value in choices(GOOD)] == [True, True]
    assert text.startswith(begun(4, "consequence") + GOOD.suggestions[0])
