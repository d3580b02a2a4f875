"""Scores of search on questions about a synthetic organisation: the tiny encoder, full text, and both together.

Run `python -m tests.benchmarks.score_search third` for the book that is held out; the encoder saw only `first`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.models import build_all
from talktrack.core.chunk_rows import TEXT
from talktrack.core.ports import WORDS, Encoder, Query, SearchHit
from talktrack.core.records import Chunk
from talktrack.core.search import collection_name
from talktrack.engines.encoder import open_encoder
from talktrack.ingestion.embed.chunks import TURN
from talktrack.ingestion.embed.levels import LevelSettings
from talktrack.ingestion.embed.step import embedded
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.corpus import Question, questions_about
from talktrack.world.organisation import Organisation

LIMIT = 10
QUESTIONS = 300
Row = dict[str, object]
Search = Callable[[Question], list[SearchHit]]


def score(book: str, conversations: int = 60, seed: int = 11) -> list[Row]:
    """Return nDCG@10 of three ways to search turn chunks: step, what, value, target, command."""
    encoder = open_encoder(build_all(["encoder"])["encoder"])
    calls = list(generate(Organisation(seed=seed, tenant="acme", book=book, conversations=conversations, turns=40)))
    questions = list(islice((question for call in calls for question in questions_about(call.truth)), QUESTIONS))
    with TemporaryDirectory() as home:
        store = open_lance(home, "acme")
        collection = collection_name(encoder)
        store.replace(collection, _chunks(calls, encoder))
        store.index(collection)
        ways = _ways(store, collection, encoder)
        values = {
            name: float(np.mean([_ndcg(question, way(question)) for question in questions]))
            for name, way in ways.items()
        }
    command = f"python -m tests.benchmarks.score_search {book} {conversations} {seed}"
    return [
        {"step": "search", "what": f"nDCG@10 of {name}", "value": round(value, 4), "target": None, "command": command}
        for name, value in values.items()
    ]  # fmt: skip


def _chunks(calls: Iterable[TrueConversation], encoder: Encoder) -> pa.Table:
    rows = embedded([call.conversation() for call in calls], encoder, LevelSettings())
    return rows.filter(pc.equal(rows.column("level"), pa.scalar(TURN)))


def _ways(store: LanceVectors, collection: str, encoder: Encoder) -> dict[str, Search]:
    def asked(question: Question, weights: dict[str, float]) -> list[SearchHit]:
        vector = encoder.encode([question.text])[0]
        return store.search(collection, Query({TEXT: vector}, question.text, LIMIT, weights))

    return {
        "vectors": lambda question: asked(question, {TEXT: 1.0}),
        "full text (BM25)": lambda question: asked(question, {WORDS: 1.0}),
        "both, reciprocal rank fusion": lambda question: asked(question, {TEXT: 1.0, WORDS: 1.0}),
    }


def _ndcg(question: Question, hits: Sequence[SearchHit]) -> float:
    """Return nDCG@10 with binary gains (Järvelin and Kekäläinen 2002)."""
    gains = [_is_relevant(question, hit.chunk) / math.log2(rank + 1) for rank, hit in enumerate(hits, start=1)]
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(LIMIT, len(question.relevant)) + 1))
    return sum(gains) / ideal


def _is_relevant(question: Question, chunk: Chunk) -> bool:
    return chunk.conversation_id == question.conversation_id and chunk.turn_start in question.relevant


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(line)
