"""Topics are the best segmentation there is, and words and questions say where they begin."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.ingestion.embed.topics import BLOCK, TopicSettings, boundaries, topic_starts, word_vectors

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MOST = 12

UNITS = st.integers(1, MOST).flatmap(
    lambda count: st.tuples(
        arrays(np.float64, (count, 3), elements=st.floats(-1, 1, width=16)),
        arrays(np.float64, count, elements=st.integers(0, 60)),
        arrays(np.bool_, count),
    )
)
WAYS = st.builds(
    TopicSettings,
    penalty=st.floats(0.1, 4),
    usual_words=st.floats(5, 150),
    strictness=st.floats(0, 2),
    unasked=st.floats(0, 2),
    most_units=st.integers(1, MOST),
)


@settings(max_examples=60, deadline=None)
@given(units=UNITS, way=WAYS)
def test_no_segmentation_is_better(units: tuple[Floats, Floats, Bools], way: TopicSettings) -> None:
    """What is found costs what the best of all segmentations costs, each counted on its own."""
    vectors, words, asked = units
    found = boundaries(vectors, words, way, asked)

    least = min(_cost(starts, vectors, words, way, asked) for starts in _all_starts(len(vectors), way.most_units))
    assert _cost(found, vectors, words, way, asked) == pytest.approx(least, abs=1e-7)


def test_blocks_of_work_leave_no_trace() -> None:
    """A call of more turns than are worked on at once costs what the plain recursion over all its turns finds."""
    rng = np.random.default_rng(8)
    vectors, words = rng.normal(size=(BLOCK + 60, 2)), rng.uniform(1, 30, BLOCK + 60)
    asked, way = rng.random(BLOCK + 60) < 0.4, TopicSettings(most_units=30)
    units, least = vectors / float(np.var(vectors, axis=0).sum()) ** 0.5, [0.0]
    for end in range(1, len(units) + 1):
        starts = range(max(0, end - way.most_units), end)
        least.append(min(least[start] + _one_cost((start, end), units, words, way, asked) for start in starts))

    assert _cost(boundaries(vectors, words, way, asked), vectors, words, way, asked) == pytest.approx(least[-1])


@settings(max_examples=60, deadline=None)
@given(units=UNITS, way=WAYS)
def test_topics_are_in_order_and_within_the_bound(units: tuple[Floats, Floats, Bools], way: TopicSettings) -> None:
    """The first topic begins at 0, and none has more units than allowed."""
    vectors, words, asked = units
    found = boundaries(vectors, words, way, asked)

    assert found[0] == 0
    assert all(0 < end - start <= way.most_units for start, end in pairwise([*found, len(vectors)]))


def test_nothing_has_no_topic() -> None:
    """Without turns there are no topics."""
    assert boundaries(np.zeros((0, 4)), np.zeros(0), TopicSettings()) == []
    assert topic_starts([], np.zeros((0, 4), dtype=np.float32), TopicSettings()) == []


def test_one_turn_is_one_topic() -> None:
    """A single turn is a topic."""
    assert topic_starts(["Hello."], np.ones((1, 4), dtype=np.float32), TopicSettings()) == [0]


def test_two_subjects_are_two_topics() -> None:
    """The cut lies where the vectors change."""
    vectors = np.repeat(np.eye(2), 6, axis=0)

    assert boundaries(vectors, np.full(12, 20.0), TopicSettings()) == [0, 6]


@pytest.mark.parametrize("magnitude", [1e-30, 1e-3, 1.0, 1e30])
def test_the_magnitude_of_vectors_does_not_matter(magnitude: float) -> None:
    """Topics of vectors are those of the same vectors in other units."""
    vectors, words = _noisy(topics=5, turns=7)

    assert boundaries(vectors * magnitude, words, TopicSettings()) == boundaries(vectors, words, TopicSettings())


def test_what_all_turns_share_does_not_matter() -> None:
    """Topics stay where they are when the same large vector is added to all, as encoders do."""
    vectors, words = _noisy(topics=5, turns=7)

    assert boundaries(vectors + 1e3, words, TopicSettings()) == boundaries(vectors, words, TopicSettings())


@pytest.mark.parametrize("noise", [0.0, 1e-7])
def test_turns_that_do_not_differ_are_one_topic(noise: float) -> None:
    """Rounding is no difference: equal vectors of single precision are not cut."""
    vectors = np.full((40, 8), 0.35, dtype=np.float32)
    vectors[::2] += np.float32(noise)

    assert boundaries(vectors, np.full(40, 5.0), TopicSettings()) == [0]


def test_silent_turns_make_no_warning() -> None:
    """Turns of no words and no vector are cut without a division by zero."""
    with np.errstate(all="raise"):
        assert boundaries(np.zeros((5, 3)), np.zeros(5), TopicSettings()) == [0]


def test_a_higher_penalty_never_makes_more_topics() -> None:
    """Without the prior of lengths the number of topics falls with the penalty, from every turn to one."""
    vectors, words = _noisy(topics=6, turns=8)
    counts = [
        len(boundaries(vectors, words, TopicSettings(penalty=penalty, strictness=0.0, unasked=0.0)))
        for penalty in (1e-9, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0)
    ]

    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (48, 1)


def test_topics_of_the_usual_length_cost_least() -> None:
    """Where nothing differs, the prior alone cuts into topics of the usual length."""
    way = TopicSettings(usual_words=50.0, strictness=100.0)

    assert boundaries(np.ones((20, 2)), np.full(20, 10.0), way) == [0, 5, 10, 15]


def test_a_topic_rather_opens_with_a_question() -> None:
    """A turn between two subjects goes to the one that it asks about."""
    vectors = np.vstack([np.tile([1.0, 0.0], (5, 1)), [[0.5, 0.5]], np.tile([0.0, 1.0], (5, 1))])
    words, asked = np.full(11, 20.0), np.arange(11)

    assert boundaries(vectors, words, TopicSettings(), asked == 5) == [0, 5]
    assert boundaries(vectors, words, TopicSettings(), asked == 6) == [0, 6]


def test_words_that_come_again_bind_turns() -> None:
    """Where the encoder sees no difference, the words said say where a topic begins."""
    claims = ["the claims come late", "claims get lost", "who files claims", "late claims get lost"]
    dock = ["our dock is full", "trucks wait at the dock", "the dock has trucks", "trucks wait"]
    way = TopicSettings(usual_words=14.0)

    assert topic_starts(claims + dock, np.ones((8, 4), dtype=np.float32), way) == [0, 4]


def test_a_word_said_once_or_always_says_nothing() -> None:
    """Only words of several turns, but not of all, count; every vector has length 1 or 0."""
    vectors = word_vectors(["so the dock", "so the Dock", "so claims", "so the claims", ""])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1, 0])
    assert not word_vectors(["so", "so", "once so"]).any()
    assert vectors[0] == pytest.approx(vectors[1])


def test_ten_hours_are_cut_exactly_in_bounded_memory() -> None:
    """Of 20 000 turns every topic is found, and little is held beside the vectors."""
    vectors, words = _noisy(topics=2_000, turns=10)
    single = vectors.astype(np.float32)
    tracemalloc.start()
    try:
        found = boundaries(single, words, TopicSettings(usual_words=100.0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == list(range(0, 20_000, 10))
    assert peak < 16_000_000


@pytest.mark.parametrize(
    "way", [{"penalty": 0.0}, {"usual_words": 0.0}, {"most_units": 0}, {"strictness": -1.0}, {"unasked": -0.1}]
)
def test_settings_without_a_best_segmentation_are_refused(way: dict[str, float]) -> None:
    """A penalty of 0 would cut everywhere."""
    with pytest.raises(ConfigurationInvalidError):
        TopicSettings(**way)  # type: ignore[arg-type]


def _noisy(topics: int, turns: int) -> tuple[Floats, Floats]:
    """Return unit vectors and words of `topics` times `turns` turns; neighbouring topics differ widely."""
    rng = np.random.default_rng(3)
    centres = np.eye(16)[np.arange(topics) % 16]
    vectors = np.repeat(centres, turns, axis=0) + 0.05 * rng.normal(size=(topics * turns, 16))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.full(topics * turns, 10.0)


def _all_starts(count: int, most_units: int) -> Iterator[Sequence[int]]:
    """Yield every segmentation whose topics have at most `most_units` units."""
    for cuts in range(count):
        for inner in combinations(range(1, count), cuts):
            starts = (0, *inner)
            if all(end - start <= most_units for start, end in pairwise([*starts, count])):
                yield starts


def _cost(starts: Sequence[int], vectors: Floats, words: Floats, way: TopicSettings, asked: Bools) -> float:
    """Return what a segmentation costs, from the definition; vectors that hardly differ do not count."""
    scatter = float(np.var(vectors, axis=0).sum())
    differs = scatter > 1e-12 * float(np.square(vectors).sum(axis=1).mean())
    units = vectors / np.sqrt(scatter) if differs else np.zeros_like(vectors)
    return sum(_one_cost(topic, units, words, way, asked) for topic in pairwise([*starts, len(vectors)]))


def _one_cost(topic: tuple[int, int], units: Floats, words: Floats, way: TopicSettings, asked: Bools) -> float:
    """Return what one topic costs: scatter within, length, opening."""
    start, end = topic
    within = float(np.square(units[start:end] - units[start:end].mean(axis=0)).sum())
    length = max(1.0, float(words[start:end].sum()))
    prior = way.penalty * (1 + way.strictness * float(np.log(length / way.usual_words)) ** 2)
    return within + prior + (0.0 if asked[start] else way.unasked)
