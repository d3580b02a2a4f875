"""What cue words alone hear: plain cases of each kind."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.sales_cues import counted, cues, places
from talktrack.core.sales_labels import LABELS, TRAITS
from talktrack.core.sales_rules import rule_labels, traits
from tests.samples import turn


def _heard(side: str, *texts: str) -> list[dict[str, str]]:
    labels = rule_labels([turn("x", text) for text in texts], [side] * len(texts), counted(texts))
    return [{one.kind: one.label for one in labels if one.turn == place} for place in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "question", "technique"),
    [
        ("What happens if nothing changes by next year?", "consequence", "question"),
        ("Walk me through how you currently handle it?", "situation", "question"),
        ("It sounds like that has been exhausting.", "none", "labeling"),
        ("With respect, you're wrong there.", "none", "argue"),
        ("Our platform comes with twelve connectors.", "presentation", "none"),
    ],
)
def test_a_sellers_turn_is_what_most_cues_say(text: str, question: str, technique: str) -> None:
    """Only what asks can be a question."""
    assert _heard(SELLER, text) == [{"question": question, "technique": technique}]


def test_an_objection_needs_more_than_its_topic() -> None:
    """A price that is named is none; a no beside it makes one; to refuse repeats it, to accept ends it."""
    said = (
        "Budgets are made in May.",
        "We have no budget for this.",
        "I'm still not comfortable.",
        "That makes sense.",
    )

    assert [one["objection"] for one in _heard(PROSPECT, *said)] == ["none", "price", "price", "none"]


def test_nobody_knows_what_a_speaker_without_role_does() -> None:
    """No label is given."""
    assert _heard("unknown", "What happens if nothing changes?") == [{}]


def test_traits_are_the_prospects_plainest() -> None:
    """What the seller says counts for nothing."""
    cues = counted(["I've heard that before.", "Prove it.", "In short, quickly."])

    assert traits([PROSPECT, PROSPECT, SELLER], cues) == ["skeptical"]


def test_every_cue_of_a_kind_names_a_label() -> None:
    """A misspelt name would never be heard."""
    named = {tuple(name.split(".")) for name in cues() if name.partition(".")[0] in {*LABELS, "trait"}}
    known = {(kind, label) for kind, labels in LABELS.items() for label in labels} | {("trait", one) for one in TRAITS}

    assert named <= known


def test_phrases_stand_alone_and_stars_leave_ends_open() -> None:
    """Struggl* finds struggling; hi is not in this."""
    found = counted(["This is a struggling team’s hi."])[0]

    assert (found[places()["question.problem_awareness"]], found[places()["technique.small_talk"]]) == (1.0, 1.0)
