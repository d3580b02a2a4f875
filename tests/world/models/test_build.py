"""Models are made once, and whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.models.build import Recipe, build, build_one
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


TOY = Recipe(material=lambda _: ["text"], make=_make, sources=())


def _silent(_: str) -> None:
    return


def test_an_up_to_date_model_is_not_made_again(tmp_path: Path) -> None:
    """The second build touches nothing."""
    said: list[str] = []
    build_one(TOY, tmp_path / "toy", 1, _silent)

    build_one(replace(TOY, make=_fail), tmp_path / "toy", 1, said.append)

    assert said == ["up to date"]


@pytest.mark.parametrize(("words", "seed"), [(["other"], 1), (["text"], 2)])
def test_other_texts_or_seed_make_it_again(tmp_path: Path, words: list[str], seed: int) -> None:
    """Whatever the model depends on is in its digest."""
    build_one(TOY, tmp_path / "toy", 1, _silent)

    build_one(replace(TOY, material=lambda _: words), tmp_path / "toy", seed, _silent)

    assert f"{words} {seed}" == (tmp_path / "toy" / "weights").read_text(encoding="utf-8")


def test_a_changed_source_makes_it_again(tmp_path: Path) -> None:
    """The code that makes the model is in its digest."""
    source = tmp_path / "toy.py"
    source.write_text("a = 1", encoding="utf-8")
    recipe = replace(TOY, sources=(source,))
    before = recipe.digest([], 1)
    source.write_text("a = 2", encoding="utf-8")

    after = recipe.digest([], 1)

    assert before != after


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
