"""A stand-in for an embedding service, over real HTTP on loopback.

Rules from https://platform.openai.com/docs/api-reference/embeddings/create: POST /v1/embeddings with a model and an
input of 1 to 2048 strings that are not empty; the answer lists embeddings with the index of their input. What the
document does not say answers 501.
"""

from __future__ import annotations

from typing import Any, Self
from zlib import crc32

import numpy as np

from talktrack.world.loopback import Answer, Loopback, Request

MODEL = "text-embedding-3-small"
DIMENSION = 1536
MOST_INPUTS, MOST_CHARACTERS = 2048, 32_000
KNOWN = frozenset({"model", "input", "encoding_format", "dimensions", "user"})


class EmbeddingApi:
    """The service; use as a context manager. `statuses` are given to the next calls instead of an answer."""

    def __init__(self, key: str = "") -> None:
        """Begin without faults; with a key, callers must bear it."""
        self.statuses: list[int] = []
        self.inputs: list[int] = []
        self._key = key
        self._loopback = Loopback(self._answer)

    @property
    def reference(self) -> str:
        """Return what to name as the encoder."""
        return f"{self._loopback.url}/v1#{MODEL}"

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._loopback.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._loopback.stop()

    def _answer(self, request: Request) -> Answer:
        if (request.method, request.path) != ("POST", "/v1/embeddings") or set(request.body) - KNOWN:
            return _error(501, "not modelled")
        if self.statuses:
            return _error(self.statuses.pop(0), "planted")
        if self._key and request.headers.get("authorization") != f"Bearer {self._key}":
            return _error(401, "invalid_api_key")
        return self._embedded(request.body)

    def _embedded(self, body: dict[str, Any]) -> Answer:
        texts = body.get("input")
        if body.get("model") != MODEL:
            return _error(404, "model_not_found")
        if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_INPUTS or not all(texts):
            return _error(400, "input must be 1 to 2048 strings that are not empty")
        if any(len(text) > MOST_CHARACTERS for text in texts):
            return _error(400, "input is longer than the model's window")
        self.inputs.append(len(texts))
        data = [{"object": "embedding", "index": n, "embedding": _vector(text)} for n, text in enumerate(texts)]
        return Answer(200, {"object": "list", "model": MODEL, "data": data[::-1]})


def _vector(text: str) -> list[float]:
    """Return a unit vector: the sum of one direction a word."""
    vector = np.full(DIMENSION, 1e-3)
    for word in text.lower().split():
        vector += np.random.default_rng(crc32(word.encode())).normal(size=DIMENSION)
    unit: list[float] = (vector / np.linalg.norm(vector)).tolist()
    return unit


def _error(status: int, message: str) -> Answer:
    return Answer(status, {"error": {"message": message, "type": "invalid_request_error"}})
