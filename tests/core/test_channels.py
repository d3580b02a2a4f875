"""Channels: small vectors whose dot products say how much of what was asked for is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.channels import DIMENSIONS, PHASES, concepts, contextual, phase, semantic, temporal
from talktrack.core.chunk_rows import CONTEXTUAL, SEMANTIC

NONE = np.array([np.nan])


def test_two_words_for_one_notion_are_alike() -> None:
    """Also terms of several words; other notions are not."""
    cost, total, audit = semantic(["What does it cost?", "the total cost of ownership", "a security audit"])

    assert float(semantic(["our budget"])[0] @ cost) == pytest.approx(1.0)
    assert float(cost @ total) == 0.0
    assert float(cost @ audit) == 0.0


@given(st.text(max_size=80))
def test_any_text_has_a_unit_vector_or_none(text: str) -> None:
    """Whatever it holds."""
    length = float(np.linalg.norm(semantic([text])[0]))

    assert length == pytest.approx(1.0, abs=1e-5) or length == 0.0


def test_every_word_belongs_to_one_notion() -> None:
    """Otherwise the last line of the list would win in silence."""
    words = [word for several in concepts().values() for word in several]

    assert len(set(words)) == len(words)
    assert len(concepts()) <= DIMENSIONS[SEMANTIC]


def test_the_nearer_in_the_call_the_more_alike() -> None:
    """A question about the end finds the end first."""
    middle, late, last = temporal(np.array([0.5, 0.8, 0.95]), np.full(3, np.nan))

    assert float(phase("closing") @ last) > float(phase("closing") @ late) > float(phase("closing") @ middle)


def test_phases_are_told_apart() -> None:
    """Each is most like itself."""
    vectors = np.stack([phase(name) for name in PHASES])

    assert np.argmax(vectors @ vectors.T, axis=1).tolist() == list(range(len(PHASES)))


def test_a_pause_is_found_by_its_length() -> None:
    """What follows a long one; an unmeasured one is none."""
    vectors = temporal(np.array([0.2, 0.2, np.nan]), np.array([6.0, 0.5, np.nan]))

    assert (vectors @ phase("pause")).tolist() == pytest.approx([0.5**0.5, 0.0, 0.0])
    assert not vectors[2].any()


def test_the_more_of_a_wish_is_met_the_more_alike() -> None:
    """Stage and industry, only the stage, neither; capitals and blanks are no difference."""
    known: list[dict[str, str | float | None]] = [
        {"stage": "Negotiation", "industry": "Retail"},
        {"stage": " negotiation ", "industry": "Energy"},
        {"stage": "Discovery", "industry": None},
        {},
    ]
    [wish] = contextual([{"stage": "Negotiation", "industry": "Retail"}])

    assert (contextual(known) @ wish).tolist() == pytest.approx([1.0, 0.5, 0.0, 0.0], abs=1e-6)


def test_amounts_of_one_size_are_alike() -> None:
    """50 000 is nearer to 60 000 than to 500 000."""
    small, like, large = contextual([{"value": 50_000.0}, {"value": 60_000.0}, {"value": 500_000.0}])

    assert float(small @ like) > 0.8
    assert float(small @ large) == pytest.approx(0.0, abs=1e-6)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))
def test_any_context_fits(value: float, stage: str) -> None:
    """Amounts below nothing and strange names too."""
    [vector] = contextual([{"value": value, "stage": stage}])

    assert vector.shape == (DIMENSIONS[CONTEXTUAL],)
    assert np.isfinite(vector).all()
