"""Near duplicates: found however many rows there are, and only where rows really are near."""

from __future__ import annotations

from random import Random

from talktrack.training.examples.nearness import THRESHOLD, Neighbours, jaccard, triples
from tests.training.examples.rows import PROMPTS, row

WORDS = [f"w{n}" for n in range(400)]


def _said(rng: Random, words: int = 60) -> list[str]:
    return [rng.choice(WORDS) for _ in range(words)]


def _changed(rng: Random, said: list[str], words: int) -> list[str]:
    places = set(rng.sample(range(len(said)), words))
    return [f"x{n}" if n in places else word for n, word in enumerate(said)]


def test_the_index_finds_what_counting_finds() -> None:
    """Of 150 rows and as many with some words changed, exactly those are near whose triples say so."""
    rng = Random(3)
    texts = [_said(rng) for _ in range(150)]
    known = [row(said=" ".join(text)) for text in texts]
    index = Neighbours()
    for one in known:
        index.add(one)
    others = [row(said=" ".join(_changed(rng, text, number % 6))) for number, text in enumerate(texts)]
    expected = [max(jaccard(triples(one), triples(other)) for one in known) >= THRESHOLD for other in others]

    assert [index.near(other) for other in others] == expected
    assert 20 < sum(expected) < 130


def test_the_persona_and_the_figures_do_not_make_a_row_another_one() -> None:
    """The same talk under another industry is the same talk."""
    index = Neighbours()
    index.add(row())

    assert index.near(row(prompt=PROMPTS["turn"].replace("industry: retail", "industry: finance")))


def test_rows_of_other_tasks_are_not_near() -> None:
    """An answer may quote a turn."""
    index = Neighbours()
    index.add(row("turn", "Moving orders by hand."))

    assert not index.near(row("draft", "Moving orders by hand."))


def test_a_row_of_one_word_has_a_triple() -> None:
    """Nothing is near to nothing."""
    assert len(triples(row(said="", prompt=""))) == 1
