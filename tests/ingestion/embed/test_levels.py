"""Levels: the sums of one pass give what encoding each text on its own gives, where words do not change each other."""

from __future__ import annotations

import numpy as np
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.ingestion.embed.levels import LevelSettings, one_by_one, one_pass
from talktrack.ingestion.embed.outline import outline
from tests.samples import OnePassWordEncoder, WordEncoder, call, turn

SETTINGS = LevelSettings()
TALKS = [
    call([turn("s1", "What does a seat cost? I ask for ten."), turn("s2", "Ten euros. Each."), turn("s1", "Fine.")]),
    call([turn("s2", "Who signs the contract?"), turn("s1", ""), turn("s2", "Our lawyer does. She reads it first.")]),
]


@pytest.mark.parametrize("level", ["turns", "sentences"])
def test_one_pass_gives_the_vectors_of_the_texts(level: str) -> None:
    """With a bag of words, whose sums are exact."""
    outlines = [outline(talk) for talk in TALKS]
    passed = [getattr(levels, level) for levels in one_pass(outlines, OnePassWordEncoder(), SETTINGS)]
    alone = [getattr(levels, level) for levels in one_by_one(outlines, WordEncoder(), SETTINGS)]

    assert np.vstack(passed) == pytest.approx(np.vstack(alone), abs=1e-6)


def test_topics_and_the_whole_are_sums_of_what_they_hold() -> None:
    """Their vectors are those of their texts, wherever topics begin."""
    outlines = [outline(talk) for talk in TALKS]
    for one, levels in zip(outlines, one_pass(outlines, OnePassWordEncoder(), SETTINGS), strict=True):
        texts = [one.text, *(one.lines_of(*span) for span in levels.ranges)]

        assert np.vstack([levels.whole, levels.topics]) == pytest.approx(WordEncoder().encode(texts), abs=1e-6)


def test_contexts_end_where_the_call_ends() -> None:
    """The first turn has none before it, the last none behind it."""
    [levels] = one_by_one([outline(TALKS[0])], WordEncoder(), LevelSettings(context_turns=0))
    texts = [turn.text for turn in TALKS[0].turns]

    assert levels.turns == pytest.approx(WordEncoder().encode(texts), abs=1e-6)


def test_every_vector_has_unit_length() -> None:
    """At all levels."""
    [levels] = one_pass([outline(TALKS[0])], OnePassWordEncoder(), SETTINGS)
    vectors = np.vstack([levels.whole, levels.topics, levels.turns, levels.sentences])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-6)


@pytest.mark.parametrize(("topic_words", "context_turns"), [(0, 1), (120, -1)])
def test_senseless_settings_are_refused(topic_words: int, context_turns: int) -> None:
    """Before any work is done."""
    with pytest.raises(ConfigurationInvalidError, match="at least"):
        LevelSettings(topic_words=topic_words, context_turns=context_turns)
