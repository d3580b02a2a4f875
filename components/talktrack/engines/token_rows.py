"""Texts as rows of tokens that fit a model: which sum each token's vector goes to, and how much it counts there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Passage
from talktrack.core.windows import windows

OVERLAP = 32
"""How many tokens before a window's beginning are read once more, rounded down to whole turns."""

NOWHERE = -1


@dataclass(frozen=True)
class Row:
    """Tokens that go through the model together; `owners` names a sum for each token, or `NOWHERE`."""

    tokens: list[int]
    owners: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]


class TokenRows:
    """Makes rows for one tokenizer and one greatest length."""

    def __init__(self, tokenizer: Any, max_tokens: int) -> None:
        """Find out what the tokenizer puts around a text."""
        self._tokenizer = tokenizer
        self._before, self._behind = _special(tokenizer)
        self.window = max_tokens - len(self._before) - len(self._behind)

    def of_texts(self, texts: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of texts of which each has a sum of its own; special tokens count like any other.

        A text that is longer than the window is read in several.
        """
        found = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        for owner, ids in enumerate(found):
            for start in range(0, max(1, len(ids)), self.window):
                tokens = [*self._before, *ids[start : start + self.window], *self._behind]
                yield Row(tokens, np.full(len(tokens), owner), np.ones(len(tokens), dtype=np.float32))

    def of_passage(self, passage: Passage, window: int, first_owner: int) -> Iterator[Row]:
        """Yield a passage's windows; a token that several windows hold counts in part in each.

        The sums of the passage's spans are numbered from `first_owner` on. Special tokens count nowhere.
        """
        read = self._tokenizer(passage.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        begins = np.array([begin for begin, _ in read["offset_mapping"]], dtype=np.int64)
        owners = np.searchsorted(np.array([start for start, _ in passage.spans]), begins, side="right") - 1
        cuts = sorted(set(np.searchsorted(begins, passage.cuts).tolist()))
        size = min(window, self.window)
        spans = list(windows(len(begins), cuts, size, min(OVERLAP, size // 4)))
        weights = _weights(len(begins), spans)
        for start, end in spans:
            inside = np.where(owners[start:end] < 0, NOWHERE, owners[start:end] + first_owner)
            yield self._framed(read["input_ids"][start:end], inside, weights[start:end])

    def _framed(self, tokens: list[int], owners: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]) -> Row:
        around = len(self._before), len(self._behind)
        return Row(
            [*self._before, *tokens, *self._behind],
            np.pad(owners, around, constant_values=NOWHERE),
            np.pad(weights, around),
        )


def _weights(length: int, spans: Sequence[tuple[int, int]]) -> npt.NDArray[np.float32]:
    """Return for each token one over the number of windows that hold it."""
    changes = np.zeros(length + 1)
    for start, end in spans:
        changes[start] += 1
        changes[end] -= 1
    return (1.0 / np.maximum(np.cumsum(changes[:-1]), 1.0)).astype(np.float32)


def _special(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Return the tokens that the tokenizer puts before and behind a text."""
    plain, whole = tokenizer("a", add_special_tokens=False)["input_ids"], tokenizer("a")["input_ids"]
    place = whole.index(plain[0])
    return whole[:place], whole[place + len(plain) :]
