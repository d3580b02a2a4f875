"""A Whisper that knows six sentences: made once, kept in pytest's cache, made again when its code changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from talktrack.world import voices
from talktrack.world.models import recordings, training, whisper
from talktrack.world.models.build import Recipe, build_one
from talktrack.world.models.training import Plan, Say, TrainingCard
from talktrack.world.models.whisper import WhisperSettings, make_whisper

SAID = voices.SENTENCES[4:10]
SETTINGS = WhisperSettings(
    width=64,
    heads=2,
    vocabulary=400,
    voices=12,
    positions=170,
    batch=12,
    plan=Plan(most_steps=175, learning_rate=3e-3, check_every=25, cooldown_steps=50, least_gain=0.003),
    full_plan=Plan(most_steps=8, learning_rate=5e-4, warmup_steps=2, check_every=8, cooldown_steps=8),
)


def _make(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    return make_whisper(material, into, seed, SETTINGS, say)


_CODE = tuple(Path(str(module.__file__)) for module in (voices, recordings, training, whisper))
RECIPE = Recipe(material=lambda _: list(SAID), make=_make, code=(*_CODE, Path(__file__)), origin=())


def small_whisper(cache: Path) -> Path:
    """Return the directory of the model below `cache`."""
    return build_one(RECIPE, cache / "whisper", seed=7, say=lambda _: None)
