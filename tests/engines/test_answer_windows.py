"""What surrounds an answer when it is learnt from its window."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from talktrack.core.ports import Passage, TextPair
from talktrack.core.unit_vectors import unit
from talktrack.engines import answer_windows
from talktrack.engines.answer_windows import AnswerWindows, excerpt
from talktrack.engines.mean_pooled import mean_pooled
from talktrack.engines.sentence_model import loaded
from tests.tiny_encoder import make_encoder

PAIR = TextPair("the price?", "a seat", before=("one two", "three four"), behind=("five six", "seven eight"))


def test_the_question_is_not_in_the_excerpt_and_turns_keep_their_order() -> None:
    """With words enough, all that is around."""
    found = excerpt(PAIR, 100, Random(1))

    assert list(found.lines) == ["one two", "three four", "a seat", "five six", "seven eight"]
    assert found.lines[found.answer] == "a seat"


def test_an_excerpt_holds_what_fits_and_the_answer_always() -> None:
    """Two more turns of two words, next to the answer; an answer of many words stands alone."""
    wholes = {tuple(excerpt(PAIR, 6, Random(seed)).lines) for seed in range(20)}

    assert wholes == {
        ("one two", "three four", "a seat"),
        ("three four", "a seat", "five six"),
        ("a seat", "five six", "seven eight"),
    }
    assert excerpt(PAIR, 1, Random(0)).lines == ["a seat"]


@pytest.mark.parametrize("reach", [0, 1])
def test_vectors_are_those_of_an_index_read_in_one_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reach: int
) -> None:
    """An answer alone, and one with the turns next to it, equal the sums that embed adds up."""
    monkeypatch.setattr(answer_windows, "TURNS_AROUND", (reach,))
    model = loaded(str(make_encoder(tmp_path / "encoder", seed=5)), None).eval()
    answers, _ = AnswerWindows(model, 16, Random(3)).pooled([PAIR])
    shown = excerpt(PAIR, 12, _after_one_choice(3))
    reader = mean_pooled(model)
    assert reader is not None
    [sums] = reader.token_sums([Passage(shown.passage.text, shown.passage.cuts, shown.passage.spans)], 16)
    around = sums[max(0, shown.answer - reach) : shown.answer + reach + 1].sum(axis=0, keepdims=True)

    np.testing.assert_allclose(answers.detach().numpy(), unit(around), atol=1e-5)


@pytest.mark.parametrize(("reach", "wrong"), [(0, 2), (1, 1)])
def test_what_answers_a_question_of_the_batch_is_wrong_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reach: int, wrong: int
) -> None:
    """Other turns of the windows are, unless they are in the answer's vector or said in another pair."""
    monkeypatch.setattr(answer_windows, "TURNS_AROUND", (reach,))
    model = loaded(str(make_encoder(tmp_path / "encoder", seed=5)), None)
    pairs = [TextPair("q1?", "a1", behind=("beside", "far", "A2", "q2?")), TextPair("q2?", "a2")]
    answers, others = AnswerWindows(model, 64, Random(0)).pooled(pairs)

    assert (len(answers), len(others)) == (2, wrong)


def _after_one_choice(seed: int) -> Random:
    source = Random(seed)
    source.choice((0,))
    return source
