"""What is measured of heads on held-out accounts: macro-F1 with its interval, and how true the confidence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.bootstrap import Draws, Interval, interval

BINS = 10

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Held-out rows: what experts say, what was heard with which confidence, and whose account each row is."""

    right: Sequence[str]
    heard: Sequence[str]
    confidence: Sequence[float]
    accounts: Sequence[str]


def macro_f1(right: Sequence[str], heard: Sequence[str]) -> float:
    """Return the mean F1 of the classes that experts named; what nobody named is no class."""
    classes = sorted(set(right))
    return float(_macro_f1(_hits(right, heard, classes, np.zeros(len(right), dtype=np.int64), 1)[0])) if right else 0.0


def calibration_error(judged: Judged) -> float:
    """Return the expected calibration error (Guo et al. 2017): mean gap of confidence and share right, in ten bins."""
    sure = np.asarray(judged.confidence, dtype=np.float64)
    hit = np.array([one == other for one, other in zip(judged.right, judged.heard, strict=True)], dtype=np.float64)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs((sure - hit)[bins == place].sum()) for place in range(BINS)]
    return float(sum(gaps) / len(sure)) if len(sure) else 0.0


def gained(candidate: Judged, before: Sequence[str], draws: Draws | None = None) -> Interval:
    """Return by how much the candidate's macro-F1 is higher, with its interval over whole accounts drawn again.

    Both are measured on the same drawn accounts (paired bootstrap, Efron and Tibshirani 1993, chapter 8).
    """
    draws = draws or Draws()
    classes = sorted(set(candidate.right))
    if not classes:
        return Interval(0.0, 0.0, 0.0, 0, draws.fewest)
    names, owner = np.unique(np.asarray(candidate.accounts), return_inverse=True)
    sides = [_hits(candidate.right, heard, classes, owner, len(names)) for heard in (candidate.heard, before)]
    drawn = np.random.default_rng(draws.seed).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=draws.resamples
    )
    after, start = (_macro_f1(np.einsum("da,akc->dkc", drawn, side)) for side in sides)
    mean = _macro_f1(sides[0].sum(axis=0)) - _macro_f1(sides[1].sum(axis=0))
    return interval(float(mean), after - start, len(names), draws)


def _hits(
    right: Sequence[str], heard: Sequence[str], classes: Sequence[str], owner: npt.NDArray[np.int64], owners: int
) -> Counts:
    """Return for each owner and class how often it was true, heard, and both; shape (owners, 3, classes)."""
    found = np.zeros((owners, 3, len(classes)))
    place = {name: at for at, name in enumerate(classes)}
    for row, (truly, said) in enumerate(zip(right, heard, strict=True)):
        found[owner[row], 0, place[truly]] += 1
        if said in place:
            found[owner[row], 1, place[said]] += 1
        if said == truly:
            found[owner[row], 2, place[truly]] += 1
    return found


def _macro_f1(counts: Counts) -> Counts:
    """Return the mean over classes of 2 both / (true + heard); a class that does not occur in a draw is left out."""
    true, heard, both = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    there = true > 0
    scores = np.where(there, 2 * both / np.maximum(true + heard, 1), 0.0)
    return np.asarray(scores.sum(axis=-1) / np.maximum(there.sum(axis=-1), 1))
