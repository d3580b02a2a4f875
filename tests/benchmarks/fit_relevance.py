"""Fit the weights of the gate's relevance: ``python -m tests.benchmarks.fit_relevance`` writes relevance_weights.json.

A penalised logistic regression over the counts of `signs`, in Newton steps. The penalty holds each weight near what was
judged by hand, because the texts are few and made by grammars: what is really learnt is where the line lies between the
kinds (the weight of the length) and how much a word that is no sign counts. Business is the first phrase book's calls,
whole and in short stretches, and the development half of the short business dialogues; private talk is the development
half of `talktrack.world.off_topic`, whole, halved, and joined to long talks. No other text was used.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from talktrack.core.conversation import Conversation
from talktrack.ingestion.quality_gate import signs
from talktrack.world.conversations import generate
from talktrack.world.off_topic import off_topic, short_business
from talktrack.world.organisation import Organisation

TARGET = Path(signs.__file__).with_name("relevance_weights.json")
JUDGED = dict(zip(signs.KINDS, (2.0, 1.2, 0.3, -1.0, -1.5, 1.5, -0.05, 0.0), strict=True))
STIFFNESS = 0.01
SOFTEST = 0.1
NEWTON_STEPS = 30

Matrix = npt.NDArray[np.float64]
Lines = list[str]


def fit() -> dict[str, float]:
    """Return the weights, rounded to what the texts can tell."""
    business, private = _business(), _private()
    x = np.vstack([_rows(group) for group in (*business, *private)])
    share = np.concatenate([np.full(len(group), 1 / len(group)) for group in (*business, *private)])
    truth = np.repeat([1.0, 0.0], [sum(map(len, business)), sum(map(len, private))])
    share[truth == 1] /= len(business)
    share[truth == 0] /= len(private)
    found = _newton(x, truth, share)
    return {kind: round(float(weight), 2) for kind, weight in zip(signs.KINDS, found, strict=True)}


def _newton(x: Matrix, truth: Matrix, share: Matrix) -> Matrix:
    """Return the minimum of the weighted log loss plus the penalty for leaving what was judged."""
    judged = np.array([JUDGED[kind] for kind in signs.KINDS])
    stiff = 2 * STIFFNESS / np.maximum(np.abs(judged), SOFTEST) ** 2
    stiff[signs.KINDS.index(signs.LENGTH)] = 0.0
    w = judged.copy()
    for _ in range(NEWTON_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -50, 50)))
        slope = x.T @ (share * (p - truth)) + stiff * (w - judged)
        bend = (x.T * (share * p * (1 - p))) @ x + np.diag(stiff) + 1e-9 * np.eye(len(w))
        w = w - np.linalg.solve(bend, slope)
    return np.asarray(w)


def _rows(texts: Sequence[Lines]) -> Matrix:
    return np.array([list(signs.evidence("\n".join(lines)).values()) for lines in texts])


def _business() -> list[list[Lines]]:
    calls = [
        _lines(call.conversation())
        for call in generate(Organisation(seed=5, tenant="fit", conversations=100, turns=30))
    ]
    short = [_lines(dialogue) for dialogue in short_business("development", 300)]
    return [calls, [call[:10] for call in calls], [call[12:22] for call in calls], short, [one[:5] for one in short]]


def _private() -> list[list[Lines]]:
    rng = Random(1)
    short = [_lines(dialogue) for dialogue in off_topic("development", 300)]
    long = [list(chain(*rng.choices(short, k=rng.randint(2, 30)))) for _ in range(150)]
    return [short, [one[:5] for one in short], long]


def _lines(conversation: Conversation) -> Lines:
    return [turn.text for turn in conversation.turns]


def main() -> int:
    """Write the weights and show them."""
    found = fit()
    TARGET.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
