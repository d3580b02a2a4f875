"""Train LoRA through its component: from the base, from the champion, and not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kfp import dsl

from talktrack.core.artifacts import write_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.release import ReleaseManifest
from talktrack.core.tables import EXAMPLES
from talktrack.engines.adapter_files import read_card
from talktrack.engines.language_model import open_language_model
from talktrack.systems.registry import open_registry
from talktrack.training.train_lora.component import train_lora
from tests.training.samples import TENANT, artifact, make_example, metrics


def _train(directory: Path, home: str, base_model: str, **changes: Any) -> dict[str, float]:
    """Train on 24 rows of the roleplay path and return what was logged."""
    rows = [make_example(n) for n in range(24)] + [make_example(n, split="validation") for n in range(24, 28)]
    write_table(directory / "examples", EXAMPLES, rows)
    logged = metrics(directory)
    train_lora.python_func(
        examples=artifact(dsl.Dataset, directory / "examples"),
        adapter=artifact(dsl.Model, directory / "adapter"),
        page=artifact(dsl.HTML, directory / "page"),
        metrics=logged,
        **(
            {"tenant": TENANT, "home": home, "path": "roleplay", "base_model": base_model, "min_examples": 10} | changes
        ),
    )
    return {str(name): float(value) for name, value in logged.metadata.items()}


def test_an_adapter_is_trained_from_the_base(tmp_path: Path, home: str, base_model: str) -> None:
    """Loss falls, the card names the base, the page shows the curve."""
    logged = _train(tmp_path, home, base_model, learning_rate=1e-2)

    assert (logged["rows"], logged["steps"]) == (24, 6)
    assert logged["validation_loss"] < logged["first_loss"]
    assert read_card(tmp_path / "adapter").base_id == open_language_model(base_model).base_id
    assert "<svg" in (tmp_path / "page").read_text(encoding="utf-8")


def test_max_examples_caps_the_rows_of_an_epoch(tmp_path: Path, home: str, base_model: str) -> None:
    """Ten of 24 rows are used."""
    assert _train(tmp_path, home, base_model, max_examples=10, epochs=1)["rows"] == 10


@pytest.mark.parametrize("changes", [{"path": "coach"}, {"min_examples": 25}])
def test_too_few_examples_are_a_green_skip(tmp_path: Path, home: str, base_model: str, changes: dict[str, Any]) -> None:
    """Nothing but the reason is written."""
    logged = _train(tmp_path, home, base_model, **changes)

    assert logged["trained"] == 0
    assert [file.name for file in (tmp_path / "adapter").iterdir()] == ["skipped.json"]
    assert "fewer than" in json.loads((tmp_path / "adapter" / "skipped.json").read_text())["reason"]


def _crown(adapter: Path, home: str, **changes: str) -> None:
    """Make an adapter the champion of the roleplay path."""
    release = adapter.parent / "release"
    release.mkdir()
    adapter.rename(release / "roleplay")
    card = read_card(release / "roleplay")
    manifest = ReleaseManifest(
        id="r-1",
        tenant=TENANT,
        base_id=card.base_id,
        tokenizer_sha256=card.tokenizer_sha256,
        prompt_version=card.prompt_version,
        encoder_version="none",
        adapters={"roleplay": card.tensors_sha256},
    )
    registry = open_registry(home, TENANT)
    registry.register(msgspec.structs.replace(manifest, **changes), release)
    registry.move(registry.pointer(), champion="r-1", candidate=None)


def test_incremental_training_continues_the_champion(tmp_path: Path, home: str, base_model: str) -> None:
    """It starts near where the champion's adapter ended, far below the base; without a champion it starts there."""
    first = _train(tmp_path / "1", home, base_model, mode="incremental", learning_rate=1e-2, epochs=6)
    _crown(tmp_path / "1" / "adapter", home)
    second = _train(tmp_path / "2", home, base_model, mode="incremental", epochs=1)

    assert second["first_loss"] == pytest.approx(first["last_loss"], abs=0.3)
    assert second["first_loss"] < first["first_loss"] - 0.5


def test_a_champion_of_other_prompts_is_not_continued(tmp_path: Path, home: str, base_model: str) -> None:
    """After an upgrade the weekly training starts where the first one did, at the base."""
    first = _train(tmp_path / "1", home, base_model, mode="incremental", epochs=1)
    _crown(tmp_path / "1" / "adapter", home, prompt_version="p0")
    second = _train(tmp_path / "2", home, base_model, mode="incremental", epochs=1)

    assert second["first_loss"] == first["first_loss"]


def test_a_damaged_champion_is_not_continued(
    tmp_path: Path, home: str, base_model: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The training starts from the base, and the log names the release to restore."""
    first = _train(tmp_path / "1", home, base_model, mode="incremental", epochs=1)
    _crown(tmp_path / "1" / "adapter", home)
    [weights] = Path(home).rglob("r-1/roleplay/adapter_model.safetensors")
    weights.write_bytes(weights.read_bytes()[:-4])
    second = _train(tmp_path / "2", home, base_model, mode="incremental", epochs=1)

    assert second["first_loss"] == first["first_loss"]
    assert "the champion r-1 has damaged files (roleplay)" in caplog.text


def test_an_unknown_mode_is_refused(tmp_path: Path, home: str, base_model: str) -> None:
    """A spelling mistake does not train."""
    with pytest.raises(ConfigurationInvalidError, match="use full or incremental"):
        _train(tmp_path, home, base_model, mode="fulll")
