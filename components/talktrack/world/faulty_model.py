"""A language model that fails now and then: what a broken candidate in the demo and in tests is made of."""

from __future__ import annotations

import random
from collections.abc import Sequence

from talktrack.core.ports import AnsweringModel, Listener
from talktrack.world.wrapped_model import WrappedModel


class FaultyModel(WrappedModel):
    """A seeded share of the wrapped model's `generate` calls raises, after the first ones that warm it up.

    Calls for adapters whose name begins with `sound` never fail.
    """

    def __init__(
        self, model: AnsweringModel, share: float, seed: int = 7, healthy_calls: int = 2, sound: str = "\0"
    ) -> None:
        """Wrap the real model."""
        super().__init__(model)
        self._share = share
        self._random = random.Random(seed)
        self._healthy_calls = healthy_calls
        self._sound = sound

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer as the real model does, or fail."""
        if not adapter.startswith(self._sound):
            self._healthy_calls -= 1
            if self._healthy_calls < 0 and self._random.random() < self._share:
                raise RuntimeError("this model was made to fail")
        return super().generate(prompts, adapter, max_new_tokens, listener)
