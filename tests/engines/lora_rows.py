"""Rows and settings to train an adapter of the tiny causal model by."""

from __future__ import annotations

from pathlib import Path

from talktrack.core.ports import LoraSettings, Weighted
from talktrack.core.prompts import END
from tests.tiny_causal import make_tiny

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
    return make_tiny(directory, steps=2)
