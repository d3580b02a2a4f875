"""Embeddings as a few numbers: places along the reference's main directions, and closeness to its centre."""

from __future__ import annotations

import msgspec
import numpy as np

from talktrack.operations.drift.distances import Floats

AXES = 8
STORED_NUMBERS = 12_000
DIGITS = 5


class Axes(msgspec.Struct, frozen=True, kw_only=True):
    """Centre and main directions (unit length) of the reference's embeddings, all of one length.

    `collection` names the encoder that made them; vectors of another one cannot be compared.
    """

    collection: str
    center: list[float]
    directions: list[list[float]]


def fit(vectors: Floats, collection: str) -> Axes:
    """Return the mean and the leading principal directions (Pearson 1901) of rows; fewer for very long vectors."""
    center = vectors.mean(axis=0)
    fitting = max(1, min(AXES, STORED_NUMBERS // vectors.shape[1] - 1))
    _, _, directions = np.linalg.svd(vectors - center, full_matrices=False)
    return Axes(
        collection=collection,
        center=center.round(DIGITS).tolist(),
        directions=directions[:fitting].round(DIGITS).tolist(),
    )


def project(axes: Axes, vectors: Floats) -> dict[str, Floats]:
    """Return each row's place along every direction, and its cosine with the centre as ``embedding_centrality``."""
    center = np.array(axes.center)
    along = (vectors - center) @ np.array(axes.directions).T
    lengths = np.linalg.norm(vectors, axis=1) * max(float(np.linalg.norm(center)), 1e-12)
    numbers = {f"embedding_axis_{index + 1}": along[:, index] for index in range(along.shape[1])}
    return numbers | {"embedding_centrality": vectors @ center / np.maximum(lengths, 1e-12)}


def comparable(axes: Axes, vectors: Floats | None, collection: str) -> bool:
    """Return whether rows can be projected: same encoder, same length."""
    return vectors is not None and collection == axes.collection and vectors.shape[1] == len(axes.center)
