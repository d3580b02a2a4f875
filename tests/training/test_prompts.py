"""Examples, evaluation and serving build byte-equal prompts, because they call the same builders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from talktrack.core import call_figures
from talktrack.core.artifacts import read_table, write_table
from talktrack.core.conversation import Turn
from talktrack.core.ports import Listener, LoraSettings, Vectors, Weighted
from talktrack.core.records import Analysis, Example, FeedbackEvent, TurnLabel
from talktrack.core.reference import Contact
from talktrack.core.tables import ANALYSES, CONTACTS, CONVERSATIONS, EXAMPLES, FEEDBACK, SCORES
from talktrack.services.predictor.answering import Passage, Retrieved, Retriever, asked
from talktrack.services.predictor.requests import Bounds, instances_of
from talktrack.systems.repository import LanceRepository
from talktrack.training.evaluate.contest import Contestants, Jury
from talktrack.training.evaluate.lessons import learnt_from
from talktrack.training.evaluate.panel import Judges, Panel
from talktrack.training.examples.assembly import Choices
from talktrack.training.examples.source import lines
from talktrack.training.examples.step import run
from talktrack.world.template_model import TemplateModel
from tests.training.samples import TENANT, make_conversation

ANALYSIS = Analysis(
    conversation_id="c4",
    tenant=TENANT,
    turns=4,
    words=30,
    talk_ratio=0.5,
    patience_s=1.25,
    effectiveness=0.71,
    labels=[
        TurnLabel(turn=0, kind="question", label="problem_awareness", confidence=0.9),
        TurnLabel(turn=0, kind="technique", label="question", confidence=0.9),
        TurnLabel(turn=2, kind="question", label="commitment", confidence=0.8),
        TurnLabel(turn=2, kind="technique", label="next_step", confidence=0.8),
        TurnLabel(turn=3, kind="objection", label="price", confidence=0.8),
    ],
    traits=["terse"],
    objections=["price"],
)
CONTACT = Contact(id="003", name="Dana Reed", title="CFO", account_id="a4")
MAIL_TEXT = "Thank you for the call. The offer for a shorter rollout follows on Friday."
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

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Remember, then answer."""
        self.heard += prompts
        return super().generate(prompts, adapter, max_new_tokens, listener)


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

    def passages(self, question: str) -> Retrieved:  # noqa: ARG002 - the port asks for it
        """Return them."""
        return Retrieved(self._found)


@pytest.fixture
def rows(repository: LanceRepository, tmp_path: Path) -> dict[str, Example]:
    """Return an example of each task that conversation c4 and the mail after it make."""
    call = make_conversation(4, account="a4")
    people = [msgspec.structs.replace(one, crm_contact_id="003") if one.id == "p" else one for one in call.participants]
    written = msgspec.structs.replace(
        make_conversation(4, account="a4"),
        id="m4",
        event_id="em4",
        channel="email",
        started_at=datetime(2026, 1, 6, tzinfo=UTC),
        turns=[Turn(speaker_id="s", text=MAIL_TEXT)],
    )
    repository.publish(CONVERSATIONS, [msgspec.structs.replace(call, participants=people), written])
    repository.publish(CONTACTS, [CONTACT])
    repository.publish(ANALYSES, [ANALYSIS])
    repository.publish(FEEDBACK, [LABEL])
    write_table(tmp_path / "scores", SCORES, [])
    run(repository, tmp_path / "scores", tmp_path / "examples", Choices())
    found = list(read_table(tmp_path / "examples", EXAMPLES))
    return {row.task: row for row in found if row.conversation_id == "c4" and row.provenance != "c4#1"}


def _served(path: str, instance: Mapping[str, object], found: list[Passage] | None = None) -> str:
    """Return the prompt that the predictor builds from one instance of a request."""
    payload = msgspec.json.decode(msgspec.json.encode({"instances": [instance]}))
    return asked(instances_of(path, payload, TENANT, Bounds())[0], Finds(found or [])).prompt


def _lines(turns: int = 4) -> list[dict[str, str]]:
    return [{"role": line.role, "text": line.text} for line in lines(make_conversation(4))[:turns]]


def test_the_predictor_asks_a_roleplay_turn_as_training_did(rows: dict[str, Example]) -> None:
    """The same scene and history give the same bytes."""
    scene = {"industry": "retail", "stage": "discovery", "role": "CFO", "traits": ["terse"], "objections": ["price"]}

    assert rows["turn"].prompt == _served("roleplay", {"history": _lines(3), "scene": scene})


def test_the_predictor_asks_for_an_assessment_as_training_did(rows: dict[str, Example]) -> None:
    """The same segment, figures and shares give the same bytes."""
    instance = {
        "task": "assess",
        "segment": _lines(),
        "statistics": call_figures.figures(ANALYSIS, ANALYSIS.labels),
        "heard": call_figures.heard(ANALYSIS.labels),
    }

    assert rows["assess"].prompt == _served("coach", instance)
    assert "level: 4\n<|answer|>" in rows["assess"].prompt
    assert "techniques: next_step 1\n" in rows["assess"].prompt


def test_the_predictor_asks_for_an_answer_as_training_did(rows: dict[str, Example]) -> None:
    """The same question and passages give the same bytes."""
    told = [line.text for line in lines(make_conversation(4)) if line.role == "prospect"]
    order = sorted(told, key=rows["answer"].prompt.index)
    passages = [(str(place), text) for place, text in enumerate(order)]
    question = rows["answer"].prompt.rpartition("question: ")[2].partition("\n")[0]

    assert rows["answer"].prompt == _served("coach", {"task": "answer", "question": question}, passages)


def test_the_predictor_asks_for_a_mail_as_training_did(rows: dict[str, Example]) -> None:
    """The same stage and history give the same bytes."""
    instance = {"task": "draft", "history": _lines(), "stage": "discovery"}

    assert rows["draft"].prompt == _served("coach", instance)
    assert rows["draft"].completion == f" {MAIL_TEXT}<|end|>"


def test_evaluation_asks_what_the_examples_say(rows: dict[str, Example], tmp_path: Path) -> None:
    """Base, base without examples to show and candidate hear the prompts byte by byte, for losses and for answers."""
    model = ListeningModel()
    asked_for = list(rows.values())
    TemplateModel().train_adapter([Weighted("x", "y")], [], tmp_path / "adapter", LoraSettings())
    lessons = learnt_from([], "coach")
    panel = Panel(asked_for, lessons, Judges(LengthEncoder()))
    Jury(model, panel, asked_for, max_new_tokens=8).all_sides(
        Contestants("coach", tmp_path / "adapter", "digest"), lessons
    )

    assert sorted(rows) == ["answer", "assess", "draft", "turn"]
    assert model.heard == [row.prompt for row in asked_for] * 2 * 3
