"""The card of a dataset: what a set is made of, added up row by row, as figures that a page can plot."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from talktrack.core.prompts import END
from talktrack.core.records import Example
from talktrack.training.examples.judgement import POSITIVE
from talktrack.training.examples.splits import TRAIN

WEIGHT_EDGES = tuple(step / 10 for step in range(11))
WORD_EDGES = (0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0)


@dataclass
class Histogram:
    """Counts between edges; what lies beyond the last counts with the last."""

    edges: tuple[float, ...]
    counts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin at nothing."""
        self.counts = [0] * (len(self.edges) - 1)

    def add(self, value: float) -> None:
        """Count one value."""
        self.counts[min(max(bisect_right(self.edges, value) - 1, 0), len(self.counts) - 1)] += 1


@dataclass
class Card:
    """Figures of all rows; memory does not grow with them."""

    rows: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    pairs: int = 0
    good: int = 0
    weights: dict[str, Histogram] = field(default_factory=lambda: defaultdict(lambda: Histogram(WEIGHT_EDGES)))
    words: dict[str, Histogram] = field(default_factory=lambda: defaultdict(lambda: Histogram(WORD_EDGES)))

    def watching(self, rows: Iterable[Example]) -> Iterator[Example]:
        """Pass rows on and add them up."""
        for row in rows:
            self._add(row)
            yield row

    def _add(self, row: Example) -> None:
        self.rows[row.path, row.task, row.split] += 1
        self.origins[origin(row)] += 1
        self.pairs += bool(row.rejected)
        self.good += row.split == TRAIN and row.weight >= POSITIVE
        self.weights[row.path].add(row.weight)
        self.words[f"{row.path} prompts"].add(len(row.prompt.split()))
        self.words[f"{row.path} completions"].add(len(row.completion.removesuffix(END).split()))

    def by(self, place: int) -> Counter[str]:
        """Return the rows by path (0), task (1) or split (2)."""
        found: Counter[str] = Counter()
        for key, count in self.rows.items():
            found[key[place]] += count
        return found

    def sides(self) -> dict[str, int]:
        """Return the rows by path and split, as ``roleplay_train``."""
        found: Counter[str] = Counter()
        for (path, _, split), count in self.rows.items():
            found[f"{path}_{split}"] += count
        return dict(found)


def origin(row: Example) -> str:
    """Return where a row comes from: calls, mails, a kind of feedback, or a kind of variation."""
    place = row.provenance.rpartition("#")[2]
    place, _, variation = place.partition("+")
    if variation:
        return f"varied: {variation}"
    kind, colon, _ = place.partition(":")
    return f"{'mails' if kind == 'mail' else kind + 's'}" if colon else "calls"
