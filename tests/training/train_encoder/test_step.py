"""The story over a real repository: what is kept, what is refused, and what is used for it."""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import EncoderSettings, TextPair, TrainingCurve
from talktrack.core.tables import CONVERSATIONS
from talktrack.engines.encoder_training import SentenceEncoderTraining
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.training.train_encoder.gate import KEPT, REFUSED
from talktrack.training.train_encoder.material import Limits
from talktrack.training.train_encoder.step import WORDS_WEIGHTS, Order, run
from tests.training.train_encoder.toy import TENANT, toy_call

ORDER = Order(
    Limits(held_out_share=0.3),
    EncoderSettings(learning_rate=5e-3, batch_pairs=12),
    epochs=14,
    min_pairs=50,
    min_questions=20,
)


class Spoiling(SentenceEncoderTraining):
    """A training that makes an encoder worse: it learns that every question is answered by something else."""

    def train(self, pairs: Sequence[TextPair], into: Path, settings: EncoderSettings) -> TrainingCurve:
        """Pair each question with the answer after the next one."""
        wrong = [TextPair(pair.asks, other.answers) for pair, other in zip(pairs, pairs[2:], strict=False)]
        return super().train(wrong, into, settings)


def test_a_tuned_encoder_that_finds_more_is_kept(repository: LanceRepository, start: Path, tmp_path: Path) -> None:
    """The verdict names the gain, the directory holds an encoder, the form is one that was measured."""
    training = SentenceEncoderTraining(str(start))
    result = run(repository, training, tmp_path / "encoder", ORDER)

    assert result.verdict == KEPT, result.reason
    assert result.figures["tuned"] > 2 * result.figures["start"]
    assert result.form is not None
    as_good = result.figures["one_pass_64"] >= result.figures["tuned"] - 0.01
    assert result.form.window_tokens == (64 if as_good else 0)
    assert result.form.words_weight in WORDS_WEIGHTS
    assert training.trained(tmp_path / "encoder").dimension == 32


def test_without_windows_each_text_is_encoded_alone(repository: LanceRepository, start: Path, tmp_path: Path) -> None:
    """Nothing is learnt or measured in one pass."""
    order = replace(ORDER, settings=replace(ORDER.settings, window_tokens=0))
    result = run(repository, SentenceEncoderTraining(str(start)), tmp_path / "encoder", order)

    assert result.form is not None
    assert result.form.window_tokens == 0
    assert not any(name.startswith("one_pass") for name in result.figures)


def test_a_worse_encoder_is_not_kept(repository: LanceRepository, start: Path, tmp_path: Path) -> None:
    """It started from a good one, which stays, file by file."""
    run(repository, SentenceEncoderTraining(str(start)), tmp_path / "good", ORDER)
    result = run(repository, Spoiling(str(tmp_path / "good")), tmp_path / "after", ORDER)

    assert (result.verdict, result.form) == (REFUSED, None)
    assert result.figures["tuned"] < result.figures["start"]
    assert _same(tmp_path / "good", tmp_path / "after")


@pytest.mark.parametrize("order", [replace(ORDER, min_pairs=10_000), replace(ORDER, min_questions=10_000)])
def test_too_few_questions_train_nothing(
    repository: LanceRepository, start: Path, tmp_path: Path, order: Order
) -> None:
    """The run is green and says why; the encoder in service stays."""
    result = run(repository, SentenceEncoderTraining(str(start)), tmp_path / "encoder", order)

    assert (result.verdict, result.curve) == (REFUSED, None)
    assert "are needed" in result.reason
    assert _same(start, tmp_path / "encoder")


def test_a_tenant_without_conversations_trains_nothing(home: str, start: Path, tmp_path: Path) -> None:
    """An empty table is too few."""
    result = run(open_repository(home, TENANT), SentenceEncoderTraining(str(start)), tmp_path / "encoder", ORDER)

    assert result.figures == {"pairs": 0, "questions": 0}


def test_restricted_calls_change_nothing(repository: LanceRepository, start: Path, tmp_path: Path) -> None:
    """The same weights come out with and without them."""
    short = replace(ORDER, epochs=1)
    run(repository, SentenceEncoderTraining(str(start)), tmp_path / "without", short)
    repository.publish(CONVERSATIONS, [toy_call(n, privacy_level="restricted") for n in range(60, 90)])
    run(repository, SentenceEncoderTraining(str(start)), tmp_path / "with", short)

    assert _same(tmp_path / "without", tmp_path / "with")


@pytest.mark.parametrize(
    "changes",
    [
        {"limits": Limits(held_out_share=0.0)},
        {"epochs": 0},
        {"min_pairs": 0},
        {"settings": EncoderSettings(window_tokens=-1)},
        {"settings": EncoderSettings(window_tokens=3)},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    """Before any work is done."""
    with pytest.raises(ConfigurationInvalidError):
        replace(ORDER, **changes)


def test_a_start_that_is_no_model_is_refused_however_little_there_is(home: str, tmp_path: Path) -> None:
    """Not only once there is enough to learn from."""
    with pytest.raises(ConfigurationInvalidError, match="cannot load encoder"):
        run(open_repository(home, TENANT), SentenceEncoderTraining(str(tmp_path)), tmp_path / "encoder", ORDER)


def _same(one: Path, other: Path) -> bool:
    names = sorted(file.relative_to(one).as_posix() for file in one.rglob("*") if file.is_file())
    found = sorted(file.relative_to(other).as_posix() for file in other.rglob("*") if file.is_file())
    return names == found and filecmp.cmpfiles(one, other, names, shallow=False)[0] == names
