"""A transformer whose token vectors are averaged: batches of like length, the faster precision, nothing cut off."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from talktrack.core.ports import Passage, Vectors
from talktrack.core.token_batches import batches
from talktrack.engines.token_rows import Row, TokenRows

TOKENS_PER_BATCH = 4096
PROBE_ROWS, PROBE_TOKENS, PROBES = 8, 128, 4
MANY_TOKENS = 8 * PROBE_ROWS * PROBE_TOKENS * PROBES
"""So much work is worth a probe of both precisions; a question is answered before one has ended."""
WORTH_IT = 0.8
"""bfloat16 is taken when it needs at most this share of float32's time."""


def mean_pooled(model: Any) -> MeanPooled | None:
    """Return the transformer of a SentenceTransformer that averages tokens and does nothing else to them, or None."""
    parts = [type(part).__name__ for part in model]
    averages = parts[:2] == ["Transformer", "Pooling"] and set(parts[2:]) <= {"Normalize"}
    if not averages or model[1].pooling_mode != "mean" or model.default_prompt_name or not model.tokenizer.is_fast:
        return None
    return MeanPooled(model[0].auto_model, model.tokenizer, int(model.max_seq_length))


class MeanPooled:
    """Encodes texts in float32, after the first many tokens in bfloat16 where that is faster; sums are float32."""

    def __init__(self, transformer: Any, tokenizer: Any, max_tokens: int) -> None:
        """Keep the transformer as it is until there was enough work to try another precision."""
        self._tokenizer = tokenizer
        self._rows = TokenRows(tokenizer, max_tokens)
        self._model = transformer.eval()
        self._tokens_seen, self._probed = 0, False
        self._dimension = int(transformer.config.hidden_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension).

        A text that is longer than the model's window is read in several, and its mean is taken over all its tokens.
        """
        sums = self._sums(list(self._rows.of_texts(texts)), len(texts))
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def token_sums(self, passages: Sequence[Passage], window: int) -> list[Vectors]:
        """Return the sums of the token vectors of each passage's spans, of shape (len(spans), dimension), float32.

        Each token is seen in a window of whole turns (late pooling, Guenther et al. 2024, arXiv:2409.04701) of at most
        `window` tokens. A token between two spans belongs to the one before it; one before the first counts nowhere.
        """
        places = np.cumsum([0, *(len(passage.spans) for passage in passages)])
        rows = [
            row
            for passage, place in zip(passages, places, strict=False)
            for row in self._rows.of_passage(passage, window, int(place))
        ]
        sums = self._sums(rows, int(places[-1]))
        return [sums[start:end] for start, end in pairwise(places)]

    def _sums(self, rows: Sequence[Row], count: int) -> Vectors:
        """Return the sums that the rows' tokens go to, of shape (count, dimension)."""
        import torch

        self._probe(sum(len(row.tokens) for row in rows))
        sums = torch.zeros(count + 1, self._dimension)
        for group in batches([len(row.tokens) for row in rows], TOKENS_PER_BATCH):
            self._add([rows[place] for place in group], sums)
        found: Vectors = sums[:count].numpy()
        return found

    def _add(self, rows: Sequence[Row], sums: Any) -> None:
        """Add a batch's token vectors to the sums; what counts nowhere goes to the last."""
        import torch

        padded = self._tokenizer.pad({"input_ids": [row.tokens for row in rows]}, return_tensors="pt")
        with torch.inference_mode():
            seen = self._model(**padded.to(self._model.device)).last_hidden_state.float().cpu()
            inside = padded["attention_mask"].cpu().bool()
            weights = torch.from_numpy(np.concatenate([row.weights for row in rows]))
            owners = torch.from_numpy(np.concatenate([row.owners for row in rows])) % len(sums)
            sums.index_add_(0, owners, seen[inside] * weights.unsqueeze(1))

    def _probe(self, tokens: int) -> None:
        self._tokens_seen += tokens
        if self._tokens_seen >= MANY_TOKENS and not self._probed:
            self._model = _faster(self._model, self._rows.window)
            self._probed = True


def _faster(transformer: Any, max_tokens: int) -> Any:
    """Return the transformer in bfloat16 if a short probe says that it is faster so, else as it is."""
    import torch

    half = copy.deepcopy(transformer).to(torch.bfloat16)
    return half if _seconds(half, max_tokens) < WORTH_IT * _seconds(transformer, max_tokens) else transformer


def _seconds(transformer: Any, max_tokens: int) -> float:
    """Return the shortest time of a few passes over a small batch."""
    import torch

    tokens = torch.ones(PROBE_ROWS, min(max_tokens, PROBE_TOKENS), dtype=torch.long, device=transformer.device)
    shortest = float("inf")
    with torch.inference_mode():
        for _ in range(PROBES):
            began = time.perf_counter()
            transformer(input_ids=tokens, attention_mask=torch.ones_like(tokens)).last_hidden_state.float().sum().item()
            shortest = min(shortest, time.perf_counter() - began)
    return shortest
