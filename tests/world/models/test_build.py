"""Models are made once, and whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talktrack.core import prompts
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.models.build import Recipe, as_text, build, build_one
from talktrack.world.models.training import Say, TrainingCard

CARD = TrainingCard(
    model="toy",
    seed=1,
    parameters=1,
    steps=[1],
    losses=[1.0],
    held_out_steps=[1],
    held_out_losses=[1.0],
    seconds=0.0,
    plateau=True,
)


def _make(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    (into / "weights").write_text(f"{material} {seed}", encoding="utf-8")
    return CARD


def _fail(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    (into / "weights").write_text("half", encoding="utf-8")
    raise RuntimeError


TOY = Recipe(material=lambda _: ["text"], make=_make, code=(), origin=())


def _silent(_: str) -> None:
    return


def test_an_up_to_date_model_is_not_made_again(tmp_path: Path) -> None:
    """The second build touches nothing."""
    said: list[str] = []
    build_one(TOY, tmp_path / "toy", 1, _silent)

    build_one(replace(TOY, make=_fail), tmp_path / "toy", 1, said.append)

    assert said == ["up to date"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source file that a test can change."""
    path = tmp_path / "source.py"
    path.write_text("a = 1", encoding="utf-8")
    return path


def test_another_seed_makes_it_again(tmp_path: Path) -> None:
    """The seed is part of what a model is made from."""
    build_one(TOY, tmp_path / "toy", 1, _silent)

    build_one(TOY, tmp_path / "toy", 2, _silent)

    assert (tmp_path / "toy" / "weights").read_text(encoding="utf-8") == "['text'] 2"


def test_changed_code_makes_it_again(tmp_path: Path, source: Path) -> None:
    """So is the code that trains it."""
    recipe = replace(TOY, code=(source,))
    build_one(recipe, tmp_path / "toy", 1, _silent)
    source.write_text("a = 2", encoding="utf-8")

    with pytest.raises(RuntimeError):
        build_one(replace(recipe, make=_fail), tmp_path / "toy", 1, _silent)


def test_other_texts_make_it_again(tmp_path: Path, source: Path) -> None:
    """So are its texts, looked at when a file they come from has changed."""
    recipe = replace(TOY, origin=(source,))
    build_one(recipe, tmp_path / "toy", 1, _silent)
    source.write_text("a = 2", encoding="utf-8")

    build_one(replace(recipe, material=lambda _: ["other"]), tmp_path / "toy", 1, _silent)

    assert (tmp_path / "toy" / "weights").read_text(encoding="utf-8") == "['other'] 1"


def test_equal_texts_from_a_changed_file_are_enough(tmp_path: Path, source: Path) -> None:
    """A change of the world that leaves the texts alone costs no training, and is remembered."""
    recipe = replace(TOY, origin=(source,))
    build_one(recipe, tmp_path / "toy", 1, _silent)
    source.write_text("a = 2", encoding="utf-8")
    said: list[str] = []
    build_one(replace(recipe, make=_fail), tmp_path / "toy", 1, said.append)

    build_one(replace(recipe, make=_fail), tmp_path / "toy", 1, said.append)

    assert said == ["up to date: its texts are the same", "up to date"]


def test_the_causal_model_reads_dialogues_as_prompts_write_them() -> None:
    """Pretraining and prompts put the same marker before a turn."""
    dialogue = as_text([("seller", "Hi."), ("prospect", "Hello.")])

    assert prompts.draft("closing", [prompts.Line("seller", "Hi."), prompts.Line("prospect", "Hello.")]).endswith(
        f"{dialogue}<|answer|>"
    )


def test_a_failed_build_leaves_no_directory(tmp_path: Path) -> None:
    """What was half made is never taken for whole."""
    with pytest.raises(RuntimeError):
        build_one(replace(TOY, make=_fail), tmp_path / "toy", 1, _silent)

    assert not (tmp_path / "toy").exists()


def test_a_failed_rebuild_keeps_the_old_model(tmp_path: Path) -> None:
    """The old directory is replaced only by a whole new one."""
    build_one(TOY, tmp_path / "toy", 1, _silent)

    with pytest.raises(RuntimeError):
        build_one(replace(TOY, make=_fail), tmp_path / "toy", 2, _silent)

    assert (tmp_path / "toy" / "weights").read_text(encoding="utf-8") == "['text'] 1"


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """The message lists the models there are."""
    with pytest.raises(ConfigurationInvalidError, match=r"no model called parrot: choose from encoder, causal"):
        build(tmp_path, ["parrot"])
