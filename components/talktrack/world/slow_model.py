"""A language model that takes its time: what a latency regression in tests is made of."""

from __future__ import annotations

import time
from collections.abc import Sequence

from talktrack.core.ports import AnsweringModel, Listener
from talktrack.world.wrapped_model import WrappedModel


class SlowModel(WrappedModel):
    """Each `generate` call of the wrapped model takes so many seconds more."""

    def __init__(self, model: AnsweringModel, seconds: float) -> None:
        """Wrap the real model."""
        super().__init__(model)
        self._seconds = seconds

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer late."""
        time.sleep(self._seconds)
        return super().generate(prompts, adapter, max_new_tokens, listener)
