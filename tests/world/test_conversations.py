"""Conversations and their truth: spans that point at what they say, labels that follow from what happens."""

from __future__ import annotations

import tracemalloc
from functools import cache
from itertools import islice, pairwise

import msgspec
import numpy as np
import pytest

from talktrack.core.ids import stable_id
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.labels import OBJECTIONS, PERSONAL_DATA, QUESTIONS, STAGES, TECHNIQUES
from talktrack.world.organisation import Organisation
from talktrack.world.phrasebooks import BOOKS
from talktrack.world.truth import Span, TrueTurn, Truth


@cache
def world(book: str = "first") -> list[TrueConversation]:
    """Return a small world."""
    return list(generate(Organisation(seed=3, tenant="acme", book=book, conversations=60)))


def turns(book: str = "first") -> list[TrueTurn]:
    """Return all its turns."""
    return [turn for conversation in world(book) for turn in conversation.truth.turns]


def test_the_same_arguments_give_the_same_words() -> None:
    """Text, noise and times are repeatable."""
    again = list(islice(generate(Organisation(seed=3, tenant="acme", conversations=60)), 5))

    assert again == world()[:5]


@pytest.mark.parametrize("book", BOOKS)
def test_replacing_noise_by_its_value_gives_the_clean_text(book: str) -> None:
    """The promise of `TrueTurn`, for every turn."""
    assert [turn.clean for turn in turns(book)] == [_without(turn.text, turn.noise) for turn in turns(book)]


@pytest.mark.parametrize("book", BOOKS)
def test_personal_spans_point_at_their_value(book: str) -> None:
    """In the text as read and in the clean text."""
    wrong = [t for t in turns(book) if not (_points(t.text, t.personal) and _points(t.clean, t.clean_personal))]

    assert wrong == []


def test_every_kind_of_personal_data_is_said() -> None:
    """Names, numbers, addresses; some of them spelled out."""
    kinds = {span.kind for turn in turns() for span in turn.personal}

    assert kinds >= {*PERSONAL_DATA, "EMAIL:spoken", "PHONE:spoken", "CARD:spoken"}


def test_every_kind_of_noise_is_heard() -> None:
    """Fillers, repetitions, false starts, misheard terms."""
    kinds = {span.kind for turn in turns() for span in turn.noise}

    assert kinds == {"filler", "repetition", "false_start", "misheard"}


def test_all_labels_occur_and_no_others() -> None:
    """The lists in `labels` are what the truth uses."""
    assert {turn.stage for turn in turns()} == set(STAGES)
    assert {turn.question for turn in turns()} == set(QUESTIONS)
    assert {turn.objection for turn in turns()} == set(OBJECTIONS)
    assert {turn.technique for turn in turns()} <= set(TECHNIQUES)


def test_nobody_speaks_twice_in_a_row() -> None:
    """A reader that merges a speaker's lines sees the same turns."""
    twice = [1 for c in world() for a, b in pairwise(c.truth.turns) if a.person_id == b.person_id]

    assert twice == []


def test_topics_begin_where_the_topic_changes() -> None:
    """The first turn begins one, and every boundary is a change."""
    truth = world()[0].truth
    changes = [i for i, (a, b) in enumerate(pairwise(truth.turns), start=1) if a.topic != b.topic]

    assert truth.topics == [0, *changes]


def test_calls_have_about_the_length_asked_for() -> None:
    """The mean number of turns is within a sixth of the target."""
    assert np.mean([len(c.truth.turns) for c in world()]) == pytest.approx(60, rel=0.17)


def test_the_id_is_the_one_that_readers_derive() -> None:
    """Stable over tenant, source and native id."""
    truth = world()[0].truth

    assert truth.conversation_id == stable_id("c", "acme", truth.source, truth.native_id)


def test_the_record_has_one_turn_per_true_turn() -> None:
    """Index by index, with the text as read."""
    read = [[turn.text for turn in c.conversation().turns] for c in world()]

    assert read == [[turn.text for turn in c.truth.turns] for c in world()]


def test_a_gong_record_knows_people_and_deal() -> None:
    """Gong joins parties and carries the deal's stage at the time of the call."""
    conversation = next(c for c in world() if c.truth.source == "gong").conversation()

    assert conversation.deal is not None
    assert {person.affiliation for person in conversation.participants} <= {"internal", "external", "unknown"}


def test_who_dials_in_is_a_phone_number() -> None:
    """The label is the number and nothing else is known."""
    called_in = [p for c in world() if c.truth.source == "zoom" for p in c.truth.people if p.phone_only]

    assert [person.label for person in called_in] == [person.phone for person in called_in]


def test_skill_can_be_inferred_from_what_sellers_do() -> None:
    """A line through four shares of behaviour explains most of the expert's label in calls it was not fitted on."""
    features = np.array([_behaviour(c.truth) for c in world()])
    skill = np.array([c.truth.skill for c in world()])
    fitted, _, _, _ = np.linalg.lstsq(features[:40], skill[:40], rcond=None)

    assert np.corrcoef(features[40:] @ fitted, skill[40:])[0, 1] > 0.75


def test_truth_survives_json() -> None:
    """It is written as JSON lines."""
    truth = world()[0].truth

    assert msgspec.json.decode(msgspec.json.encode(truth), type=Truth) == truth


def test_memory_does_not_grow_with_the_number_of_conversations() -> None:
    """A hundred conversations leave no more behind than ten."""
    stream = generate(Organisation(seed=1, tenant="acme", conversations=100_000, turns=30))
    _consume(stream, 10)
    tracemalloc.start()
    _consume(stream, 100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


def _consume(stream: object, count: int) -> None:
    for _ in islice(stream, count):  # type: ignore[call-overload]
        pass


def _without(text: str, noise: list[Span]) -> str:
    for span in reversed(noise):
        text = text[: span.start] + span.value + text[span.end :]
    return text


def _points(text: str, spans: list[Span]) -> bool:
    return all(text[span.start : span.end] == span.value for span in spans)


def _behaviour(truth: Truth) -> list[float]:
    seller = [turn for turn in truth.turns if turn.role == "seller"]
    deep = sum(turn.question in {"problem_awareness", "consequence"} for turn in seller)
    presenting = sum(len(turn.clean) for turn in seller if turn.question == "presentation")
    poor = sum(turn.technique in {"argue", "discount", "ignore", "early_pitch", "feature_dump"} for turn in seller)
    listening = sum(turn.technique in {"mirroring", "labeling", "summary", "clarify"} for turn in seller)
    return [1.0, deep / len(seller), presenting / 1000, poor / len(seller), listening / len(seller)]


def test_a_second_seller_speaks_in_some_calls() -> None:
    """A colleague who knows the product answers questions; roles are not the same as speakers."""
    speakers = [{turn.person_id for turn in c.truth.turns if turn.role == "seller"} for c in world()]

    assert {len(found) for found in speakers} == {1, 2}
