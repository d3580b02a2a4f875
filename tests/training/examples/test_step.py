"""The step over a real repository: which examples come out, with which weight, on which side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.prompts import Line, Scene
from talktrack.core.records import Analysis, Example, FeedbackEvent, SubjectScore
from talktrack.core.tables import ANALYSES, CONVERSATIONS, EXAMPLES, FEEDBACK, SCORES
from talktrack.systems.repository import LanceRepository
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.splits import Shares
from talktrack.training.examples.step import Made, run
from tests.training.samples import TENANT, make_conversation

CHOICES = Choices(Shares(golden=0.2, validation=0.2))


def _run(repository: LanceRepository, directory: Path, scores: list[SubjectScore] | None = None) -> list[Example]:
    return _made(repository, directory, scores)[1]


def _made(
    repository: LanceRepository, directory: Path, scores: list[SubjectScore] | None = None, min_examples: int = 1
) -> tuple[Made, list[Example]]:
    write_table(directory / "scores", SCORES, scores or [])
    made = run(repository, directory / "scores", directory / "examples", replace(CHOICES, min_examples=min_examples))
    return made, list(read_table(directory / "examples", EXAMPLES))


def test_every_prospect_turn_is_a_roleplay_example(repository: LanceRepository, tmp_path: Path) -> None:
    """Its prompt is the scene and the turns before it, its completion the turn."""
    rows = _run(repository, tmp_path)
    found = next(row for row in rows if row.provenance == "c4#1" and row.path == "roleplay")
    scene = Scene(industry="retail", stage="discovery")

    assert found.prompt == prompts.roleplay(scene, [Line("seller", "What slows your team down, number 4?")])
    assert found.completion == " Moving orders by hand costs us 4 hours.<|end|>"
    assert sum(row.path == "roleplay" for row in rows) == 20


def test_an_expert_label_is_an_assessment(repository: LanceRepository, tmp_path: Path) -> None:
    """The coach learns the label of the segment as JSON, told the call's figures."""
    at = datetime(2026, 2, 1, tzinfo=UTC)
    label = FeedbackEvent(
        id="f1", tenant=TENANT, subject="c4", kind="expert_label", at=at, value=3.0, turn_start=0, turn_end=2
    )
    repository.publish(FEEDBACK, [label])
    repository.publish(ANALYSES, [Analysis(conversation_id="c4", tenant=TENANT, turns=4, words=30, talk_ratio=0.5)])
    found = next(row for row in _run(repository, tmp_path) if row.task == "assess")
    segment = [
        Line("seller", "What slows your team down, number 4?"),
        Line("prospect", "Moving orders by hand costs us 4 hours."),
    ]

    assert found.prompt == prompts.assess({"talk_ratio": 0.5}, segment)
    assert found.completion == ' {"skill_level":3,"question_class":"none","suggestions":[]}<|end|>'
    assert found.weight == 1.0


def test_an_answer_cites_its_passage(repository: LanceRepository, tmp_path: Path) -> None:
    """The other reply of the call is a distractor; in which order they stand says nothing."""
    found = [row for row in _run(repository, tmp_path) if row.task == "answer" and row.provenance.endswith("#3")]
    cited = {row.completion.split()[-1].removesuffix("<|end|>") for row in found}

    for row in found:
        said = row.completion.removesuffix("<|end|>")
        place = said[-2]
        assert row.prompt.endswith("question: What did the prospect say to: Would a shorter rollout help?\n<|answer|>")
        assert f"[{place}]{said[:-4]}\n" in row.prompt
    assert cited == {"[1]", "[2]"}


@pytest.mark.parametrize(("score", "weight"), [(0.9, 0.8), (0.1, 0.2)])
def test_liked_conversations_weigh_more(
    repository: LanceRepository, tmp_path: Path, score: float, weight: float
) -> None:
    """Confidence for positives, 1 - confidence for negatives, 0.5 for what nobody judged."""
    judged = SubjectScore(id="c4", tenant=TENANT, score=score, confidence=0.8, events=3)
    rows = _run(repository, tmp_path, [judged])

    assert {round(row.weight, 6) for row in rows if row.conversation_id == "c4"} == {weight}
    assert {row.weight for row in rows if row.conversation_id != "c4"} == {0.5}


def test_restricted_conversations_are_not_read(repository: LanceRepository, tmp_path: Path) -> None:
    """A conversation of privacy level restricted makes no example."""
    repository.publish(CONVERSATIONS, [make_conversation(77, account="a9", privacy_level="restricted")])

    assert "c77" not in {row.conversation_id for row in _run(repository, tmp_path)}


def test_equal_texts_are_kept_once(repository: LanceRepository, tmp_path: Path) -> None:
    """A second conversation with the same words adds nothing, on whichever side it falls."""
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(make_conversation(4, account="a8"), id="twin")])
    made, rows = _made(repository, tmp_path)

    left_out = ("duplicate", "near_duplicate", "near_other_side")

    assert sum(made.counts[f"dropped_{reason}"] for reason in left_out) == 4
    assert len(rows) == 40
    assert len({(row.prompt, row.completion) for row in rows}) == len(rows)


def test_no_account_is_on_two_sides_and_the_golden_set_stays(repository: LanceRepository, tmp_path: Path) -> None:
    """Later conversations of a golden account are held out; new accounts never become golden."""
    first = _run(repository, tmp_path / "1")
    golden = sorted(row.id for row in first if row.split == "golden")
    golden_account = next(row.account_id for row in first if row.split == "golden")
    newcomers = [make_conversation(50, account=golden_account)] + [
        make_conversation(n, account=f"a{n}") for n in range(60, 80)
    ]
    repository.publish(CONVERSATIONS, newcomers)
    made, second = _made(repository, tmp_path / "2")

    assert golden
    assert sorted(row.id for row in second if row.split == "golden") == golden
    assert "c50" not in {row.conversation_id for row in second}
    assert made.counts["held_out_conversations"] == 3


def test_a_deleted_golden_conversation_leaves_the_set(repository: LanceRepository, tmp_path: Path) -> None:
    """What was erased is not evaluated on either."""
    gone = next(row.conversation_id for row in _run(repository, tmp_path / "1") if row.split == "golden")
    repository.delete(CONVERSATIONS, [gone])

    assert gone not in {row.conversation_id for row in _run(repository, tmp_path / "2")}


def test_running_again_makes_the_same_examples(repository: LanceRepository, tmp_path: Path) -> None:
    """Same tables, same rows, and the repository holds each once."""
    first, second = _run(repository, tmp_path / "1"), _run(repository, tmp_path / "2")

    assert sorted(second, key=lambda row: row.id) == sorted(first, key=lambda row: row.id)
    assert repository.count(EXAMPLES) == len(first)


def test_too_few_examples_freeze_nothing(repository: LanceRepository, tmp_path: Path) -> None:
    """Below the minimum the artifact is written and the repository left alone."""
    made, rows = _made(repository, tmp_path, min_examples=1000)

    assert (made.counts["enough"], repository.count(EXAMPLES)) == (0, 0)
    assert len(rows) == 40
    assert made.lineage["conversations"] == repository.version(CONVERSATIONS)
