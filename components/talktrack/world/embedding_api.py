"""A stand-in for an embedding service, over real HTTP on loopback.

Rules from https://platform.openai.com/docs/api-reference/embeddings/create: POST /v1/embeddings with a model and an
input of 1 to 2048 strings that are not empty; the answer lists embeddings with the index of their input. What the
document does not say answers 501.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np

from talktrack.world.json_service import Refused
from talktrack.world.loopback import Answer
from talktrack.world.openai_api import OpenAiApi

MODEL = "text-embedding-3-small"
DIMENSION = 1536
MOST_INPUTS, MOST_CHARACTERS = 2048, 32_000
KNOWN = frozenset({"model", "input", "encoding_format", "dimensions", "user"})


class EmbeddingApi(OpenAiApi):
    """The service; use as a context manager."""

    def __init__(self, key: str = "") -> None:
        """Begin without faults; with a key, callers must bear it."""
        super().__init__("embeddings", MODEL, KNOWN, key)
        self.inputs: list[int] = []

    def done(self, body: dict[str, Any]) -> Answer:
        """Embed one to 2048 strings."""
        texts = body.get("input")
        if body.get("model") != MODEL:
            raise Refused(404, "model_not_found")
        if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_INPUTS or not all(texts):
            raise Refused(400, "input must be 1 to 2048 strings that are not empty")
        if any(len(text) > MOST_CHARACTERS for text in texts):
            raise Refused(400, "input is longer than the model's window")
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
