"""Relevance against chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from talktrack.core.ports import Vectors
from talktrack.training.evaluate.relevance import Relevance, Said

TOPICS = ("price", "audit", "rollout", "training", "staff", "storage", "legal", "travel")


class TopicEncoder:
    """Each topic is a direction; a text's vector is the sum of those it names, and of one that all texts share."""

    version, dimension = "topics", len(TOPICS) + 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors."""
        found = np.array([[*(topic in text for topic in TOPICS), 1.0] for text in texts], dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


SAID = [Said("And there?", f"we speak about {topic}", f"c{n}") for n, topic in enumerate(TOPICS)]


def test_the_right_topic_in_other_words_is_above_all_others() -> None:
    """Every answer names its own topic."""
    assert Relevance(SAID, TopicEncoder()).of([f"well, {topic} it is" for topic in TOPICS]) == [1.0] * 8


def test_one_generic_answer_to_everything_is_chance() -> None:
    """It ranks all references in one order."""
    found = Relevance(SAID, TopicEncoder()).of(["we speak about it, about travel that is"] * 8)

    assert np.mean([value for value in found if value is not None]) == pytest.approx(0.5)


def test_answers_to_other_prompts_are_not_above_chance() -> None:
    """Shuffled contexts."""
    shifted = [f"well, {topic} it is" for topic in (*TOPICS[1:], TOPICS[0])]
    found = Relevance(SAID, TopicEncoder()).of(shifted)

    assert max(value for value in found if value is not None) <= 0.5


def test_silence_is_relevant_to_nothing() -> None:
    """Even where chance would say otherwise."""
    assert Relevance(SAID, TopicEncoder()).of([" "] * 8) == [0.0] * 8


@pytest.mark.parametrize("conversations", [("c", "c"), ("c",)])
def test_without_another_conversation_there_is_no_chance_to_compare_with(conversations: tuple[str, ...]) -> None:
    """None, not a number that looks like one."""
    said = [Said("q", f"about {topic}", name) for topic, name in zip(TOPICS, conversations, strict=False)]

    assert Relevance(said, TopicEncoder()).of(["price"] * len(said)) == [None] * len(said)
