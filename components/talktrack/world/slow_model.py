"""A language model that takes its time: what a latency regression in tests is made of."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from talktrack.core.ports import AnsweringModel, Listener, Weighted


class SlowModel:
    """Wraps a real model; each `generate` call takes so many seconds more."""

    def __init__(self, model: AnsweringModel, seconds: float) -> None:
        """Keep the real model; identity and weights are its own."""
        self._model = model
        self._seconds = seconds
        self.base_id = model.base_id
        self.tokenizer_sha256 = model.tokenizer_sha256

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Score as the real model does."""
        return self._model.losses(rows, adapter)

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer late."""
        time.sleep(self._seconds)
        return self._model.generate(prompts, adapter, max_new_tokens, listener)

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load as the real model does."""
        self._model.load_adapter(name, directory)
