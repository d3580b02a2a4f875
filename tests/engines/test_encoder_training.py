"""Batches without false negatives, the schedule, and weights that depend on the seed alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import EncoderSettings, TextPair
from talktrack.engines.encoder_training import EncoderDivergedError, SentenceEncoderTraining, batches, rate_factor
from tests.tiny_encoder import make_encoder

SETTINGS = EncoderSettings(steps=4, batch_pairs=3, learning_rate=1e-3)
PAIRS = [TextPair("the price?", "a seat"), TextPair("a seat?", "the price"), TextPair("the audit?", "audit a price")]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an untrained encoder that averages its tokens."""
    return make_encoder(tmp_path_factory.mktemp("models") / "start", seed=5)


def test_no_text_belongs_to_two_pairs_of_a_batch() -> None:
    """An answer to two questions is wrong for neither; letters and spaces make no difference."""
    pairs = [TextPair(f"q{n % 5}?", f"A{n % 7}") for n in range(35)] + [TextPair("a1", "q2?")]
    for batch in batches(pairs, EncoderSettings(steps=30, batch_pairs=5)):
        texts = [text.lower() for pair in batch for text in (pair.asks, pair.answers)]

        assert len(texts) == len(set(texts)) <= 10


def test_batches_are_full_where_they_can_be() -> None:
    """And repeat with the seed."""
    pairs = [TextPair(f"q{n}?", f"a{n}") for n in range(20)]
    settings = EncoderSettings(steps=6, batch_pairs=8, seed=1)

    assert [len(batch) for batch in batches(pairs, settings)] == [8] * 6
    assert list(batches(pairs, settings)) == list(batches(pairs, settings))
    assert list(batches(pairs, settings)) != list(batches(pairs, replace(settings, seed=2)))


def test_the_rate_rises_and_falls_linearly() -> None:
    """A tenth of twenty steps warms up."""
    settings = EncoderSettings(steps=20, warmup_share=0.1)
    factors = [rate_factor(step, settings) for step in range(20)]

    assert factors[:3] == [0.5, 1.0, 1.0]
    assert factors[-1] == pytest.approx(1 / 18)
    assert factors[2:] == sorted(factors[2:], reverse=True)


def test_equal_seeds_give_equal_weights(start: Path, tmp_path: Path) -> None:
    """Another seed gives others."""
    training = SentenceEncoderTraining(str(start))
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        training.train(PAIRS, tmp_path / name, replace(SETTINGS, seed=seed))
    one, same, other = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "same", "other"))

    assert one == same
    assert one != other


def test_training_brings_pairs_together(start: Path, tmp_path: Path) -> None:
    """The loss falls; questions are nearer to their answers than before."""
    training = SentenceEncoderTraining(str(start))
    curve = training.train(PAIRS, tmp_path / "tuned", replace(SETTINGS, steps=60, learning_rate=1e-2))

    assert curve.steps == list(range(1, 61))
    assert curve.losses[-1] < curve.losses[0] / 2


def test_a_loss_that_is_no_number_saves_nothing(start: Path, tmp_path: Path) -> None:
    """The message says what to lower."""
    training = SentenceEncoderTraining(str(start))
    with pytest.raises(EncoderDivergedError, match="lower learning_rate"):
        training.train(PAIRS, tmp_path / "tuned", replace(SETTINGS, steps=20, learning_rate=float("inf")))

    assert not (tmp_path / "tuned").exists()


def test_a_model_that_averages_reads_in_one_pass(start: Path) -> None:
    """In the windows that were asked for; both forms have vectors of one length."""
    training = SentenceEncoderTraining(str(start))
    reader = training.in_one_pass(start, 16)

    assert reader is not None
    assert reader.version.endswith("-pass16")
    assert reader.dimension == training.start().dimension


def test_a_start_that_cannot_be_loaded_is_named() -> None:
    """Before anything is trained."""
    with pytest.raises(ConfigurationInvalidError, match="not a directory"):
        SentenceEncoderTraining("nowhere").start()


@pytest.mark.parametrize("start", ["https://host/v1#model", "http://127.0.0.1:9/v1#m"])
def test_a_service_cannot_be_tuned(start: str) -> None:
    """Nobody here has its weights."""
    with pytest.raises(ConfigurationInvalidError, match="is a service and cannot be tuned"):
        SentenceEncoderTraining(start)


def test_a_folder_without_a_model_is_a_sentence(tmp_path: Path) -> None:
    """Instead of what the library says about it."""
    with pytest.raises(ConfigurationInvalidError, match="cannot load encoder"):
        SentenceEncoderTraining(str(tmp_path)).train(
            [TextPair("a", "b")], tmp_path / "out", EncoderSettings(steps=1, batch_pairs=2)
        )
