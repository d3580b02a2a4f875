"""Token classifiers by transformers: one label per word, for any checkpoint that was trained to punctuate or to name.

A model is a local directory, or a Hugging Face id with a revision. Weights are safetensors, code that comes with a
model never runs, and a model that cannot be used stops the work before it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.token_batches import batches

if TYPE_CHECKING:
    import torch

TOKEN_BUDGET = 8192
"""Tokens of one batch, padding included: bounds the memory, whatever the number and the length of texts."""
LONGEST_TOKENS = 512
OVERLAP = 8
"""A window shares an eighth of its tokens with the next one; each word is judged where it has more around it."""
_WORD = re.compile(r"\S+")


class LabelledWord(NamedTuple):
    """The word at text[start:end] with the labels of its first and of its last token; score in [0, 1] of the last."""

    start: int
    end: int
    first: str
    last: str
    score: float


@dataclass(frozen=True)
class _Window:
    """Tokens that the model sees at once: of which text, their ids, and their places in it but for special ones."""

    text: int
    ids: list[int]
    places: list[tuple[int, int] | None]


class TokenClassifier:
    """Labels of words, in batches of bounded size."""

    def __init__(self, name: str, revision: str | None) -> None:
        """Load tokenizer and weights on the processor."""
        from transformers import AutoModelForTokenClassification, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        self._tokenizer = AutoTokenizer.from_pretrained(name, revision=revision, trust_remote_code=False)
        if not self._tokenizer.is_fast:
            raise ValueError("no fast tokenizer")
        self._model = AutoModelForTokenClassification.from_pretrained(
            name, revision=revision, trust_remote_code=False, use_safetensors=True
        ).eval()
        positions = int(getattr(self._model.config, "max_position_embeddings", LONGEST_TOKENS) or LONGEST_TOKENS)
        self._longest = min(int(self._tokenizer.model_max_length), LONGEST_TOKENS, positions)
        self.labels: list[str] = [label for _, label in sorted(self._model.config.id2label.items())]

    def label(self, texts: Sequence[str]) -> list[list[LabelledWord]]:
        """Return the labels of every whitespace-separated word of every text."""
        words = [[match.span() for match in _WORD.finditer(text)] for text in texts]
        found: list[dict[int, tuple[int, LabelledWord]]] = [{} for _ in texts]
        windows = [window for index, text in enumerate(texts) for window in self._windows(index, text)]
        for places in batches([len(window.ids) for window in windows], TOKEN_BUDGET):
            batch = [windows[place] for place in places]
            for window, scores in zip(batch, self._scores(batch), strict=True):
                _keep(found[window.text], self._judged(window, scores, words[window.text]))
        return [[word for _, (_, word) in sorted(one.items())] for one in found]

    def _windows(self, index: int, text: str) -> Iterator[_Window]:
        """Yield a text's tokens in pieces that fit the model and overlap."""
        if not text.strip():
            return
        pieces = self._tokenizer(
            text,
            truncation=True,
            max_length=self._longest,
            stride=self._longest // OVERLAP,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        marks = zip(pieces["offset_mapping"], pieces["special_tokens_mask"], strict=True)
        for ids, (offsets, special) in zip(pieces["input_ids"], marks, strict=True):
            places = [None if mark else place for place, mark in zip(offsets, special, strict=True)]
            yield _Window(index, ids, places)

    def _scores(self, batch: Sequence[_Window]) -> Iterator[torch.Tensor]:
        """Yield the probabilities of each window, shape (tokens, labels)."""
        import torch

        inputs = self._tokenizer.pad({"input_ids": [window.ids for window in batch]}, return_tensors="pt")
        with torch.inference_mode():
            scores = self._model(**inputs).logits.float().softmax(dim=-1)
        padded_left = self._tokenizer.padding_side == "left"
        for window, row in zip(batch, scores, strict=True):
            size = len(window.ids)
            yield row[-size:] if padded_left else row[:size]

    def _judged(
        self, window: _Window, scores: torch.Tensor, words: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, LabelledWord]]:
        """Yield (number of the word, tokens between it and the window's nearer edge, its labels)."""
        best = scores.max(dim=-1)
        chosen, sure = best.indices.tolist(), best.values.tolist()
        for number, tokens in _by_word(window.places, words):
            start, end = words[number]
            first, last = tokens[0], tokens[-1]
            room = min(first, len(window.ids) - 1 - last)
            yield (
                number,
                room,
                LabelledWord(start, end, self.labels[chosen[first]], self.labels[chosen[last]], sure[last]),
            )


def open_token_classifier(model: str) -> TokenClassifier:
    """Load a token classifier from a directory or ``name@revision``.

    Raises:
        ConfigurationInvalidError: it is neither a directory nor a name with a revision, transformers is missing, or the
            model cannot be loaded from safetensors with a fast tokenizer and without code of its own.
    """
    name, _, revision = model.partition("@")
    local = Path(name).is_dir()
    if not local and not revision:
        message = f"token classifier {model!r} is not a directory: give one, or a Hugging Face id as name@revision."
        raise ConfigurationInvalidError(message)
    if local and not any(Path(name).glob("*.safetensors")):
        raise ConfigurationInvalidError(f"token classifier {name} has no safetensors weights: convert it first.")
    try:
        return TokenClassifier(name, None if local else revision)
    except ImportError as missing:
        raise ConfigurationInvalidError("transformers is not installed: install talktrack[model].") from missing
    except Exception as failure:
        message = f"cannot load token classifier {name} ({type(failure).__name__}): check its files and its revision."
        raise ConfigurationInvalidError(message) from failure


def _by_word(
    places: Sequence[tuple[int, int] | None], words: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, list[int]]]:
    """Yield the numbers of words with those of their tokens; a token belongs where its last character is."""
    tokens: dict[int, list[int]] = {}
    number = 0
    for token, place in enumerate(places):
        if place is None or place[0] == place[1]:
            continue
        while number < len(words) and words[number][1] < place[1]:
            number += 1
        if number < len(words):
            tokens.setdefault(number, []).append(token)
    yield from tokens.items()


def _keep(found: dict[int, tuple[int, LabelledWord]], judged: Iterator[tuple[int, int, LabelledWord]]) -> None:
    """Keep of every word the judgement that had most room around it."""
    for number, room, word in judged:
        if number not in found or found[number][0] < room:
            found[number] = (room, word)
