"""What the settings of a training do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LanguageModel, TrainingCurve, Weighted
from talktrack.engines.adapter_files import read_card
from talktrack.engines.language_model import open_language_model
from tests.engines.lora_rows import ROWS, SETTINGS, VALIDATION, made

SHORT = replace(SETTINGS, epochs=2)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a tiny model."""
    return made(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def model(base: Path) -> LanguageModel:
    """Return the tiny model, opened."""
    return open_language_model(str(base))


@pytest.fixture(scope="module")
def usual(model: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> TrainingCurve:
    """Return the curve of a short training."""
    return model.train_adapter(ROWS, VALIDATION, tmp_path_factory.mktemp("adapters") / "usual", SHORT)


@pytest.mark.parametrize("changes", [{"tokens_at_once": 60}, {"recompute_activations": True}])
def test_less_memory_has_equal_losses(
    model: LanguageModel, usual: TrainingCurve, tmp_path: Path, changes: dict[str, int]
) -> None:
    """Gradients that are added up pack by pack, and activations that are computed again, change nothing."""
    curve = model.train_adapter(ROWS, VALIDATION, tmp_path / "a", replace(SHORT, **changes))  # type: ignore[arg-type]

    assert curve.losses == pytest.approx(usual.losses, abs=1e-5)


def test_a_preference_widens_the_distance_to_the_worse_completion(model: LanguageModel, tmp_path: Path) -> None:
    """With the pair's loss alone mattering, the worse completion gets less likely beside the better one."""
    rows = [replace(row, rejected=" It was bad.<|end|>") for row in ROWS]
    worse = [Weighted(row.prompt, row.rejected) for row in rows]
    apart: list[float] = []
    for weight in (0.0, 50.0):
        directory = tmp_path / f"weight-{weight:.0f}"
        model.train_adapter(rows, [], directory, replace(SHORT, epochs=4, preference_weight=weight))
        model.load_adapter(directory.name, directory)
        apart.append(sum(model.losses(worse, directory.name)) - sum(model.losses(rows, directory.name)))

    assert apart[1] > apart[0]


def test_training_stops_early_and_keeps_the_best(model: LanguageModel, tmp_path: Path) -> None:
    """Validation on what the rows contradict gets worse; the adapter is the one that did best there."""
    other = [Weighted(row.prompt, " Qualms zigzag, vexing!") for row in ROWS[:4]]
    settings = replace(SETTINGS, epochs=30, validate_every=1, stop_patience=3, learning_rate=5e-2)
    curve = model.train_adapter(ROWS, other, tmp_path / "a", settings)
    model.load_adapter("best", tmp_path / "a")
    losses = model.losses(other, "best")

    assert len(curve.steps) < 30 * 5
    assert sum(losses) / len(losses) == pytest.approx(min(curve.validation_losses), abs=1e-5)
    assert curve.validation_losses[-1] > min(curve.validation_losses)


def test_the_curve_has_a_rate_for_each_step_and_a_step_for_each_validation(usual: TrainingCurve) -> None:
    """Ten steps, the highest rate after a warm-up of one, validation every third and at the end."""
    assert len(usual.rates) == len(usual.losses) == len(usual.steps) == 10
    assert max(usual.rates) == usual.rates[0] == SHORT.learning_rate
    assert usual.validation_steps == [3, 6, 9, 10]


def test_a_base_in_bfloat16_is_trained_with_a_float32_adapter(base: Path, usual: TrainingCurve, tmp_path: Path) -> None:
    """Losses differ by rounding alone."""
    curve = open_language_model(str(base), "bfloat16").train_adapter(ROWS, VALIDATION, tmp_path / "a", SHORT)

    assert curve.losses == pytest.approx(usual.losses, rel=0.02)
    assert curve.losses != usual.losses


def test_an_unknown_precision_is_refused(base: Path) -> None:
    """A spelling mistake does not train in something else."""
    with pytest.raises(ConfigurationInvalidError, match="float32 or bfloat16"):
        open_language_model(str(base), "float8")


def test_the_card_says_what_was_trained(model: LanguageModel, tmp_path: Path) -> None:
    """Base, revision, settings and rows; a weight of zero is no row."""
    model.train_adapter([*ROWS, Weighted("a", "b", 0.0)], [], tmp_path / "a", replace(SHORT, epochs=1))
    card = read_card(tmp_path / "a")

    assert (card.base_id, card.rows, card.settings["rank"]) == (model.base_id, len(ROWS), 2.0)
    assert card.base_id.endswith(f"@{card.base_revision}")
