"""Heads judge features by plain arithmetic, and are as sure as they are right."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Head, Heads, Judge, read, softmax, temperature_of, written

HEAD = Head(kind="question", classes=["none", "situation"], weights=[[0.0, 0.0], [2.0, -1.0]], bias=[0.0, -1.0])
HEADS = Heads(encoder_version="e@1", heads=[HEAD], conversations="7")


def _rows(*rows: tuple[float, float]) -> np.typing.NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


def test_the_likeliest_class_is_heard_with_its_probability() -> None:
    """2 · 1 - 1 = 1 against 0: e / (1 + e)."""
    ((label, sure),) = Judge(HEAD).labels(_rows((1.0, 0.0)))

    assert label == "situation"
    assert sure == pytest.approx(np.e / (1 + np.e))


def test_a_temperature_changes_how_sure_a_head_is_and_not_what_it_hears() -> None:
    """Twice the temperature halves the score."""
    ((label, sure),) = Judge(replace(HEAD, temperature=2.0)).labels(_rows((1.0, 0.0)))

    assert label == "situation"
    assert sure == pytest.approx(np.exp(0.5) / (1 + np.exp(0.5)))


def test_no_rows_have_no_labels() -> None:
    """A call in which nobody sells has no turn to judge."""
    assert Judge(HEAD).labels(np.zeros((0, 2), dtype=np.float32)) == []


def test_features_of_another_width_are_refused() -> None:
    """The message says what to run."""
    with pytest.raises(ConfigurationInvalidError, match="takes 2 features, not 3: run train_heads"):
        Judge(HEAD).labels(np.zeros((1, 3), dtype=np.float32))


def test_heads_belong_to_one_encoder_and_one_form_of_features() -> None:
    """With others they say nothing."""
    older = replace(HEADS, features_version=HEADS.features_version - 1)

    assert [HEADS.fits("e@1"), HEADS.fits("e@2"), older.fits("e@1")] == [True, False, False]


def test_heads_are_named_by_what_they_hold() -> None:
    """One other weight is another name; storing changes nothing."""
    other = replace(HEADS, heads=[replace(HEAD, bias=[0.0, -2.0])])

    assert read(written(HEADS)) == HEADS
    assert HEADS.version == read(written(HEADS)).version != other.version


def test_what_are_no_heads_is_refused() -> None:
    """A broken file says so."""
    with pytest.raises(ConfigurationInvalidError, match="no heads"):
        read(b'{"heads": 3}')


def test_the_temperature_makes_confidence_true() -> None:
    """Scores that claim 0.95 and are right in seven of ten cases need a temperature above 1, so that they claim 0.7."""
    scores = np.tile([[0.0, np.log(19.0)]], (1000, 1))
    labels = ["b"] * 700 + ["a"] * 300
    found = temperature_of(scores, ["a", "b"], labels)

    assert softmax(scores / found)[0, 1] == pytest.approx(0.7, abs=0.02)


def test_nothing_to_calibrate_on_changes_nothing() -> None:
    """No rows, or rows of classes that the head does not know."""
    assert [temperature_of(np.zeros((0, 1)), ["a"], []), temperature_of(np.ones((1, 1)), ["a"], ["z"])] == [1.0, 1.0]
