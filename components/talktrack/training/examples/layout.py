"""What the dataset card shows, as plain figures."""

from __future__ import annotations

from collections.abc import Mapping

from talktrack.training.examples.card import WEIGHT_EDGES, WORD_EDGES, Card, Histogram
from talktrack.training.examples.step import Made

DROPPED = "dropped_"
Bars = tuple[list[str], list[float]]


def headline(made: Made, min_examples: int) -> dict[str, str | float | int]:
    """Return the facts on top of the page."""
    return {
        "good training examples": made.good,
        "needed": min_examples,
        "rows": sum(made.card.rows.values()),
        "preference pairs": made.card.pairs,
        "left out": sum(count for name, count in made.counts.items() if name.startswith(DROPPED)),
    }


def sides(card: Card) -> Bars:
    """Return the rows by path, task and split."""
    return _bars({" ".join(key): count for key, count in sorted(card.rows.items())})


def origins(card: Card) -> Bars:
    """Return the rows by where they come from, most first."""
    return _bars(dict(card.origins.most_common()))


def dropped(made: Made) -> Bars:
    """Return what was left out by reason, most first."""
    found = {name.removeprefix(DROPPED): count for name, count in made.counts.items() if name.startswith(DROPPED)}
    return _bars(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))))


def weights(card: Card) -> tuple[tuple[float, ...], dict[str, list[int]]]:
    """Return the edges and the counts of weights by path."""
    return WEIGHT_EDGES, _counts(card.weights)


def words(card: Card) -> tuple[tuple[float, ...], dict[str, list[int]]]:
    """Return the edges and the counts of lengths in words, of prompts and of completions."""
    return WORD_EDGES, _counts(card.words)


def _bars(values: Mapping[str, int]) -> Bars:
    return list(values), [float(count) for count in values.values()]


def _counts(histograms: Mapping[str, Histogram]) -> dict[str, list[int]]:
    return {name: histograms[name].counts for name in sorted(histograms)}
