"""Examples, evaluation and serving build byte-equal prompts, because they call the same builders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from talktrack.core import statistics
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.ports import Vectors, Weighted
from talktrack.core.records import Analysis, Example, FeedbackEvent
from talktrack.core.tables import ANALYSES, EXAMPLES, FEEDBACK, SCORES
from talktrack.services.predictor.answering import Passage, Retriever, asked
from talktrack.services.predictor.requests import Bounds, instances_of
from talktrack.systems.repository import LanceRepository
from talktrack.training.evaluate.contest import Jury
from talktrack.training.examples.source import lines
from talktrack.training.examples.splits import Shares
from talktrack.training.examples.step import run
from talktrack.world.template_model import TemplateModel
from tests.training.samples import TENANT, make_conversation

ANALYSIS = Analysis(conversation_id="c4", tenant=TENANT, turns=4, words=30, talk_ratio=0.5, patience_s=1.25)
LABEL = FeedbackEvent(
    id="f1", tenant=TENANT, subject="c4", kind="expert_label", at=datetime(2026, 2, 1, tzinfo=UTC), value=3.0
)


class ListeningModel(TemplateModel):
    """Remembers every prompt it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Remember, then answer."""
        self.heard += [row.prompt for row in rows]
        return super().losses(rows, adapter)

    def generate(self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64) -> list[str]:
        """Remember, then answer."""
        self.heard += prompts
        return super().generate(prompts, adapter, max_new_tokens)


class LengthEncoder:
    """Encodes nothing but whether there is a text at all."""

    version = "length"
    dimension = 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text."""
        return np.ones((len(texts), 1), dtype=np.float32)


class Finds(Retriever):
    """Finds the same passages for every question."""

    def __init__(self, found: list[Passage]) -> None:
        self._found = found

    def passages(self, question: str) -> list[Passage]:  # noqa: ARG002 - the port asks for it
        """Return them."""
        return self._found


@pytest.fixture
def rows(repository: LanceRepository, tmp_path: Path) -> dict[str, Example]:
    """Return the last example of each task that conversation c4 makes."""
    repository.publish(ANALYSES, [ANALYSIS])
    repository.publish(FEEDBACK, [LABEL])
    write_table(tmp_path / "scores", SCORES, [])
    run(repository, tmp_path / "scores", tmp_path / "examples", Shares(), min_examples=1)
    return {row.task: row for row in read_table(tmp_path / "examples", EXAMPLES) if row.conversation_id == "c4"}


def _served(path: str, instance: Mapping[str, object], found: list[Passage] | None = None) -> str:
    """Return the prompt that the predictor builds from one instance of a request."""
    payload = msgspec.json.decode(msgspec.json.encode({"instances": [instance]}))
    return asked(instances_of(path, payload, TENANT, Bounds())[0], Finds(found or [])).prompt


def test_the_predictor_asks_a_roleplay_turn_as_training_did(rows: dict[str, Example]) -> None:
    """The same scene and history give the same bytes."""
    history = [{"role": line.role, "text": line.text} for line in lines(make_conversation(4))[:3]]
    scene = {"industry": "retail", "stage": "discovery"}

    assert rows["turn"].prompt == _served("roleplay", {"history": history, "scene": scene})


def test_the_predictor_asks_for_an_assessment_as_training_did(rows: dict[str, Example]) -> None:
    """The same segment and figures give the same bytes."""
    segment = [{"role": line.role, "text": line.text} for line in lines(make_conversation(4))]
    instance = {"task": "assess", "segment": segment, "statistics": statistics.figures(ANALYSIS)}

    assert rows["assess"].prompt == _served("coach", instance)


def test_the_predictor_asks_for_an_answer_as_training_did(rows: dict[str, Example]) -> None:
    """The same question and passages give the same bytes."""
    passages = [(str(place), lines(make_conversation(4))[place].text) for place in (1, 3)]
    question = "What did the prospect say to: Would a shorter rollout help?"

    assert rows["answer"].prompt == _served("coach", {"task": "answer", "question": question}, passages)


def test_evaluation_asks_what_the_examples_say(rows: dict[str, Example]) -> None:
    """The model hears the examples' prompts, byte by byte, for losses and for answers."""
    model = ListeningModel()
    asked_for = list(rows.values())
    Jury(model, LengthEncoder(), max_new_tokens=8).answers(asked_for, "champion", None)

    assert model.heard == [row.prompt for row in asked_for] * 2
