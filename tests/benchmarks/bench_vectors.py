"""Pairs of ``make bench`` for the vector store: upserts with metadata against bare LanceDB, and search in many chunks.

Run alone, ``python -m tests.benchmarks.bench_vectors`` also measures search over 200 000 clustered chunks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import lancedb
import numpy as np
import pyarrow as pa

from talktrack.core.chunk_rows import TEXT, rows_of
from talktrack.core.ports import Query, Vectors
from talktrack.core.records import Chunk
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from tests.benchmarks.pair import ROUNDS, Pair, Row, measured

CHUNKS, DIMENSION, PER_CONVERSATION = 20_000, 768, 200
RARE = 100
MANY, CENTRES, SPREAD, QUESTIONS, NEAREST = 200_000, 2_000, 0.7, 200, 10
COLLECTION = "chunks-bench-768"
BEGAN = datetime(2026, 3, 4, 10, tzinfo=UTC)


def rows(number: int = CHUNKS, first: int = 0, seed: int = 3) -> pa.Table:
    """Return chunks of conversations of 200, with clustered unit vectors."""
    chunks = [
        Chunk(
            id=f"k{place:08d}",
            tenant="acme",
            conversation_id=f"c{place // PER_CONVERSATION}",
            level="turn",
            position=place % PER_CONVERSATION,
            turn_start=place % PER_CONVERSATION,
            turn_end=place % PER_CONVERSATION + 1,
            text=f"What would a rollout to {place} seats take, and who signs for it in the end?",
            speaker_role="seller",
            channel="call",
            stage="Discovery" if place % RARE else "Negotiation",
            industry="Retail",
            start_s=float(place),
            end_s=float(place + 1),
            started_at=BEGAN,
        )
        for place in range(first, first + number)
    ]
    return rows_of(chunks, {TEXT: clustered(number, seed)})


def clustered(number: int, seed: int) -> Vectors:
    """Return unit vectors around centres: uniform ones have no neighbours, and no index would find them."""
    centres = np.random.default_rng(0).normal(size=(CENTRES, DIMENSION)).astype(np.float32)
    rng = np.random.default_rng(seed)
    vectors = centres[rng.integers(0, CENTRES, number)]
    vectors += SPREAD * rng.standard_normal(size=vectors.shape, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@cache
def scratch() -> TemporaryDirectory[str]:
    """Return a folder that is there until the process ends."""
    return TemporaryDirectory()


def folder_of(pair: str) -> str:
    """Return the folder of a pair."""
    return f"{scratch().name}/{pair}"


def appended() -> Pair:
    """20 000 chunks into a new collection, against a bare append of the same columns to a new table."""
    place, given, turns = folder_of("new"), rows(), count()
    store = open_lance(place, "acme")
    bare = lancedb.connect(f"{place}/bare")

    def check() -> None:
        store.replace("checked", given)
        assert store.count("checked") == CHUNKS

    def append() -> None:
        bare.create_table(f"t{next(turns)}", schema=given.schema).add(given)

    return Pair(
        "index",
        "20 000 chunks of 768 dimensions, new collection",
        "lancedb, bare append",
        1.3,
        lambda: store.replace(f"c{next(turns)}", given),
        append,
        check,
    )


def appended_to_others() -> Pair:
    """20 000 chunks more in a collection: an upsert that takes stale ones out, against a bare append."""
    place, turns, others = folder_of("more"), count(1), count(1)
    store, bare = open_lance(place, "acme"), lancedb.connect(f"{place}/bare")
    store.replace(COLLECTION, rows())
    table = bare.create_table(COLLECTION, rows())
    parts = [rows(first=part * CHUNKS, seed=part) for part in range(ROUNDS + 2)]

    def check() -> None:
        store.replace(COLLECTION, parts[next(turns)])
        table.add(parts[next(others)])
        assert store.count(COLLECTION) == table.count_rows() == 2 * CHUNKS

    return Pair(
        "index",
        "20 000 chunks of 768 dimensions, behind others",
        "lancedb, bare append",
        1.3,
        lambda: store.replace(COLLECTION, parts[next(turns)]),
        lambda: table.add(parts[next(others)]),
        check,
    )


def replayed() -> Pair:
    """100 conversations again: in one commit, against a merge for each conversation."""
    place, given = folder_of("replay"), rows()
    store, other = open_lance(place, "acme"), open_lance(f"{place}/other", "acme")
    store.replace(COLLECTION, given)
    other.replace(COLLECTION, given)
    parts = [given.slice(first, PER_CONVERSATION) for first in range(0, CHUNKS, PER_CONVERSATION)]

    def one_by_one() -> None:
        for part in parts:
            other.replace(COLLECTION, part)

    def check() -> None:
        store.replace(COLLECTION, given)
        one_by_one()
        assert (store.count(COLLECTION), other.count(COLLECTION)) == (CHUNKS, CHUNKS)

    return Pair(
        "index",
        "replay of 100 conversations",
        "a merge for each",
        0.15,
        lambda: store.replace(COLLECTION, given),
        one_by_one,
        check,
    )


PAIRS: Sequence[Callable[[], Pair]] = (appended, appended_to_others, replayed)


def bench_rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def searched(place: str) -> list[str]:
    """Return lines on 200 000 chunks of one tenant: time of a search on one thread at a time, and what it finds."""
    store, vectors = open_lance(place, "acme"), list[Vectors]()
    for part in range(MANY // CHUNKS):
        given = rows(first=part * CHUNKS, seed=100 + part)
        vectors.append(clustered(CHUNKS, 100 + part))
        store.replace(COLLECTION, given)
    began = time.perf_counter()
    store.index(COLLECTION)
    built = time.perf_counter() - began
    os.sync()  # searches do not wait for what the machine still writes
    everything, questions = np.vstack(vectors), clustered(QUESTIONS, 7)
    return [f"built the index in {built:.0f} s", *_found(store, everything, questions)]


def _found(store: LanceVectors, vectors: Vectors, questions: Vectors) -> list[str]:
    ways: dict[str, dict[str, object]] = {
        "vectors": {},
        "vectors, 1 % of the chunks by a filter": {"where": {"stage": ["Negotiation"]}},
        "vectors and full text": {"words": "who signs for the rollout", "weights": {"text": 1.0, "words": 1.0}},
    }
    lines = []
    for name, asked in ways.items():
        nearest = _nearest(vectors, questions, RARE if "where" in asked else 1)
        seconds, hits = [], []
        for question, expected in zip(questions, nearest, strict=True):
            query = Query({TEXT: question}, **{"limit": NEAREST, **asked})  # type: ignore[arg-type]
            began = time.perf_counter()
            found = store.search(COLLECTION, query)
            seconds.append(time.perf_counter() - began)
            hits.append(len(expected & {hit.chunk.id for hit in found}) / NEAREST)
        recall = "" if "words" in asked else f", recall@10 {np.mean(hits):.3f} (target 0.95)"
        p50, p95 = np.percentile(seconds, [50, 95]) * 1000
        lines.append(f"{MANY} chunks, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (target 50){recall}")
    return lines


def _nearest(vectors: Vectors, questions: Vectors, every: int) -> list[set[str]]:
    """Return the ids of the nearest chunks of each question among every n-th, found before anything is timed."""
    scores = questions @ vectors[::every].T
    best = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST] * every
    return [{f"k{place:08d}" for place in row} for row in best]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        for line in searched(str(Path(folder))):
            print(line)
