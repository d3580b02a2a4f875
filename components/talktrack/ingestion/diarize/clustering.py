"""How many voices there are and which vector belongs to which: pure numpy, linear in the number of vectors.

First k-means makes small groups, then average linkage joins the groups until the two most alike are too different to be
one voice. The sum of unit vectors stands for a group, so the average cosine between two groups is a product of sums and
no matrix of all pairs is ever made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.ports import Vectors

Labels = npt.NDArray[np.int64]
Sums = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClusterRule:
    """When two groups of vectors are one voice.

    `same_voice` is the least average cosine at which groups are joined. A voice that has less than `least_share` of all
    vectors is no voice but noise: its vectors go to the voice they are most like.
    """

    same_voice: float = 0.8
    least_share: float = 0.03
    most_voices: int = 8
    groups: int = 32
    rounds: int = 10
    sharpness: float = 10.0


@dataclass(frozen=True)
class Voices:
    """A voice number per vector, from 0 in order of appearance, and how certain each is, in [0, 1]."""

    labels: Labels
    certainty: npt.NDArray[np.float64]

    @property
    def count(self) -> int:
        """Return the number of voices."""
        return int(self.labels.max(initial=-1)) + 1


def cluster(vectors: Vectors, rule: ClusterRule) -> Voices:
    """Group unit vectors of shape (n, dimension) by voice."""
    if not len(vectors):
        return Voices(np.zeros(0, dtype=np.int64), np.zeros(0))
    groups = _groups(vectors, rule)
    merged = _merge(vectors, groups, rule)
    centres = _centres(vectors, merged)[_kept(merged, rule)]
    likeness = vectors @ centres.T
    labels = _by_appearance(likeness.argmax(axis=1))
    return Voices(labels, _certainty(likeness, rule.sharpness))


def _groups(vectors: Vectors, rule: ClusterRule) -> Labels:
    """Return small groups by spherical k-means, started from vectors that are far from each other."""
    chosen = [0]
    nearest = vectors @ vectors[0]
    while len(chosen) < min(rule.groups, len(vectors)):
        chosen.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, vectors @ vectors[chosen[-1]])
    centres = vectors[chosen]
    for _ in range(rule.rounds):
        labels = (vectors @ centres.T).argmax(axis=1)
        centres = _centres(vectors, np.unique(labels, return_inverse=True)[1]).astype(np.float32)
    return np.unique((vectors @ centres.T).argmax(axis=1), return_inverse=True)[1]


def _merge(vectors: Vectors, labels: Labels, rule: ClusterRule) -> Labels:
    """Join the two groups with the highest average cosine until it is too low and there are few enough voices."""
    names = np.arange(labels.max() + 1)
    sums, sizes = _sums(vectors, labels), np.bincount(labels).astype(np.float64)
    alive = len(names)
    while alive > 1:
        likeness = sums @ sums.T / np.maximum(np.outer(sizes, sizes), 1.0)
        likeness[np.tril_indices(len(sizes))] = -np.inf
        likeness[sizes == 0], likeness[:, sizes == 0] = -np.inf, -np.inf
        into, gone = np.unravel_index(int(likeness.argmax()), likeness.shape)
        if likeness[into, gone] < rule.same_voice and alive <= rule.most_voices:
            break
        sums[into] += sums[gone]
        sizes[into] += sizes[gone]
        sizes[gone] = 0.0
        names[names == gone] = into
        alive -= 1
    return np.unique(names[labels], return_inverse=True)[1]


def _kept(labels: Labels, rule: ClusterRule) -> npt.NDArray[np.bool_]:
    """Return which voices speak enough to be voices; the largest always does."""
    sizes = np.bincount(labels)
    return np.asarray((sizes >= rule.least_share * len(labels)) | (sizes == sizes.max()))


def _sums(vectors: Vectors, labels: Labels) -> Sums:
    member = np.equal.outer(np.arange(int(labels.max()) + 1), labels).astype(np.float32)
    return np.asarray(member @ vectors, dtype=np.float64)


def _centres(vectors: Vectors, labels: Labels) -> Sums:
    sums = _sums(vectors, labels)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9))


def _by_appearance(labels: Labels) -> Labels:
    """Number voices in the order in which they first speak."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first.argsort().argsort()[inverse])


def _certainty(likeness: npt.NDArray[np.float64], sharpness: float) -> npt.NDArray[np.float64]:
    """Return the softmax weight of the most alike voice."""
    weights = np.exp(sharpness * (likeness - likeness.max(axis=1, keepdims=True)))
    return np.asarray(1.0 / weights.sum(axis=1))
