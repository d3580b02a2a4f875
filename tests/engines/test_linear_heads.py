"""Logistic regression: plain weights that give what the library gives."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.engines.linear_heads import LogisticFitter

RNG = np.random.default_rng(5)
CENTRES = np.array([[3.0, 0.0], [0.0, 3.0], [-3.0, -3.0]])
LABELS = [name for name in "abc" for _ in range(40)]
ROWS = (np.repeat(CENTRES, 40, axis=0) + RNG.normal(size=(120, 2)) + 100.0).astype(np.float32)


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_classes_that_lie_apart_are_told_apart(names: str) -> None:
    """Two and three classes, far from the origin: one row of weights for each."""
    rows = 40 * len(names)
    fitted = LogisticFitter(strength=1.0).fit(ROWS[:rows], LABELS[:rows])
    found = [fitted.classes[place] for place in fitted.scores(ROWS[:rows]).argmax(axis=1)]

    assert (fitted.classes, fitted.weights.shape) == (tuple(names), (len(names), 2))
    assert np.mean([one == other for one, other in zip(found, LABELS, strict=False)]) > 0.95


def test_two_classes_have_the_librarys_probability() -> None:
    """Half of its one row against the other half is the same logit."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticFitter(strength=1.0).fit(ROWS[:80], LABELS[:80])
    spread = np.maximum(ROWS[:80].std(axis=0), 0.2)
    model = LogisticRegression(C=1.0).fit((ROWS[:80] - ROWS[:80].mean(axis=0)) / spread, LABELS[:80])
    logits = model.decision_function((ROWS[:80] - ROWS[:80].mean(axis=0)) / spread)
    scores = fitted.scores(ROWS[:80])

    assert np.allclose(scores[:, 1] - scores[:, 0], logits, atol=1e-3)


def test_the_same_rows_give_the_same_weights() -> None:
    """Byte by byte."""
    one, other = (LogisticFitter().fit(ROWS, LABELS) for _ in range(2))

    assert one.weights.tobytes() == other.weights.tobytes()


@pytest.mark.parametrize(
    ("rows", "labels"), [(ROWS[:40], LABELS[:40]), (np.full((80, 2), np.nan, dtype=np.float32), LABELS[:80])]
)
def test_what_cannot_be_learnt_is_refused(rows: np.typing.NDArray[np.float32], labels: list[str]) -> None:
    """One class, or numbers that are none."""
    with pytest.raises(ConfigurationInvalidError):
        LogisticFitter().fit(rows, labels)
