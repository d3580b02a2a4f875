"""Vectors of the four levels: all from one pass over a conversation, or each text encoded on its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Encoder, OnePassEncoder, Passage, Vectors
from talktrack.core.unit_vectors import unit
from talktrack.ingestion.embed.outline import Outline
from talktrack.ingestion.embed.topics import TopicSettings, topic_starts

Ranges = list[tuple[int, int]]


@dataclass(frozen=True)
class LevelSettings:
    """`topic_words` is the usual length of a topic, `context_turns` how many turns before and after a turn count."""

    topic_words: float = 120.0
    context_turns: int = 1

    def __post_init__(self) -> None:
        """Refuse settings that make no levels."""
        if self.topic_words < 1 or self.context_turns < 0:
            raise ConfigurationInvalidError("topic_words must be at least 1 and context_turns at least 0.")

    @property
    def topics(self) -> TopicSettings:
        """Return how topics are found."""
        return TopicSettings(usual_words=self.topic_words)


@dataclass(frozen=True)
class Levels:
    """Unit vectors of one conversation by level, and which spoken turns [first, last) each topic holds.

    `turns` has a row a spoken turn (in context), `sentences` a row a sentence, `whole` one row.
    """

    ranges: Ranges
    whole: Vectors
    topics: Vectors
    turns: Vectors
    sentences: Vectors


def one_pass(outlines: Sequence[Outline], encoder: OnePassEncoder, settings: LevelSettings) -> Iterator[Levels]:
    """Read each conversation once: what holds several sentences is the sum of their tokens' vectors."""
    passages = [Passage(one.text, [start for start, _ in one.lines], one.gapless) for one in outlines]
    for one, sums in zip(outlines, encoder.token_sums(passages), strict=True):
        running = np.vstack([np.zeros((1, encoder.dimension)), np.cumsum(sums, axis=0, dtype=np.float64)])
        running = running[np.asarray(one.firsts)]
        ranges = _topics(one, unit(np.diff(running, axis=0)), settings)
        low, high = contexts(len(one.turns), settings.context_turns)
        first, last = np.array(ranges).T
        yield Levels(
            ranges=ranges,
            whole=unit(running[-1:]),
            topics=unit(running[last] - running[first]),
            turns=unit(running[high] - running[low]),
            sentences=unit(sums),
        )


def one_by_one(outlines: Sequence[Outline], encoder: Encoder, settings: LevelSettings) -> Iterator[Levels]:
    """Encode every text on its own, those of all conversations together; the whole is the mean of its topics."""
    contexts = [_context_texts(one, settings) for one in outlines]
    sentences = [[one.text[start:end] for start, end in one.sentences] for one in outlines]
    turns = _encoded(contexts, encoder)
    ranges = [_topics(one, vectors, settings) for one, vectors in zip(outlines, turns, strict=True)]
    texts = [[one.lines_of(*span) for span in spans] for one, spans in zip(outlines, ranges, strict=True)]
    for parts in zip(ranges, _encoded(texts, encoder), turns, _encoded(sentences, encoder), strict=True):
        spans, topics, in_context, alone = parts
        yield Levels(spans, unit(topics.sum(axis=0, keepdims=True)), topics, in_context, alone)


def _topics(one: Outline, vectors: Vectors, settings: LevelSettings) -> Ranges:
    begins = topic_starts([one.text[start:end] for start, end in one.lines], vectors, settings.topics)
    return list(zip(begins, [*begins[1:], len(one.turns)], strict=True))


def contexts(count: int, reach: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each of `count` turns the first of its context and the end of it."""
    places = np.arange(count)
    return np.maximum(places - reach, 0), np.minimum(places + reach + 1, count)


def _context_texts(one: Outline, settings: LevelSettings) -> list[str]:
    return [one.lines_of(*span) for span in zip(*contexts(len(one.turns), settings.context_turns), strict=True)]


def _encoded(groups: Sequence[Sequence[str]], encoder: Encoder) -> list[Vectors]:
    """Encode the texts of all groups together, so that texts of like length share batches."""
    vectors = encoder.encode([text for group in groups for text in group])
    return np.split(vectors, np.cumsum([len(group) for group in groups])[:-1]) if groups else []
