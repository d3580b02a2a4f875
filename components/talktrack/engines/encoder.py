"""Sentence encoders by sentence-transformers: a local directory, or a Hugging Face id with a revision."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Passage, Vectors
from talktrack.engines.embedding_endpoint import EndpointEncoder, is_endpoint
from talktrack.engines.encoder_card import CARD, EncoderCard, read_card
from talktrack.engines.mean_pooled import mean_pooled
from talktrack.engines.sentence_model import loaded

BATCH = 64
SHAPING = frozenset({"config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json"})


def open_encoder(model: str) -> SentenceEncoder | EndpointEncoder:
    """Load an encoder from a directory or ``name@revision``, or reach a service at ``https://host/v1#model``.

    An encoder of which the card says so reads conversations in one pass.

    Raises:
        ConfigurationInvalidError: it is none of these, or cannot be loaded.
        StoreUnavailableError: the service cannot be reached.
    """
    if is_endpoint(model):
        return EndpointEncoder(model)
    name, _, revision = model.partition("@")
    local = bool(name) and Path(name).is_dir()
    if not local and not revision:
        message = f"encoder {model!r} is not a directory: give a directory, a Hugging Face id as name@revision, or https://host/v1#model."
        raise ConfigurationInvalidError(message)
    if not local:
        return SentenceEncoder(name, revision, f"{name}-{revision}")
    version, card = f"{Path(name).name}-{_digest(Path(name))}", read_card(Path(name))
    made = OnePassSentenceEncoder if card.window_tokens else SentenceEncoder
    return made(name, None, version, card)


class SentenceEncoder:
    """The `Encoder` port over a SentenceTransformer, each text encoded on its own.

    A model that averages its tokens runs in our batches, and texts of any length are read whole. Any other model runs
    as sentence-transformers does it, which cuts a text at the model's greatest length.
    """

    def __init__(self, name: str, revision: str | None, version: str, card: EncoderCard | None = None) -> None:
        """Load weights from safetensors; nothing is downloaded for a local directory."""
        self._model = loaded(name, revision)
        self._averaged = mean_pooled(self._model)
        self.version = f"{version}-mean" if self._averaged else version
        self.card = card or EncoderCard()
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._averaged:
            return self._averaged.encode(texts)
        vectors = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


class OnePassSentenceEncoder(SentenceEncoder):
    """The `OnePassEncoder` port, for a model whose card says that one pass finds as well as text by text."""

    def __init__(self, name: str, revision: str | None, version: str, card: EncoderCard) -> None:
        """Load the model.

        Raises:
            ConfigurationInvalidError: the model does more than average its tokens.
        """
        super().__init__(name, revision, version, card)
        if self._averaged is None:
            message = f"encoder {name} cannot read in one pass, since it does not average its tokens: remove {CARD}."
            raise ConfigurationInvalidError(message)
        self._mean = self._averaged
        self.version = f"{version}-pass{card.window_tokens}"

    def token_sums(self, passages: Sequence[Passage]) -> list[Vectors]:
        """Return for each passage the sums of its spans' token vectors, of shape (len(spans), dimension), float32."""
        return self._mean.token_sums(passages, self.card.window_tokens)


def _digest(directory: Path) -> str:
    """Return the digest of all files that the vectors depend on: weights, modules, tokenizer."""
    digest = hashlib.sha256()
    for file in sorted(directory.rglob("*")):
        if file.suffix == ".safetensors" or file.name in SHAPING:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
