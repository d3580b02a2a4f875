"""Multinomial logistic regression by scikit-learn, as plain weights that need no library to be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Features, Fitted

STEPS = 200
OF_CALLS = 0.05
"""Strength for whole calls, of which there are few rows of few features."""
LEAST_SPREAD = 0.2
"""What is told seldom is not blown up to the size of what is told often."""


@dataclass(frozen=True)
class LogisticFitter:
    """The `HeadFitter` port: L-BFGS over features that are brought to one scale, which the weights then undo.

    A class counts as much as the square root of its rows: rare ones are heard, and a slip of an expert that makes a
    row one of them does not rule. `strength` is the inverse of the L2 penalty. The same rows give the same weights.
    """

    strength: float = 0.01

    def fit(self, features: Features, labels: Sequence[str]) -> Fitted:
        """Return one row of weights and one bias for each class, in the order of their names.

        Raises:
            ConfigurationInvalidError: there are fewer than two classes, or a feature is not finite.
        """
        from sklearn.linear_model import LogisticRegression

        classes = sorted(set(labels))
        if len(classes) < 2:  # noqa: PLR2004 - nothing can be told apart
            raise ConfigurationInvalidError("a head needs rows of at least two classes: label more turns.")
        if not np.isfinite(features).all():
            raise ConfigurationInvalidError("a feature is not a number: check the encoder's vectors.")
        centre, spread = features.mean(axis=0), np.maximum(features.std(axis=0), LEAST_SPREAD)
        model = LogisticRegression(C=self.strength, max_iter=STEPS)
        places = [classes.index(label) for label in labels]
        model.fit((features - centre) / spread, places, sample_weight=_shares(labels))
        slopes, bias = _each_class(model.coef_, model.intercept_)
        scaled = slopes / spread
        return Fitted(classes=tuple(classes), weights=scaled, bias=bias - scaled @ centre)


def _shares(labels: Sequence[str]) -> list[float]:
    """Return how much each row counts; one of a class of mean size counts 1."""
    counts = Counter(labels)
    mean = len(labels) / len(counts)
    return [(mean / counts[label]) ** 0.5 for label in labels]


def _each_class(
    slopes: npt.NDArray[np.float64], bias: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return one row per class: for two classes the library keeps only that of the second."""
    if len(slopes) > 1:
        return slopes, bias
    return np.vstack([-slopes / 2, slopes / 2]), np.concatenate([-bias / 2, bias / 2])
