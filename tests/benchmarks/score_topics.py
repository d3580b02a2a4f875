"""Scores of topic segmentation: Pk and WindowDiff of our topics, of cuts by length, of TextTiling and of ruptures.

Run `python -m tests.benchmarks.score_topics third` for the book that is held out; ours were tuned on `first` alone.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import ruptures  # type: ignore[import-untyped]

from pipelines.models import build_all
from talktrack.core.ports import Encoder, Vectors
from talktrack.engines.encoder import open_encoder
from talktrack.ingestion.embed.levels import LevelSettings, contexts
from talktrack.ingestion.embed.outline import outline
from talktrack.ingestion.embed.topics import TopicSettings, topic_starts, word_vectors
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation

LENGTH_WORDS = 120
BLOCK_TURNS = 6

Row = dict[str, object]
Starts = list[int]


@dataclass(frozen=True)
class Call:
    """The spoken turns of a call: texts, words, vectors in context as embed makes them, and where topics begin."""

    texts: Sequence[str]
    words: npt.NDArray[np.float64]
    vectors: Vectors
    true: Starts


def score(book: str, conversations: int = 60, seed: int = 11) -> list[Row]:
    """Return the mean Pk and WindowDiff of all ways, 0 best: step, what, value, target, command."""
    encoder = open_encoder(build_all(["encoder"])["encoder"])
    organisation = Organisation(seed=seed, tenant="acme", book=book, conversations=conversations, turns=40)
    calls = [_call(call, encoder) for call in generate(organisation)]
    found = {name: [way(call) for call in calls] for name, way in WAYS.items()}
    values = {"topics of a call, found": _mean_topics(found["ours"])}
    values["topics of a call, true"] = _mean_topics([call.true for call in calls])
    for measure, error in (("Pk", pk), ("WindowDiff", window_diff)):
        for name, starts in found.items():
            pairs = zip(calls, starts, strict=True)
            values[f"{measure}, {name}"] = float(
                np.mean([error(call.true, mine, len(call.texts)) for call, mine in pairs])
            )
    command = f"python -m tests.benchmarks.score_topics {book} {conversations} {seed}"
    return [
        {"step": "embed", "what": what, "value": round(value, 4), "target": None, "command": command}
        for what, value in values.items()
    ]  # fmt: skip


def pk(true: Sequence[int], found: Sequence[int], count: int) -> float:
    """Return how often two units half a mean topic apart are wrongly said to share one (Beeferman et al. 1999)."""
    expected, actual = _cuts_in_windows(true, found, count)
    return float(np.mean((expected > 0) != (actual > 0))) if len(expected) else 0.0


def window_diff(true: Sequence[int], found: Sequence[int], count: int) -> float:
    """Return how often the number of cuts between units half a mean topic apart is wrong (Pevzner and Hearst 2002)."""
    expected, actual = _cuts_in_windows(true, found, count)
    return float(np.mean(expected != actual)) if len(expected) else 0.0


def half_mean_topic(true: Sequence[int], count: int) -> int:
    """Return the window of both measures: half the mean number of units of a true topic, at least 1."""
    return max(1, round(count / len(true) / 2))


def _cuts_in_windows(
    true: Sequence[int], found: Sequence[int], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many topics begin in (i, i + window], for every i and both segmentations."""
    window = half_mean_topic(true, count)
    begun = np.zeros((2, count), dtype=np.int64)
    begun[0, list(true)] = begun[1, list(found)] = 1
    running = np.cumsum(begun, axis=1)
    expected, actual = running[:, window:] - running[:, :-window]
    return expected, actual


def _call(call: TrueConversation, encoder: Encoder) -> Call:
    one, topics = outline(call.conversation()), [turn.topic for turn in call.truth.turns]
    assert len(topics) == len(one.conversation.turns)
    told = [topics[place] for place in one.turns]
    around = zip(*contexts(len(one.turns), LevelSettings().context_turns), strict=True)
    return Call(
        texts=[one.text[start:end] for start, end in one.lines],
        words=np.array([len(one.text[start:end].split()) for start, end in one.lines], dtype=np.float64),
        vectors=encoder.encode([one.lines_of(first, last) for first, last in around]),
        true=[0, *(place for place, (before, here) in enumerate(pairwise(told), start=1) if before != here)],
    )


def _mean_topics(found: Sequence[Starts]) -> float:
    return float(np.mean([len(starts) for starts in found]))


def _ours(call: Call) -> Starts:
    return topic_starts(call.texts, call.vectors, TopicSettings())


def _by_length(call: Call) -> Starts:
    """Return runs of turns of at most so many words."""
    starts, words = [0], 0.0
    for place, length in enumerate(call.words):
        if words and words + length > LENGTH_WORDS:
            starts.append(place)
            words = 0.0
        words += length
    return starts


def _text_tiling(call: Call) -> Starts:
    """Return cuts at the gaps whose depth is above mean less half a deviation (Hearst 1997), blocks of whole turns."""
    said = [Counter(re.findall(r"\w{4,}", text.casefold())) for text in call.texts]
    alike = np.array([_cosine(said, gap) for gap in range(1, len(said))])
    depths = np.array(list(_depths(alike)))
    least = depths.mean() - depths.std() / 2
    peaks = [
        gap
        for gap, depth in enumerate(depths)
        if depth > least and depth == depths[max(0, gap - 2) : gap + 3].max() and depth > 0
    ]  # fmt: skip
    return [0, *(gap + 1 for gap in peaks)]


def _cosine(said: Sequence[Counter[str]], gap: int) -> float:
    """Return how alike the words of the blocks before and after a gap are."""
    before = sum(said[max(0, gap - BLOCK_TURNS) : gap], Counter[str]())
    after = sum(said[gap : gap + BLOCK_TURNS], Counter[str]())
    both = sum(count * after[word] for word, count in before.items())
    sizes = sum(n * n for n in before.values()) * sum(n * n for n in after.values())
    return float(both / sizes**0.5) if sizes else 0.0


def _depths(alike: npt.NDArray[np.float64]) -> Iterator[float]:
    """Yield how deep every gap lies below the nearest peaks on both sides."""
    for gap, here in enumerate(alike):
        left, right = gap, gap
        while left and alike[left - 1] >= alike[left]:
            left -= 1
        while right + 1 < len(alike) and alike[right + 1] >= alike[right]:
            right += 1
        yield float(alike[left] + alike[right] - 2 * here)


def _ruptures(call: Call, vectors: Vectors) -> Starts:
    """Return the cuts of ruptures' Dynp into as many topics as we find."""
    cuts = len(_ours(call)) - 1
    ends = ruptures.Dynp(model="l2", min_size=1, jump=1).fit(vectors.astype(np.float64)).predict(cuts) if cuts else [0]
    return [0, *ends[:-1]]


WAYS: dict[str, Callable[[Call], Starts]] = {
    "ours": _ours,
    "nothing cut": lambda _: [0],
    "runs of 120 words": _by_length,
    "TextTiling": _text_tiling,
    "ruptures Dynp, our number of topics": lambda call: _ruptures(call, call.vectors),
    "ruptures Dynp, our words too": lambda call: _ruptures(call, np.hstack([call.vectors, word_vectors(call.texts)])),
}

if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(line)
