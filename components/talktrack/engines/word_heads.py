"""Logistic regression over words and pairs of words by scikit-learn, for rows that are judged once and forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from talktrack.core.heads import Probabilities
from talktrack.core.starter import Spoken

PLACES = 2**14
STEPS = 60
STRENGTH = 0.1
FEATURES_WEIGHT = 0.3
LEAST = 1e-6
"""Probability of a class that no known row has."""


class LogisticWordReader:
    """The `WordReader` port: words and pairs by their hash, of a turn and of those beside it, and general features."""

    def judged(self, rows: Spoken, known: Mapping[int, int], classes: int) -> Probabilities:
        """Return the probability of each class for all rows, of shape (rows, classes)."""
        from sklearn.linear_model import LogisticRegression

        found = np.full((len(rows.texts), classes), LEAST)
        places, labels = list(known), list(known.values())
        if len(set(labels)) == 1:
            found[:, labels[0]] = 1.0
        if len(set(labels)) > 1:
            matrix = _matrix(rows)
            model = LogisticRegression(C=STRENGTH, max_iter=STEPS).fit(matrix[places], labels)
            found[:, model.classes_] = model.predict_proba(matrix)
        return found


def _matrix(rows: Spoken) -> Any:
    from scipy.sparse import csr_matrix, hstack

    said = [_words([texts[place] for texts in rows.texts]) for place in range(3)]
    return hstack([*said, csr_matrix(rows.features * FEATURES_WEIGHT)]).tocsr()


def _words(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    reader = HashingVectorizer(
        n_features=PLACES,
        ngram_range=(1, 2),
        token_pattern=r"\[?[\w']+|\^|\$",  # noqa: S106 - of words, not of secrets
        binary=True,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )
    return reader.transform(f"^ {text} $" for text in texts)
