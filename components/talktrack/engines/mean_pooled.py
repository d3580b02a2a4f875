"""A transformer whose token vectors are averaged: batches of like length, the faster precision, nothing cut off."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from talktrack.core.ports import Vectors
from talktrack.core.token_batches import batches

TOKENS_PER_BATCH = 4096
PROBE_ROWS, PROBE_TOKENS, PROBES = 8, 128, 4
MANY_TOKENS = 8 * PROBE_ROWS * PROBE_TOKENS * PROBES
"""A job of this size is worth a probe of both precisions; a question is answered before one has ended."""
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
    """Encodes texts in float32, from the first long job on in bfloat16 where that is faster; means are float32."""

    def __init__(self, transformer: Any, tokenizer: Any, max_tokens: int) -> None:
        """Keep the transformer as it is until a job is long enough to try another precision."""
        self._tokenizer = tokenizer
        self._before, self._behind = _special(tokenizer)
        self._window = max_tokens - len(self._before) - len(self._behind)
        self._model = transformer.eval()
        self._probed = False
        self._dimension = int(self._model.config.hidden_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension).

        A text that is longer than the model's window is read in several, and its mean is taken over all its tokens.
        """
        rows, owners = self._rows(texts)
        self._probe(sum(map(len, rows)))
        sums = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for group in batches([len(row) for row in rows], TOKENS_PER_BATCH):
            np.add.at(sums, [owners[place] for place in group], self._sums([rows[place] for place in group]))
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def _probe(self, tokens: int) -> None:
        if tokens >= MANY_TOKENS and not self._probed:
            self._model = _faster(self._model, self._window)
            self._probed = True

    def _rows(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        """Return rows of tokens that fit the model, and which text each is of."""
        rows, owners = list[list[int]](), list[int]()
        found = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        for owner, ids in enumerate(found):
            for start in range(0, max(1, len(ids)), self._window):
                rows.append([*self._before, *ids[start : start + self._window], *self._behind])
                owners.append(owner)
        return rows, owners

    def _sums(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Return the sum of each row's token vectors, of shape (len(rows), dimension)."""
        import torch

        padded = self._tokenizer.pad({"input_ids": list(rows)}, return_tensors="pt").to(self._model.device)
        with torch.inference_mode():
            seen = self._model(**padded).last_hidden_state
            sums: Vectors = torch.einsum("rtd,rt->rd", seen.float(), padded["attention_mask"].float()).cpu().numpy()
        return sums


def _special(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Return the tokens that the tokenizer puts before and behind a text."""
    plain, whole = tokenizer("a", add_special_tokens=False)["input_ids"], tokenizer("a")["input_ids"]
    place = whole.index(plain[0])
    return whole[:place], whole[place + len(plain) :]


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
