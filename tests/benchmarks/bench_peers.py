"""Pairs of ``make bench`` that no family of readers owns: what a user could pick instead, doing the same work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory

import numpy as np

from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.operations.drift.distances import wasserstein_1
from talktrack.systems.repository import open_repository
from talktrack.world.conversations import generate
from talktrack.world.organisation import Organisation
from tests.benchmarks.pair import Pair, Row, measured

COLUMNS, VALUES = 64, 5_000
CALLS = 400

Made = tuple[str, str, str, float, Callable[[], object], Callable[[], object], Callable[[], None]]


def wasserstein() -> Made:
    """Distances of many columns, against SciPy in a loop."""
    from scipy.stats import wasserstein_distance

    random = np.random.default_rng(7)
    first, second = random.normal(size=(COLUMNS, VALUES)), random.normal(0.1, 1.2, size=(COLUMNS, VALUES))

    def ours() -> list[float]:
        return [wasserstein_1(a, b) for a, b in zip(first, second, strict=True)]

    def theirs() -> list[float]:
        return [float(wasserstein_distance(a, b)) for a, b in zip(first, second, strict=True)]

    def check() -> None:
        np.testing.assert_allclose(ours(), theirs(), atol=1e-6)

    return "drift", "Wasserstein-1 of 64 columns of 5 000 values", "scipy.stats", 1.0, ours, theirs, check


def publish() -> Made:
    """Idempotent publishing into a new repository, against one bare append that checks nothing."""
    import lancedb

    rows = _calls()

    def ours() -> int:
        with TemporaryDirectory() as home:
            repository = open_repository(home, "acme", create=True)
            repository.publish(CONVERSATIONS, rows)
            return repository.count(CONVERSATIONS)

    def theirs() -> int:
        with TemporaryDirectory() as home:
            made = lancedb.connect(home).create_table("conversations", schema=CONVERSATIONS.schema)
            made.add(CONVERSATIONS.to_batch(rows))
            return int(made.count_rows())

    def check() -> None:
        assert ours() == theirs() == len(rows)

    return "index", "400 calls published by key", "one LanceDB append of the same records", 1.5, ours, theirs, check


def _calls() -> list[Conversation]:
    organisation = Organisation(seed=3, tenant="acme", book="first", conversations=CALLS, turns=40)
    return [call.conversation() for call in generate(organisation)]


PAIRS: Sequence[Callable[[], Made]] = (wasserstein, publish)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(Pair(*make())) for make in PAIRS]
