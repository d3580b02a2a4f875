"""Linear heads over sentence vectors: what they are, how they judge, and how sure they are of it.

A head belongs to one version of the encoder and of the features; with others it says nothing. Confidence is that of
temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): of all labels given with confidence
0.8, about four fifths are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import sha256
from talktrack.core.turn_features import FEATURES_VERSION

SKILL = "skill"
TEMPERATURES = np.geomspace(0.25, 8.0, 61)
_DIGITS = 12

Features = npt.NDArray[np.float32]
Probabilities = npt.NDArray[np.float64]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """One classifier: `weights` has a row for each class and a column for each feature; `figures` are held-out."""

    kind: str
    classes: list[str]
    weights: list[list[float]]
    bias: list[float]
    temperature: float = 1.0
    figures: dict[str, float] = msgspec.field(default_factory=dict)


class Heads(msgspec.Struct, frozen=True, kw_only=True):
    """The heads of one tenant for one encoder; `conversations` is the version of the table that they learnt from."""

    encoder_version: str
    heads: list[Head]
    features_version: int = FEATURES_VERSION
    conversations: str = ""

    @property
    def version(self) -> str:
        """Return a name that is made of what the heads hold."""
        return f"heads-{sha256(msgspec.json.encode(self))[:_DIGITS]}"

    def fits(self, encoder_version: str) -> bool:
        """Tell whether these heads may judge vectors of this encoder."""
        return self.encoder_version == encoder_version and self.features_version == FEATURES_VERSION

    def by_kind(self) -> dict[str, Judge]:
        """Return the heads, ready to judge, by what they judge."""
        return {head.kind: Judge(head) for head in self.heads}


@dataclass(frozen=True)
class Fitted:
    """What a training found: a row of weights and a bias for each class."""

    classes: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    def scores(self, features: Features) -> Probabilities:
        """Return the score of each class, of shape (rows, classes)."""
        return np.asarray(features @ self.weights.T + self.bias, dtype=np.float64)


class HeadFitter(Protocol):
    """Trains one linear classifier."""

    def fit(self, features: Features, labels: Sequence[str]) -> Fitted:
        """Fit rows with their labels; there must be two classes."""
        ...


@dataclass(frozen=True)
class Judge:
    """A head as arrays."""

    head: Head

    @cached_property
    def _fitted(self) -> Fitted:
        head = self.head
        return Fitted(tuple(head.classes), np.array(head.weights, dtype=np.float32), np.array(head.bias))

    def probabilities(self, features: Features) -> Probabilities:
        """Return the calibrated probability of each class, of shape (rows, classes).

        Raises:
            ConfigurationInvalidError: these are not the features that the head was trained on.
        """
        if features.shape[1] != self._fitted.weights.shape[1]:
            wanted = self._fitted.weights.shape[1]
            message = f"head {self.head.kind} takes {wanted} features, not {features.shape[1]}: run train_heads."
            raise ConfigurationInvalidError(message)
        return softmax(self._fitted.scores(features) / self.head.temperature)

    def labels(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest class of each row with its confidence."""
        found = self.probabilities(features)
        best = found.argmax(axis=1) if len(found) else []
        return [(self.head.classes[place], float(row[place])) for row, place in zip(found, best, strict=True)]


def softmax(scores: Probabilities) -> Probabilities:
    """Return scores as shares of one, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def temperature_of(scores: Probabilities, classes: Sequence[str], labels: Sequence[str]) -> float:
    """Return the temperature under which held-out labels are likeliest; labels that no class bears are left out."""
    place = {name: at for at, name in enumerate(classes)}
    rows = [row for row, label in enumerate(labels) if label in place]
    if not rows:
        return 1.0
    right = np.array([place[labels[row]] for row in rows])
    losses = [-np.log(_taken(softmax(scores[rows] / t), right) + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _taken(probabilities: Probabilities, right: npt.NDArray[np.int64]) -> Probabilities:
    return probabilities[np.arange(len(right)), right]


def written(heads: Heads) -> bytes:
    """Return heads as JSON."""
    return msgspec.json.encode(heads)


def read(data: bytes) -> Heads:
    """Return heads from JSON.

    Raises:
        ConfigurationInvalidError: these are no heads.
    """
    try:
        return msgspec.json.decode(data, type=Heads)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigurationInvalidError(f"these are no heads ({error}): run train_heads again.") from error
