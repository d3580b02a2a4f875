"""A language model that fails now and then: what a broken candidate in the demo and in tests is made of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from talktrack.core.ports import AnsweringModel, Listener, Weighted


class FaultyModel:
    """Wraps a real model; a seeded share of `generate` calls raises, after the first ones that warm it up.

    Calls for adapters whose name begins with `sound` never fail.
    """

    def __init__(
        self, model: AnsweringModel, share: float, seed: int = 7, healthy_calls: int = 2, sound: str = "\0"
    ) -> None:
        """Keep the real model; identity and weights are its own."""
        self._model = model
        self._share = share
        self._random = random.Random(seed)
        self._healthy_calls = healthy_calls
        self._sound = sound
        self.base_id = model.base_id
        self.tokenizer_sha256 = model.tokenizer_sha256

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Score as the real model does."""
        return self._model.losses(rows, adapter)

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer as the real model does, or fail."""
        if adapter.startswith(self._sound):
            return self._model.generate(prompts, adapter, max_new_tokens, listener)
        self._healthy_calls -= 1
        if self._healthy_calls < 0 and self._random.random() < self._share:
            raise RuntimeError("this model was made to fail")
        return self._model.generate(prompts, adapter, max_new_tokens, listener)

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load as the real model does."""
        self._model.load_adapter(name, directory)
