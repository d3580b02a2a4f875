"""Variations of rows: consistent over prompt and completion, noise in the context only, the same in every run."""

from __future__ import annotations

import re
from random import Random

import msgspec
import pytest

from talktrack.core.prompts import path_of
from talktrack.core.tokens import TOKEN
from talktrack.training.examples.augmentation import VARIATIONS, Texts, is_varied, varied
from talktrack.training.examples.quality import fault
from tests.training.examples.rows import PROMPTS, row

REJECTED = " [PERSON:k3f9] said 25, do not ask.<|end|>"


def _texts(task: str = "turn") -> Texts:
    one = row(task)
    return Texts(one.prompt, one.completion, REJECTED)


def test_entities_are_others_and_the_same_everywhere() -> None:
    """Who and how much changes in prompt, completion and rejected completion alike."""
    found = VARIATIONS["entities"](_texts(), Random(1))
    names = [set(TOKEN.findall(text)) for text in (found.prompt, found.completion, found.rejected)]
    hours = re.findall(r"(\d\d) hours|said (\d\d),", found.prompt + found.completion + found.rejected)

    assert names[0] == names[1] == names[2] != {"[PERSON:k3f9]"}
    assert len(hours) == 3
    assert len({one or other for one, other in hours}) == 1
    assert ("25", "") not in hours


def test_figures_of_a_call_are_no_entities() -> None:
    """An assessment that was made of one figure is not made of another."""
    found = VARIATIONS["entities"](_texts("assess"), Random(1))

    assert "longest_monologue_s: 45\n" in found.prompt
    assert found.completion == row("assess").completion


@pytest.mark.parametrize("seed", range(12))
def test_noise_is_heard_in_the_context_only(seed: int) -> None:
    """One spoken line changes; the persona and what is learnt to say do not."""
    before = _texts()
    found = VARIATIONS["noise"](before, Random(seed))
    lines = list(zip(before.prompt.split("\n"), found.prompt.split("\n"), strict=True))

    assert (before.completion, before.rejected) == (found.completion, found.rejected)
    assert sum(one != other for one, other in lines) <= 1
    assert all(one.startswith(("<|seller|>", "<|prospect|>")) for one, other in lines if one != other)
    assert TOKEN.findall(before.prompt) in (TOKEN.findall(found.prompt), TOKEN.findall(found.prompt)[:1])


def test_the_persona_is_listed_in_another_order() -> None:
    """The same traits, and nothing else changes."""
    found = VARIATIONS["persona"](_texts(), Random(0))

    assert sorted(re.findall(r"terse|friendly", found.prompt)) == ["friendly", "terse"]
    assert found.prompt.replace("friendly, terse", "terse, friendly") == PROMPTS["turn"]


def test_phrasing_changes_everywhere_by_one_rule() -> None:
    """Words and their contraction never stand side by side."""
    found = [VARIATIONS["phrasing"](_texts(), Random(seed)) for seed in range(20)]
    changed = [one for one in found if "don't" in one.prompt]

    assert changed
    assert all("don't" in one.completion and "do not" not in one.prompt + one.completion for one in changed)
    assert all("don't" in one.rejected for one in changed)


def test_a_variation_says_so_and_stays_a_good_row() -> None:
    """Its provenance names what it was made from and how; its form is still that of a prompt."""
    rows = [row(said=f"Then it is another 25 hours that we do not have, {word}.") for word in "abcdefghijklmnop"]
    found = [one for one in (varied(one, 1.0) for one in rows) if one]

    assert len(found) > 8
    assert {one.provenance for one in found} <= {f"c1#3+{name}" for name in VARIATIONS}
    assert all(is_varied(one) and path_of(one.prompt) == "roleplay" and not fault(one) for one in found)
    assert not {one.id for one in found} & {one.id for one in rows}
    assert not is_varied(rows[0])


def test_which_rows_vary_is_the_same_in_every_run() -> None:
    """No share varies nothing; the choice follows the row."""
    rows = [msgspec.structs.replace(row(), id=f"x{number}") for number in range(200)]
    twice = [[varied(one, 0.3) for one in rows] for _ in range(2)]

    assert twice[0] == twice[1]
    assert 20 < sum(one is not None for one in twice[0]) < 80
    assert not any(varied(one, 0.0) for one in rows)
