"""What the score of learning counts: word pairs, role breaks, raised objections, and the newest calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from talktrack.core.prompts import Line, Scene
from talktrack.world.truth import TrueTurn, Truth
from tests.benchmarks.learning_ears import Ear, grams, word_pairs
from tests.benchmarks.learning_material import cut
from tests.benchmarks.learning_play import Script, breaks, constant_guess, distinct_2

DAYS = [datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 11)]


def test_who_is_named_is_no_word_of_its_own() -> None:
    """Two tokens of persons are the same word, for dialogues are compared by how people speak."""
    assert grams("Ask [PERSON:k3f9ab]!") == grams("ask [PERSON]") == ["ask", "person", "ask person"]


def test_distinct_2_is_the_share_of_different_pairs() -> None:
    """Of the pairs a-b, b-a and a-b, two differ; pairs do not reach from one turn into the next."""
    assert word_pairs("a b a") == [("a", "b"), ("b", "a")]
    assert distinct_2(["a b a", "a b"]) == pytest.approx(2 / 3)


@pytest.mark.parametrize("text", ["", " ... ", "<|seller|> What would help?", "Yes |>"])
def test_silence_and_markers_break_the_role(text: str) -> None:
    """A prospect says something, and never what only prompts hold."""
    assert breaks(text)


def test_what_is_said_breaks_no_role() -> None:
    """A token of a person is no marker."""
    assert not breaks("Ask [PERSON:k3f9ab], 24 people do.")


def test_an_objection_is_raised_once_and_then_stood_by() -> None:
    """Price is raised, clarified and turned down: one raise; after an accepted answer the next one counts again."""
    said = [("prospect", "price"), ("seller", "none"), ("prospect", "price"), ("seller", "none"), ("prospect", "none")]
    said += [("seller", "none"), ("prospect", "trust")]

    assert list(_script(said).raised()) == [(0, "price"), (6, "trust")]


def test_who_hears_nothing_guesses_the_commonest_trait() -> None:
    """Two of three calls have a terse prospect."""
    personas = (["terse"], ["terse", "chatty"], ["friendly"])
    calls = [replace(_script([]), scenes=[Scene(traits=traits)]) for traits in personas]

    assert constant_guess(calls) == pytest.approx(2 / 3)


def test_the_newest_tenth_begins_at_its_first_call() -> None:
    """Nine of ten days are older than the day from which on the newest tenth lies."""
    assert [day < cut(DAYS, 0.1) for day in DAYS] == [True] * 9 + [False]


def test_an_ear_hears_what_it_was_told() -> None:
    """Words that only one label has tell it in texts that are new."""
    ear = Ear(
        ["too dear for us", "far too dear", "dear me", "not now", "call in May, not now", "now is bad"], list("ppptbt")
    )

    assert ear.heard(["it is dear"]) == ["p"]


def _script(said: list[tuple[str, str]]) -> Script:
    turns = [
        TrueTurn(
            person_id=role,
            role=role,
            text="",
            clean="",
            start_s=0.0,
            end_s=1.0,
            stage="",
            topic="",
            objection=objection,
        )
        for role, objection in said
    ]
    truth = Truth(
        conversation_id="c",
        tenant="t",
        book="first",
        source="zoom",
        native_id="n",
        started_at=DAYS[0],
        kind="demo",
        industry="retail",
        people=[],
        turns=turns,
        topics=[0],
        skill=3,
        won=None,
        account_id="a",
        deal_id="d",
    )
    return Script(truth, [Line(role, "") for role, _ in said], [])
