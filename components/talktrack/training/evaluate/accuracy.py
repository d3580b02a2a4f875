"""Accuracy: which share of the facts in an answer stands in the context that it was given.

The idea is that of fact precision (Min et al. 2023, "FActScore"), with facts that can be found without a model: numbers
with what they count, dates, names and commitments (`facts`). A number that stands in the context beside other words
counts half, since it may have changed places with another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from talktrack.training.evaluate.facts import COMMITMENT, NAME, NUMBER, Fact, facts
from talktrack.training.evaluate.number_words import words_of

MISPLACED = 0.5


def accuracy(context: str, answer: str, reference: str = "") -> float | None:
    """Return the share of an answer's facts that the context supports, in [0, 1].

    None when neither the answer nor the reference states a fact; 0 when the reference does and the answer does not.
    """
    stated = facts(answer)
    if not stated:
        return 0.0 if facts(reference) else None
    known = _by_value(facts(context))
    words = frozenset(words_of(context))
    return sum(_support(fact, known, words) for fact in stated) / len(stated)


def _support(fact: Fact, known: Mapping[tuple[str, str], Sequence[Fact]], words: frozenset[str]) -> float:
    """Return 1 for a fact of the context, less for a number that counts something else there, 0 for any other."""
    same = known.get((fact.kind, fact.value), ())
    if fact.kind == NUMBER:
        if any(fact.beside & other.beside or not fact.beside or not other.beside for other in same):
            return 1.0
        return MISPLACED if same else 0.0
    if fact.kind == NAME:
        return float(bool(same) or fact.value in words)
    if fact.kind == COMMITMENT:
        return float(any(word.startswith(fact.value) for word in words))
    return float(bool(same))


def _by_value(found: Sequence[Fact]) -> dict[tuple[str, str], list[Fact]]:
    known: dict[tuple[str, str], list[Fact]] = {}
    for fact in found:
        known.setdefault((fact.kind, fact.value), []).append(fact)
    return known
