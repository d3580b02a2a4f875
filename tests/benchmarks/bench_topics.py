"""Pairs of ``make bench`` for topics: our exact cuts against those of ruptures on the same vectors.

Without the prior of lengths both minimise the same sum of squares, so the least sums must be equal. With it ours must
cost no more than the peer's cuts into as many topics do. What is timed is ours with the prior.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import ruptures  # type: ignore[import-untyped]

from talktrack.ingestion.embed.topics import TopicSettings, boundaries
from tests.benchmarks.pair import Pair, Row, measured

Floats = npt.NDArray[np.float64]
Starts = list[int]

SETTINGS = TopicSettings()
PLAIN = replace(SETTINGS, strictness=0.0, unasked=0.0)
DIMENSION = 384
NEARLY = 1e-9


@dataclass(frozen=True)
class Call:
    """Unit vectors of turns, a topic of about eight turns after the other, and how many words they have."""

    vectors: Floats
    words: Floats


def against_dynp() -> Pair:
    """Calls of half an hour, against the exact search for a given number of topics."""
    return _cut_into_as_many([_call(seed, turns=45) for seed in range(20)], "20 calls of 45 turns", _dynp, "Dynp", 0.03)


def against_dynp_on_a_longer_call() -> Pair:
    """A call of two hours; the peer's time grows with the number of topics, ours does not."""
    return _cut_into_as_many([_call(1, turns=160)], "a call of 160 turns", _dynp, "Dynp", 0.03)


def against_kernel() -> Pair:
    """A call of a day's workshop, against the same search in C."""
    return _cut_into_as_many([_call(2, turns=600)], "a call of 600 turns", _kernel, "KernelCPD (C)", 1.0)


def against_pelt() -> Pair:
    """The search for the number of topics too, by the same penalty for every topic: the cuts are the same."""
    calls = [_call(seed, turns=45) for seed in range(20)]

    def theirs() -> list[Starts]:
        return [_pelt(call) for call in calls]

    def check() -> None:
        assert _ours(calls, PLAIN) == theirs()

    return Pair("embed", "20 calls of 45 turns", "ruptures Pelt", 0.1, lambda: _ours(calls, SETTINGS), theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (against_dynp, against_dynp_on_a_longer_call, against_kernel, against_pelt)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _cut_into_as_many(
    calls: Sequence[Call], what: str, cut: Callable[[Call, int], Starts], name: str, target: float
) -> Pair:
    found = _ours(calls, SETTINGS)

    def theirs() -> list[Starts]:
        return [cut(call, len(starts)) for call, starts in zip(calls, found, strict=True)]

    def check() -> None:
        for call, plain in zip(calls, _ours(calls, PLAIN), strict=True):
            least = _scatter(call, cut(call, len(plain)))
            assert abs(_scatter(call, plain) - least) <= NEARLY * least
        for call, ours, other in zip(calls, found, theirs(), strict=True):
            assert _cost(call, ours) <= _cost(call, other) + NEARLY

    return Pair("embed", f"topics of {what}", f"ruptures {name}", target, lambda: _ours(calls, SETTINGS), theirs, check)


def _call(seed: int, turns: int) -> Call:
    rng = np.random.default_rng(seed)
    topics = rng.normal(size=(turns // 8 + 1, DIMENSION))
    vectors = np.repeat(topics, 8, axis=0)[:turns] + rng.normal(size=(turns, DIMENSION))
    words = np.maximum(1.0, np.round(rng.lognormal(2.6, 0.6, turns)))
    return Call(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), words)


def _ours(calls: Sequence[Call], settings: TopicSettings) -> list[Starts]:
    return [boundaries(call.vectors, call.words, settings) for call in calls]


def _dynp(call: Call, topics: int) -> Starts:
    return _starts(ruptures.Dynp(model="l2", min_size=1, jump=1).fit(call.vectors).predict(topics - 1))


def _kernel(call: Call, topics: int) -> Starts:
    return _starts(ruptures.KernelCPD(kernel="linear", min_size=1, jump=1).fit(call.vectors).predict(topics - 1))


def _pelt(call: Call) -> Starts:
    penalty = PLAIN.penalty * float(np.var(call.vectors, axis=0).sum())
    return _starts(ruptures.Pelt(model="l2", min_size=1, jump=1).fit(call.vectors).predict(penalty))


def _starts(ends: Sequence[int]) -> Starts:
    """Return where topics begin; the library says where they end."""
    return [0, *ends[:-1]]


def _scatter(call: Call, starts: Starts) -> float:
    """Return the sum of squared distances to the topics' means."""
    parts = [call.vectors[start:end] for start, end in pairwise([*starts, len(call.vectors)])]
    return float(sum(np.square(part - part.mean(axis=0)).sum() for part in parts))


def _cost(call: Call, starts: Starts) -> float:
    """Return the whole of what ours minimises, from its definition."""
    lengths = np.add.reduceat(call.words, starts)
    prior = SETTINGS.penalty * (1 + SETTINGS.strictness * np.log(lengths / SETTINGS.usual_words) ** 2)
    within = _scatter(call, starts) / float(np.var(call.vectors, axis=0).sum())
    return within + float(np.sum(prior + SETTINGS.unasked))


if __name__ == "__main__":
    for row in rows():
        print(row)
