"""A language model around another one: what tests and the demo change about a model, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talktrack.core.ports import AnsweringModel, Listener, Weighted


class WrappedModel:
    """Does all that the wrapped model does; identity and weights are its own."""

    def __init__(self, model: AnsweringModel) -> None:
        """Keep the real model."""
        self._model = model
        self.base_id = model.base_id
        self.tokenizer_sha256 = model.tokenizer_sha256

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Score as the real model does."""
        return self._model.losses(rows, adapter)

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer as the real model does."""
        return self._model.generate(prompts, adapter, max_new_tokens, listener)

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load as the real model does."""
        self._model.load_adapter(name, directory)
