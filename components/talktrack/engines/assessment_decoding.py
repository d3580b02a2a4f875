"""Assessments that are always ones: a language model writes, and what is no assessment is chosen field by field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from talktrack.core import assessment
from talktrack.core.assessment import Assessment
from talktrack.core.ports import AnsweringModel, Listener, Weighted
from talktrack.core.prompts import opening, task_of
from talktrack.core.sales_labels import QUESTIONS


class AssessmentDecoding:
    """A language model whose answers to assess prompts are valid JSON; in all else it is the model that it wraps.

    An assessment that is valid as the model wrote it stays. Of any other one the model is asked which of the allowed
    levels, and then which of the question classes, it holds most likely (mean log likelihood per token, the first of
    equals), and then for a suggestion behind them; one that does not end as a string in JSON is left out.
    """

    def __init__(self, model: AnsweringModel) -> None:
        """Wrap a model; identity and weights are its own."""
        self._model = model
        self.base_id = model.base_id
        self.tokenizer_sha256 = model.tokenizer_sha256

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Continue each prompt as the model does; answers to assess prompts are valid assessments, heard at the end."""
        asks = [_asks(prompt) for prompt in prompts]
        heard = None if listener is None else lambda place, text: asks[place] or listener(place, text)
        said = self._model.generate(prompts, adapter, max_new_tokens, heard)
        broken = [at for at in range(len(prompts)) if asks[at] and assessment.read(said[at]) is None]
        chosen = self._chosen([prompts[at] for at in broken], adapter, max_new_tokens)
        for at, one in zip(broken, chosen, strict=True):
            said[at] = assessment.written(one)
        return said

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Score as the model does."""
        return self._model.losses(rows, adapter)

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load as the model does."""
        self._model.load_adapter(name, directory)

    def _chosen(self, asked: Sequence[str], adapter: str, max_new_tokens: int) -> list[Assessment]:
        """Return the likeliest assessment for each prompt, field by field."""
        if not asked:
            return []
        begun = [assessment.begun()] * len(asked)
        levels = self._likeliest(asked, begun, [str(level) for level in assessment.LEVELS], adapter)
        begun = [assessment.begun(int(level)) for level in levels]
        classes = self._likeliest(asked, begun, list(QUESTIONS), adapter)
        begun = [assessment.begun(int(level), name) for level, name in zip(levels, classes, strict=True)]
        further = self._model.generate(_opened(asked, begun), adapter, max_new_tokens)
        return [_ended(start, rest) for start, rest in zip(begun, further, strict=True)]

    def _likeliest(self, asked: Sequence[str], begun: Sequence[str], values: Sequence[str], adapter: str) -> list[str]:
        """Return the value that the model holds most likely behind each prompt and what is written so far."""
        rows = [Weighted(prompt, value) for prompt in _opened(asked, begun) for value in values]
        losses = self._model.losses(rows, adapter)
        groups = (losses[at : at + len(values)] for at in range(0, len(rows), len(values)))
        return [values[group.index(min(group))] for group in groups]


def _asks(prompt: str) -> bool:
    return task_of(prompt) == assessment.TASK


def _opened(asked: Sequence[str], begun: Sequence[str]) -> list[str]:
    return [prompt + opening(start) for prompt, start in zip(asked, begun, strict=True)]


def _ended(begun: str, further: str) -> Assessment:
    """Return what is begun with its one suggestion, or without any where that is empty or no string of JSON."""
    suggestion, closed, _ = further.partition('"')
    found = assessment.read(f'{begun}{suggestion.strip()}"]}}') if suggestion.strip() and closed else None
    bare = assessment.read(begun.removesuffix('"') + "]}")
    assert bare is not None
    return found or bare
