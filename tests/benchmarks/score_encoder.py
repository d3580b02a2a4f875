"""Scores of train_encoder: a tenant's own calls tune the encoder, questions about other calls of its judge it.

Run `python -m tests.benchmarks.score_encoder second`: the encoder it starts from saw only `first`. The questions are
those of the world about calls that took no part in the training. A turn answers a question wherever in the tenant's
calls it was said, so relevance is counted over all of them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from pipelines.models import build_all
from talktrack.core.bm25 import Bm25, words
from talktrack.core.bootstrap import Interval, paired_interval
from talktrack.core.conversation import Conversation
from talktrack.core.ports import Encoder, EncoderSettings, OnePassEncoder
from talktrack.core.tables import CONVERSATIONS
from talktrack.engines.encoder_training import SentenceEncoderTraining
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.embed.levels import LevelSettings, contexts, one_pass
from talktrack.ingestion.embed.outline import Outline, outline
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import TenantKey
from talktrack.systems.repository import open_repository
from talktrack.training.train_encoder.ranks import best, both, ndcg
from talktrack.training.train_encoder.step import Order, Result, run
from talktrack.world.conversations import generate
from talktrack.world.corpus import findable
from talktrack.world.grammar import Telling
from talktrack.world.organisation import Organisation
from talktrack.world.phrasebooks import load
from talktrack.world.speech_noise import assembled
from talktrack.world.truth import Truth
from tests.benchmarks.score_prepare import knowledge_of

TENANT = "acme"
LEARNT_SEED, LEARNT_CALLS = 501, 400
TURNS = 40
TELLINGS = 300
GAIN, TOLERANCE = 0.05, 0.01
WINDOWS = (32, 64, 128)
ORDER = Order(settings=EncoderSettings(learning_rate=1e-3))
Row = dict[str, object]
Said = tuple[Truth, Conversation]
Rankings = list[list[int]]


@dataclass(frozen=True)
class Asked:
    """A question about the tenant's calls, which of their turns answer it, and what it is about."""

    text: str
    relevant: frozenset[int]
    about: str


def score(book: str, conversations: int = 120, seed: int = 11) -> list[Row]:
    """Return nDCG@10 of ways to search turn chunks: step, what, value, low, high, target, command."""
    start = build_all(["encoder"])["encoder"]
    said = list(prepared(book, seed, conversations))
    with TemporaryDirectory() as scratch:
        tuned = Path(scratch) / "encoder"
        result = _trained(book, start, Path(scratch) / "home", tuned)
        rows = list(_rows(Search(said, list(questions(book, said))), SentenceEncoderTraining(start), tuned, result))
    command = f"python -m tests.benchmarks.score_encoder {book} {conversations} {seed}"
    return [{"step": "train_encoder"} | row | {"command": command} for row in rows]


def prepared(book: str, seed: int, conversations: int) -> Iterator[Said]:
    """Yield the calls of an organisation as they are indexed, cleaned and redacted, with their truth."""
    organisation = Organisation(seed=seed, tenant=TENANT, book=book, conversations=conversations, turns=TURNS)
    preparation = Preparation(knowledge_of(organisation), open_redactor(), TenantKey(b"0" * 32), Settings())
    for call in generate(organisation):
        done = preparation.prepare(call.conversation())
        if done.conversation is not None:
            yield call.truth, done.conversation


def questions(book: str, said: Sequence[Said]) -> Iterator[Asked]:
    """Yield different questions about all calls together; a question about an objection is the same for every pain."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    first = 0
    for truth, conversation in said:
        places = {turn: place for place, turn in enumerate(outline(conversation).turns, start=first)}
        for rule, pain, relevant in findable(truth):
            about = "" if rule.startswith("seek.objection") else pain
            found[rule, about] |= {places[turn] for turn in relevant if turn in places}
        first += len(places)
    grammar = load(book).grammar
    for (rule, pain), turns in sorted(found.items()):
        tellings = (Telling(Random(f"{rule} {pain} {n}"), {"pain": pain}) for n in range(TELLINGS))
        for text in sorted({assembled(grammar.tell(rule, telling))[0] for telling in tellings}):
            yield Asked(text, frozenset(turns), f"{rule} {pain}")


class Search:
    """Exact search of questions in the turn chunks of some calls, in the forms in which they are indexed."""

    def __init__(self, said: Sequence[Said], asked: Sequence[Asked]) -> None:
        self._asked = asked
        self._outlines = [outline(conversation) for _, conversation in said]
        self._texts = [text for one in self._outlines for text in _in_context(one)]
        index = Bm25([words(text) for text in self._texts])
        self.words = [best(index.scores(words(question.text))) for question in asked]

    @property
    def questions(self) -> int:
        """Return how many there are."""
        return len(self._asked)

    def alone(self, encoder: Encoder) -> Rankings:
        """Return what vectors find, each chunk being encoded on its own."""
        return self._found(encoder, encoder.encode(self._texts))

    def in_one_pass(self, encoder: OnePassEncoder) -> Rankings:
        """Return what vectors find, each call being read once."""
        levels = one_pass(self._outlines, encoder, LevelSettings())
        return self._found(encoder, np.vstack([one.turns for one in levels]))

    def fused(self, vectors: Rankings, words_weight: float) -> Rankings:
        """Return what vectors and words find together."""
        return [both(*found, words_weight) for found in zip(vectors, self.words, strict=True)]

    def values(self, rankings: Rankings) -> list[float]:
        """Return nDCG@10 of each question."""
        return [ndcg(one.relevant, ranking) for one, ranking in zip(self._asked, rankings, strict=True)]

    def mean(self, values: Sequence[float]) -> Interval:
        """Return the mean with its interval; what is asked for in other words is no new question."""
        return paired_interval(values, [one.about for one in self._asked])

    def _found(self, encoder: Encoder, chunks: np.typing.NDArray[np.float32]) -> Rankings:
        vectors = encoder.encode([one.text for one in self._asked])
        return [best(chunks @ vector) for vector in vectors]


def _in_context(one: Outline) -> Iterator[str]:
    spans = zip(*contexts(len(one.turns), LevelSettings().context_turns), strict=True)
    return (one.lines_of(first, end) for first, end in spans)


def _trained(book: str, start: str, home: Path, into: Path) -> Result:
    repository = open_repository(str(home), TENANT, create=True)
    repository.publish(CONVERSATIONS, (call for _, call in prepared(book, LEARNT_SEED, LEARNT_CALLS)))
    return run(repository, SentenceEncoderTraining(start), into, ORDER)


def _rows(search: Search, training: SentenceEncoderTraining, tuned: Path, result: Result) -> Iterator[Row]:
    """Yield the start, full text, and what is there after training, with differences question by question."""
    start, after = search.alone(training.start()), search.alone(training.trained(tuned))
    weight = result.form.words_weight if result.form else 1.0
    words, before, alone = search.values(search.words), search.values(start), search.values(after)
    hybrid = search.values(search.fused(after, weight))
    values = {
        "vectors before training": before,
        "full text (BM25)": words,
        "both before training, equal weights": search.values(search.fused(start, 1.0)),
        "vectors after training, each text alone": alone,
        f"both after training, words weigh {weight:g}": hybrid,
    }
    for name, found in values.items():
        yield _row(f"nDCG@10 of {name}", search.mean(found))
    yield _row("nDCG@10 gained by training", search.mean(_less(alone, before)), GAIN)
    yield _row("nDCG@10 of both after training, less full text", search.mean(_less(hybrid, words)), 0.0)
    for window in WINDOWS:
        passed = search.values(search.in_one_pass(_reader(training, tuned, window)))
        yield _row(f"nDCG@10 of one pass in windows of {window} tokens", search.mean(passed))
        what = f"nDCG@10 of one pass in windows of {window} tokens, less each text alone"
        yield _row(what, search.mean(_less(passed, alone)), -TOLERANCE)
    yield {"what": "questions", "value": search.questions, "target": None}
    yield {"what": f"pairs learnt from ({result.verdict})", "value": int(result.figures["pairs"]), "target": None}


def _reader(training: SentenceEncoderTraining, tuned: Path, window: int) -> OnePassEncoder:
    reader = training.in_one_pass(tuned, window)
    assert reader is not None
    return reader


def _less(values: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(values, others, strict=True)]


def _row(what: str, found: Interval, target: float | None = None) -> Row:
    low, high = round(found.low, 4), round(found.high, 4)
    return {"what": what, "value": round(found.mean, 4), "low": low, "high": high, "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(line)
