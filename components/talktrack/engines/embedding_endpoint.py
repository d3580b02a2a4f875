"""Vectors from a service that speaks OpenAI's embedding interface: ``https://host/v1#model`` as an encoder's reference.

POST /embeddings with model, input and encoding_format (https://platform.openai.com/docs/api-reference/embeddings).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import Vectors
from talktrack.engines.encoder_card import EncoderCard

KEY_VARIABLE = "EMBEDDING_API_KEY"
TEXTS_PER_CALL, CHARACTERS_PER_CALL = 96, 200_000
CHARACTERS_PER_PIECE = 6_000
"""A text above this is read in pieces of whole words, far below the 8 192 tokens that an input may have."""

TIMEOUT_S = 60.0
PAUSES_S = (0.5, 2.0, 8.0)
BUSY = frozenset({408, 429, 500, 502, 503, 504})


def is_endpoint(reference: str) -> bool:
    """Tell whether a reference names a service and not a model."""
    return reference.startswith(("https://", "http://"))


class EndpointEncoder:
    """The `Encoder` port over an embedding service; texts leave this machine, redacted as everything embedded is."""

    def __init__(self, reference: str, sleep: Callable[[float], None] = time.sleep) -> None:
        """Ask for one vector, which tells the dimension; `sleep` waits between attempts.

        Raises:
            ConfigurationInvalidError: the reference names no model, or the service refuses the key or the model.
            StoreUnavailableError: the service cannot be reached.
        """
        import httpx

        url, _, model = reference.partition("#")
        if not model or not urlsplit(url).hostname:
            raise ConfigurationInvalidError(f"encoder {reference!r} names no model: write https://host/v1#model.")
        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(headers=headers, timeout=TIMEOUT_S, trust_env=False)
        self._url, self._model, self._sleep = f"{url.rstrip('/')}/embeddings", model, sleep
        self.card = EncoderCard()
        self.dimension = len(self._asked(["dimension"])[0])
        self.version = f"{urlsplit(url).hostname}-{model}-{self.dimension}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension); a long text's is the mean over its pieces by length."""
        pieces = [(owner, piece) for owner, text in enumerate(texts) for piece in _pieces(text)]
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for part in _calls(pieces):
            found = np.array(self._asked([piece for _, piece in part]), dtype=np.float32)
            lengths = np.array([len(piece) for _, piece in part], dtype=np.float32)
            np.add.at(sums, [owner for owner, _ in part], found * lengths[:, None])
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def _asked(self, texts: list[str]) -> list[list[float]]:
        """Return the service's vectors in the order of the texts."""
        asked = {"model": self._model, "input": texts, "encoding_format": "float"}
        for pause_s in (*PAUSES_S, None):
            status, body = self._posted(asked)
            if status < 400:  # noqa: PLR2004 - the first that says that something is wrong
                return self._vectors(body, len(texts))
            if status not in BUSY:
                message = f"{self._url} refused model {self._model} ({status}): check the reference and {KEY_VARIABLE}."
                raise ConfigurationInvalidError(message)
            if pause_s is not None:
                self._sleep(pause_s)
        raise StoreUnavailableError(f"{self._url} does not answer ({status}): try again later.")

    def _posted(self, asked: dict[str, Any]) -> tuple[int, Any]:
        """Return status and body; a connection that fails counts as a busy service."""
        import httpx

        try:
            answer = self._http.post(self._url, json=asked)
            return answer.status_code, answer.json() if answer.status_code < 400 else None  # noqa: PLR2004 - as above
        except (httpx.TransportError, ValueError):
            return 503, None

    def _vectors(self, body: Any, count: int) -> list[list[float]]:
        """Check an answer: as many finite vectors of one length as there were texts."""
        try:
            rows = sorted(body["data"], key=lambda row: row["index"])
            found = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (KeyError, TypeError, ValueError):
            found = np.zeros((0, 0), dtype=np.float32)
        fits = found.shape == (count, getattr(self, "dimension", found.shape[-1])) and found.size
        if not fits or not np.isfinite(found).all() or not np.abs(found).max(axis=1).all():
            message = f"{self._url} did not return one vector for each text: check that it speaks OpenAI's interface."
            raise ConfigurationInvalidError(message)
        vectors: list[list[float]] = found.tolist()
        return vectors


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that end between words; an empty one is a blank, since the service refuses it."""
    rest = text if text.strip() else " "
    while len(rest) > CHARACTERS_PER_PIECE:
        place = rest.rfind(" ", 1, CHARACTERS_PER_PIECE)
        place = place if place > 0 else CHARACTERS_PER_PIECE
        yield rest[:place]
        rest = rest[place:]
    yield rest


def _calls(pieces: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield pieces in lists that one call takes."""
    part, characters = list[tuple[int, str]](), 0
    for owner, piece in pieces:
        if part and (len(part) == TEXTS_PER_CALL or characters + len(piece) > CHARACTERS_PER_CALL):
            yield part
            part, characters = [], 0
        part.append((owner, piece))
        characters += len(piece)
    if part:
        yield part
