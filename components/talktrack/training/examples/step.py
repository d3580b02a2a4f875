"""The story of examples: put the set together, check that nothing leaks, publish it when there is enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository
from talktrack.core.tables import EXAMPLES
from talktrack.training.examples.assembly import Assembly, Choices
from talktrack.training.examples.card import Card
from talktrack.training.examples.pinned import PinnedTables
from talktrack.training.examples.splits import check_leakage

LINEAGE = "lineage.json"


@dataclass(frozen=True)
class Made:
    """What a run made: the versions it read, its counts, and what the set is made of."""

    lineage: dict[str, int]
    counts: Counter[str]
    card: Card = field(default_factory=Card)

    @property
    def good(self) -> int:
        """Return the number of training examples that are more likely good than bad."""
        return self.counts["good"]


def run(repository: Repository, scores: str | Path, into: str | Path, choices: Choices) -> Made:
    """Write the examples of all conversations; publish them only when there are enough to train on.

    Too few are not published, since a golden set chosen from a handful of conversations would stay frozen for ever.

    Raises:
        ConfigurationInvalidError: `min_examples` makes no sense.
        LeakageError: an account, conversation or text stands on two sides; nothing is published.
    """
    if choices.min_examples < 1:
        raise ConfigurationInvalidError(f"min_examples is {choices.min_examples}: use a whole number from 1 up.")
    tables = PinnedTables(repository)
    assembly = Assembly(tables, scores, choices)
    made = Made(tables.versions, assembly.counts)
    write_table(into, EXAMPLES, made.card.watching(assembly.rows()))
    (Path(into) / LINEAGE).write_bytes(msgspec.json.encode(made.lineage))
    check_leakage(read_table(into, EXAMPLES))
    made.counts.update(made.card.sides() | {"good": made.card.good, "preference_pairs": made.card.pairs})
    made.counts["enough"] = int(made.good >= choices.min_examples)
    if made.counts["enough"]:
        repository.publish(EXAMPLES, read_table(into, EXAMPLES))
    return made
