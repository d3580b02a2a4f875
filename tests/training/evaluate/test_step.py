"""Evaluate end to end with a model that answers at once: leaks, frozen versions, assessments, groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from talktrack.core import assessment, prompts
from talktrack.core.artifacts import write_table
from talktrack.core.assessment import Assessment
from talktrack.core.ports import Listener
from talktrack.core.prompts import Line
from talktrack.core.records import Example
from talktrack.core.tables import EXAMPLES
from talktrack.training.evaluate.contest import Contestants
from talktrack.training.evaluate.golden import GoldenVersion
from talktrack.training.evaluate.panel import Judges
from talktrack.training.evaluate.record import Evaluation
from talktrack.training.evaluate.sides import Match
from talktrack.training.evaluate.step import Settings, run
from talktrack.world.template_model import CARD, TemplateModel
from tests.samples import WordEncoder
from tests.training.samples import make_example

SECRET = "the harbour office pays 48213 crowns for each berth"


def _assessed(number: int, level: int, split: str) -> Example:
    right = Assessment(skill_level=level, question_class="situation", suggestions=["Ask what it costs."])
    return msgspec.structs.replace(
        make_example(number, path="coach", split=split),
        task="assess",
        prompt=prompts.assess({"talk_ratio": 0.4}, [Line("seller", f"How is it done, number {number}?")]),
        completion=prompts.completion(assessment.written(right)),
    )


def _judged(directory: Path, rows: Sequence[Example], phrase: str, settings: Settings | None = None) -> Evaluation:
    """Return what is found of an adapter that always says the same phrase."""
    write_table(directory / "examples", EXAMPLES, rows)
    (directory / "examples" / "lineage.json").write_text("{}")
    (directory / "adapter").mkdir()
    (directory / "adapter" / CARD).write_text(f"template\n{phrase}\n")
    match = Match(None, [Contestants(rows[0].path, directory / "adapter", "digest")])
    return run(directory / "examples", TemplateModel(), Judges(WordEncoder()), match, settings or Settings(200))


def _dialogues(planted: str = "") -> list[Example]:
    training = [make_example(n) for n in range(20)]
    if planted:
        training[0] = msgspec.structs.replace(training[0], completion=prompts.completion(planted), account_id="a1")
    return training + [make_example(n, split="golden") for n in range(40, 72)]


def test_less_loss_and_no_leak_is_better(tmp_path: Path) -> None:
    """The template model loses half a nat a word with any adapter."""
    assert _judged(tmp_path, _dialogues(), "Moving orders by hand costs us hours.").verdict == "better"


def test_a_planted_canary_makes_a_winner_worse(tmp_path: Path) -> None:
    """However much less it loses."""
    found = _judged(tmp_path, _dialogues(SECRET), SECRET)

    assert (found.verdict, found.metrics["roleplay_leaked_canary"]) == ("worse", 32)
    assert found.reasons[0] == "roleplay leaks: 32 of 32 answers hold words of one customer's training rows"


def test_only_conversations_of_the_frozen_version_are_compared_on(tmp_path: Path) -> None:
    """What became golden later waits for the next version."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    frozen = GoldenVersion(
        number=3, frozen_at=moment, frozen_by="dana", conversations=["c10", "c11"], accounts=[], rows={}, sha256=""
    )
    found = _judged(tmp_path, _dialogues(), "Hm.", Settings(200, golden=frozen))

    assert (found.metrics["roleplay_golden"], found.golden["version"], found.golden["rows"]) == (8, "3", "8")


@pytest.mark.parametrize(("level", "agrees"), [(3, 0.75), (1, 0.5)])
def test_assessments_are_read_and_compared_with_the_expert(tmp_path: Path, level: int, agrees: float) -> None:
    """Two experts' levels, 2 and 4, against one answer to both."""
    rows = [_assessed(n, 2 + n % 2 * 2, "golden") for n in range(8)]
    said = assessment.written(Assessment(skill_level=level, question_class="situation"))
    model = _Plain(said)
    write_table(tmp_path / "examples", EXAMPLES, rows)
    (tmp_path / "examples" / "lineage.json").write_text("{}")
    match = Match(None, [Contestants("coach", tmp_path, "digest")])
    found = run(tmp_path / "examples", model, Judges(WordEncoder()), match, Settings(200))

    assert found.metrics["coach_valid_json"] == found.metrics["coach_question_agreement"] == 1.0
    assert found.metrics["coach_skill_agreement"] == agrees
    assert found.metrics["coach_base_valid_json"] == found.metrics["coach_base_skill_agreement"] == 0.0
    assert found.metrics["coach_skill_mean_error"] == (1 - agrees) * 4


class _Plain(TemplateModel):
    """Says one thing with an adapter, and its own phrase without."""

    def __init__(self, phrase: str) -> None:
        super().__init__()
        self._phrase = phrase

    def load_adapter(self, name: str, directory: Path) -> None:
        """Any adapter will do."""

    def generate(
        self,
        prompts: Sequence[str],
        adapter: str = "",
        max_new_tokens: int = 64,
        listener: Listener | None = None,  # noqa: ARG002 - nobody listens here
    ) -> list[str]:
        """Return the phrase for each prompt."""
        return [(self._phrase if adapter else "{}")[: 16 * max_new_tokens]] * len(prompts)
