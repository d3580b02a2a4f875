"""A causal model of a few thousand weights, and rows to train on, for tests of training."""

from __future__ import annotations

from pathlib import Path

from talktrack.core.ports import LoraSettings, Weighted
from talktrack.core.prompts import END
from talktrack.world.models.causal import CausalSettings, make_causal
from talktrack.world.models.training import Plan

SIZE = CausalSettings(
    vocabulary=300,
    hidden=16,
    layers=2,
    heads=2,
    context=128,
    block=32,
    batch_blocks=1,
    plan=Plan(most_steps=2, learning_rate=1e-2, cooldown_steps=1),
)
TEXTS = [f"<|seller|> How is quarter {n}?\n<|prospect|> Number {n} was fine." for n in range(12)]
ROWS = [
    Weighted(
        prompt=f"<|seller|> How is quarter {n}?\n<|prospect|>",
        completion=f" Number {n} was fine.{END}",
        weight=1 / (1 + n % 3),
        rejected=f" It was bad.{END}" if n % 4 == 0 else "",
    )
    for n in range(20)
]
VALIDATION = [
    Weighted(f"<|seller|> How is quarter {n}?\n<|prospect|>", f" Number {n} was fine.{END}") for n in (90, 91)
]
SETTINGS = LoraSettings(
    rank=2, learning_rate=1e-2, epochs=5, batch_size=4, max_tokens=64, checkpoint_every=1, validate_every=3
)
STEPS = 25


def made(directory: Path) -> Path:
    """Make the model in a directory and return it."""
    make_causal(TEXTS, directory, seed=1, settings=SIZE)
    return directory
