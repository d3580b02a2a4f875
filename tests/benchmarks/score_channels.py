"""Scores of the channels beside the text's: each on questions of its own kind, against the text's vectors alone.

Run `python -m tests.benchmarks.score_channels second`. What answers a question is told by the world's truth, not by
what a channel holds: which objection a turn raises, in which phase it was meant, which deal the call belongs to. The
weights (`core.search.CHANNEL_WEIGHTS`) were chosen on the first book.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.models import build_all
from talktrack.core.bootstrap import paired_interval
from talktrack.core.channels import PHASES, concepts, contextual, phase, semantic
from talktrack.core.chunk_rows import CONTEXTUAL, SEMANTIC, TEMPORAL, TEXT
from talktrack.core.ports import Encoder, Query, Vectors
from talktrack.core.search import CHANNEL_WEIGHTS
from talktrack.engines.encoder import open_encoder
from talktrack.ingestion.embed.chunks import TURN
from talktrack.ingestion.embed.levels import LevelSettings
from talktrack.ingestion.embed.outline import outline
from talktrack.ingestion.embed.step import embedded
from talktrack.systems.vectors.lancedb import open_lance
from talktrack.training.train_encoder.ranks import ndcg
from tests.benchmarks.score_encoder import Said, prepared, questions

LIMIT = 10
GAIN = 0.05
PER_KIND = 300
COLLECTION = "chunks-scored"
ABOUT_PHASES = {
    "opening": ("how do we say hello", "small talk and the agenda", "how a call begins", "introducing ourselves"),
    "discovery": ("what they do today", "asking about the process", "how they work now", "questions about their day"),
    "presentation": ("showing the product", "what it does for them", "how it works", "explaining a feature"),
    "objections": ("why they hesitate", "what worries them", "pushback", "reasons against it"),
    "closing": ("what was agreed", "how a call ends", "what happens next", "saying goodbye"),
}
Row = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """A question of one kind: its text, the channel's vector for it, and the turns that answer it."""

    text: str
    vector: Vectors
    relevant: frozenset[int]
    about: str


def score(book: str, conversations: int = 120, seed: int = 11, tried: Sequence[float] = ()) -> list[Row]:
    """Return the gain of each channel on its own questions: step, what, value, low, high, target, command."""
    encoder = open_encoder(build_all(["encoder"])["encoder"])
    said = list(prepared(book, seed, conversations))
    command = f"python -m tests.benchmarks.score_channels {book} {conversations} {seed}"
    asked = {SEMANTIC: _by_term(said), TEMPORAL: _by_phase(said), CONTEXTUAL: _by_deal(book, said)}
    with TemporaryDirectory() as home:
        searching = Searching(home, said, encoder)
        rows = [row for channel, some in asked.items() for row in _rows(channel, list(some), searching, tried)]
    return [{"step": "search"} | row | {"command": command} for row in rows]


class Searching:
    """A store of all turns of some calls, and the place of each turn in the order in which questions count them."""

    def __init__(self, home: str, said: Sequence[Said], encoder: Encoder) -> None:
        rows = embedded([call for _, call in said], encoder, LevelSettings(), [SEMANTIC, TEMPORAL, CONTEXTUAL])
        turns = rows.filter(pc.equal(rows.column("level"), pa.scalar(TURN)))
        self._store, self._encoder = open_lance(home, "acme"), encoder
        self._store.replace(COLLECTION, turns)
        self._places = {str(identity): place for place, identity in enumerate(turns.column("id").to_pylist())}

    def values(self, asked: Sequence[Kind], channel: str, weight: float) -> list[float]:
        """Return nDCG@10 of each question by text and a channel of this weight."""
        return [ndcg(one.relevant, self._found(one, channel, weight)) for one in asked]

    def _found(self, one: Kind, channel: str, weight: float) -> list[int]:
        vectors = {TEXT: self._encoder.encode([one.text])[0], channel: one.vector}
        hits = self._store.search(COLLECTION, Query(vectors, "", LIMIT, {TEXT: 1.0, channel: weight}))
        return [self._places[hit.chunk.id] for hit in hits]


def _turns(said: Sequence[Said]) -> Iterator[tuple[int, int, int]]:
    """Yield for each turn that is indexed its place, its call's and its own place in the call."""
    place = 0
    for number, (_, call) in enumerate(said):
        for turn in outline(call).turns:
            yield place, number, turn
            place += 1


def _by_term(said: Sequence[Said]) -> Iterator[Kind]:
    """Ask by one word for a notion; what raises such an objection answers."""
    for concept, words in concepts().items():
        relevant = frozenset(p for p, call, turn in _turns(said) if said[call][0].turns[turn].objection == concept)
        for word in words if relevant else ():
            yield Kind(word, semantic([word])[0], relevant, concept)


def _by_phase(said: Sequence[Said]) -> Iterator[Kind]:
    for name in PHASES:
        relevant = frozenset(p for p, call, turn in _turns(said) if said[call][0].turns[turn].stage == name)
        for text in ABOUT_PHASES[name] if relevant else ():
            yield Kind(text, phase(name), relevant, text)


def _by_deal(book: str, said: Sequence[Said]) -> Iterator[Kind]:
    """Ask what was answered in deals of one stage and industry."""
    call_of = {place: call for place, call, _ in _turns(said)}
    asked = list(questions(book, said))
    for one in Random(7).sample(asked, min(PER_KIND, len(asked))):
        deals = {(deal.stage, deal.industry) for place in one.relevant if (deal := said[call_of[place]][1].deal)}
        for stage, industry in sorted(deals, key=str)[:2]:
            relevant = frozenset(
                place
                for place in one.relevant
                if (deal := said[call_of[place]][1].deal) and (deal.stage, deal.industry) == (stage, industry)
            )
            [vector] = contextual([{"stage": stage, "industry": industry}])
            yield Kind(one.text, vector, relevant, one.about)


def _rows(channel: str, asked: list[Kind], searching: Searching, tried: Sequence[float]) -> Iterator[Row]:
    about, served = [one.about for one in asked], CHANNEL_WEIGHTS[channel]
    alone = searching.values(asked, channel, 0.0)
    yield _row(f"nDCG@10 of text alone, {channel} questions ({len(asked)})", alone, about)
    for weight in sorted({*tried, served}):
        both = searching.values(asked, channel, weight)
        gains = [one - other for one, other in zip(both, alone, strict=True)]
        yield _row(f"gain by the {channel} channel, weight {weight}", gains, about, GAIN if weight == served else None)


def _row(what: str, values: list[float], about: list[str], target: float | None = None) -> Row:
    gain = paired_interval(values, about)
    low, high = round(gain.low, 4), round(gain.high, 4)
    return {"what": what, "value": round(gain.mean, 4), "low": low, "high": high, "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], tried=[float(weight) for weight in sys.argv[2:]]):
        print(line)
