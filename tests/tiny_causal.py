"""A causal model of thirty thousand weights, made from configuration and trained for a few steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talktrack.world.models.causal import CausalSettings, make_causal
from talktrack.world.models.training import Plan

TEXTS = [f"<|seller|> How is quarter {n}?\n<|prospect|> Number {n} was fine." for n in range(12)]


def make_tiny(directory: Path, texts: Sequence[str] = TEXTS, *, steps: int) -> Path:
    """Make the model in a directory and return it."""
    settings = CausalSettings(
        vocabulary=300,
        hidden=32,
        layers=2,
        heads=2,
        context=256,
        block=64,
        plan=Plan(most_steps=steps, learning_rate=1e-2, cooldown_steps=1),
    )
    make_causal(texts, directory, seed=1, settings=settings)
    return directory
