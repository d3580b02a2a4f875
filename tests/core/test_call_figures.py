"""What the coach is told about a call: shares that add up, figures that say who is good, and nothing where unknown."""

from __future__ import annotations

from talktrack.core import prompts
from talktrack.core.call_figures import figures, heard, standing_out
from talktrack.core.records import Analysis, TurnLabel


def _labels(*said: tuple[str, str]) -> list[TurnLabel]:
    return [TurnLabel(turn=n, kind=kind, label=label, confidence=1.0) for n, (kind, label) in enumerate(said)]


CALL = _labels(
    ("question", "situation"),
    ("technique", "question"),
    ("question", "situation"),
    ("technique", "mirroring"),
    ("question", "consequence"),
    ("technique", "argue"),
    ("question", "none"),
    ("technique", "none"),
    ("objection", "price"),
    ("technique", "summary"),
)


def test_shares_are_those_of_what_was_heard() -> None:
    """What is no question of a class and no technique does not count, nor what the prospect says."""
    assert heard(CALL) == {
        "questions": {"situation": 2 / 3, "consequence": 1 / 3},
        "techniques": {"mirroring": 1 / 3, "argue": 1 / 3, "summary": 1 / 3},
    }
    assert heard([]) == {}


def test_figures_tell_good_sellers_from_others() -> None:
    """Good among good and poor techniques, deep among questions, and the level that was heard."""
    analysis = Analysis(conversation_id="c", tenant="acme", turns=9, words=90, talk_ratio=0.4, effectiveness=0.76)
    found = figures(analysis, CALL)

    assert (found["good_techniques"], found["deep_questions"], found["level"]) == (2 / 3, 1 / 3, 4.0)
    assert found["talk_ratio"] == 0.4
    assert found["patience_s"] is None


def test_nothing_is_told_of_what_nobody_heard() -> None:
    """Unknown is not zero."""
    assert figures(None) == {"good_techniques": None, "deep_questions": None}


def test_what_stands_out_is_what_the_prompt_lists_first() -> None:
    """A small model then only has to say it again."""
    assert standing_out(_labels(("question", "situation"), ("question", "consequence"))) == "consequence"
    assert standing_out(CALL) == "situation"
    assert "questions: situation 0.7, consequence 0.3\n" in prompts.assess({}, [], heard(CALL))
    assert standing_out(_labels(("question", "none"), ("technique", "argue"))) == "none"
