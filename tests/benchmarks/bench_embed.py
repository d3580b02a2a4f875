"""Pairs of ``make bench``: flat texts, and a call of an hour at four levels, against sentence-transformers as it comes.

The model of flat texts has four of the twelve layers of the published default, 768 wide, untrained: neither changes the
ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.ports import Passage, Vectors
from talktrack.core.records import Chunk
from talktrack.core.token_batches import batches
from talktrack.core.unit_vectors import unit
from talktrack.engines.mean_pooled import TOKENS_PER_BATCH, mean_pooled
from talktrack.engines.token_rows import TokenRows
from talktrack.ingestion.embed.chunks import chunks_of
from talktrack.ingestion.embed.levels import LevelSettings, one_pass
from talktrack.ingestion.embed.outline import Outline, outline
from talktrack.world.models.encoder import EncoderSettings, untrained
from tests.benchmarks.pair import Pair, Row, measured

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TEXTS = 256
WORDS = (
    *("what", "about", "the", "price", "we", "could", "start", "in", "march", "that", "is", "fair", "let", "me", "ask"),
    *("our", "team", "and", "then", "rollout", "takes"),
)
LEAST_COSINE, LEAST_COSINE_IN_PASS = 0.999, 0.95
WORDS_AN_HOUR, WINDOW = 9_000, 64
MAX_TOKENS = 256


def uneven_texts() -> list[str]:
    """Return texts whose numbers of words are log-normal, as those of turns are."""
    rng = Random(5)
    return [" ".join(rng.choices(WORDS, k=max(1, int(rng.lognormvariate(2.8, 0.8))))) for _ in range(TEXTS)]


def padding() -> Row:
    """Return how many tokens the model sees for each one that is there; counted, not timed."""
    texts = uneven_texts()
    rows = TokenRows(untrained(texts, EncoderSettings(hidden=48, layers=1, heads=2)).tokenizer, MAX_TOKENS)
    lengths = [len(row.tokens) for row in rows.of_texts(texts)]
    padded = sum(len(group) * lengths[group[0]] for group in batches(lengths, TOKENS_PER_BATCH))
    ratio = round(padded / sum(lengths), 3)
    what = f"tokens of {TEXTS} texts, padded"
    fixed: Row = {"step": "embed", "what": what, "peer": "tokens alone", "target": 1.10, "command": "make bench"}
    return fixed | {"value": ratio, "low": ratio, "high": ratio}


def flat_texts() -> Pair:
    """Turns and sentences of very different lengths."""
    texts = uneven_texts()
    model = untrained(texts, EncoderSettings(hidden=768, layers=4, heads=12))
    averaged = mean_pooled(model)
    assert averaged is not None

    def theirs() -> Any:
        return model.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    def check() -> None:
        averaged.encode(texts * 8)  # as much as an ingestion has read before its precision is settled
        assert float(np.sum(averaged.encode(texts) * theirs(), axis=1).min()) >= LEAST_COSINE

    return Pair(
        "embed",
        "256 texts, 768 dimensions",
        "sentence-transformers",
        0.35,
        lambda: averaged.encode(texts),
        theirs,
        check,
    )


def one_hour() -> tuple[Outline, SentenceTransformer]:
    """Return a call of an hour at 150 words a minute, and a model of the size of MiniLM, untrained."""
    rng = Random(6)
    sentences = [
        " ".join(rng.choices(WORDS, k=rng.randint(4, 14))).capitalize() + "." for _ in range(WORDS_AN_HOUR // 9)
    ]
    turns, place = list[Turn](), 0
    while place < len(sentences):
        size = min(rng.randint(1, 4), len(sentences) - place)
        turns.append(Turn(speaker_id="s1", text=" ".join(sentences[place : place + size])))
        place += size
    call = Conversation(
        id="c1",
        tenant="acme",
        event_id="e1",
        source="text",
        channel="call",
        turns=turns,
    )
    return outline(call), untrained(sentences, EncoderSettings(hidden=384, layers=6, heads=12))


class OnePass:
    """The model read in one pass, as an `OnePassEncoder`."""

    version = "bench"

    def __init__(self, model: SentenceTransformer) -> None:
        averaged = mean_pooled(model)
        assert averaged is not None
        self._averaged, self.dimension = averaged, int(model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of single texts."""
        return self._averaged.encode(texts)

    def token_sums(self, passages: Sequence[Passage]) -> list[Vectors]:
        """Return sums by span, read in windows of whole turns."""
        return self._averaged.token_sums(passages, WINDOW)


def four_levels() -> Pair:
    """One hour at four levels in one pass, against sentence-transformers with the texts of a level in one call."""
    return _levels("sentence-transformers, a call a level", 0.15, by_level=True)


def four_levels_one_by_one() -> Pair:
    """One hour at four levels in one pass, against a call of sentence-transformers for each text."""
    return _levels("sentence-transformers, a call a text", 0.07, by_level=False)


def _levels(peer: str, target: float, *, by_level: bool) -> Pair:
    call, model = one_hour()
    encoder = OnePass(model)

    def ours() -> tuple[list[Chunk], Vectors]:
        [levels] = one_pass([call], encoder, LevelSettings())
        return chunks_of(call, levels, LevelSettings())

    texts = [[chunk.text for chunk in chunks] for _, chunks in groupby(ours()[0], lambda chunk: chunk.level)]
    texts[0] = [call.text]  # the conversation's chunk shows its beginning, its vector is of all of it

    def theirs() -> list[Any]:
        calls = texts if by_level else [[text] for level in texts for text in level]
        return [model.encode(some, normalize_embeddings=True, show_progress_bar=False) for some in calls]

    def check() -> None:
        """Turns that are a window of their own have their text's vector, up to the special tokens and the precision."""
        lines = [call.text[start:end] for start, end in call.lines]
        [sums] = encoder.token_sums([Passage(call.text, [start for start, _ in call.lines], list(call.lines))])
        alike = np.sum(unit(sums) * model.encode(lines, normalize_embeddings=True), axis=1)
        assert float(np.median(alike)) >= LEAST_COSINE_IN_PASS

    return Pair("embed", f"one hour, four levels ({sum(map(len, texts))} texts)", peer, target, ours, theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (flat_texts, four_levels, four_levels_one_by_one)


def rows() -> list[Row]:
    """Return the padding and every pair's row."""
    return [padding(), *(measured(make()) for make in PAIRS)]
