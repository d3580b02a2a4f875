"""The story of examples: pin the tables, split the accounts, build every example once, check, publish."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from talktrack.core.artifacts import read_table, write_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository
from talktrack.core.records import Example
from talktrack.core.tables import EXAMPLES, SCORES
from talktrack.training.examples import coaching, dialogue
from talktrack.training.examples.pinned import GoldenSet, PinnedTables
from talktrack.training.examples.source import POSITIVE, Source, example, weight_of
from talktrack.training.examples.splits import GOLDEN, TRAIN, Shares, account_of, assign, check_leakage

LINEAGE = "lineage.json"


@dataclass(frozen=True)
class Made:
    """What a run made: the versions it read and its counts."""

    lineage: dict[str, int]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> int:
        """Return the number of training examples that are more likely good than bad."""
        return self.counts["good"]


def run(repository: Repository, scores: str | Path, into: str | Path, shares: Shares, min_examples: int) -> Made:
    """Write the examples of all conversations; publish them only when there are enough to train on.

    Too few are not published, since a golden set chosen from a handful of conversations would stay frozen for ever.

    Raises:
        ConfigurationInvalidError: `min_examples` makes no sense.
        LeakageError: an account, conversation or text stands on two sides; nothing is published.
    """
    if min_examples < 1:
        raise ConfigurationInvalidError(f"min_examples is {min_examples}: use a whole number from 1 up.")
    tables = PinnedTables(repository)
    made = Made(tables.versions)
    rows = _examples(tables, GoldenSet(tables.golden()), scores, shares, made.counts)
    write_table(into, EXAMPLES, _unique(rows, made.counts))
    (Path(into) / LINEAGE).write_bytes(msgspec.json.encode(made.lineage))
    check_leakage(read_table(into, EXAMPLES))
    made.counts["enough"] = int(made.good >= min_examples)
    if made.counts["enough"]:
        repository.publish(EXAMPLES, read_table(into, EXAMPLES))
    return made


def _examples(
    tables: PinnedTables, golden: GoldenSet, scores: str | Path, shares: Shares, counts: Counter[str]
) -> Iterator[Example]:
    """Yield every example; frozen golden rows come first, so that nothing equal to them is trained on."""
    weights = {row.id: weight_of(row) for row in read_table(scores, SCORES)}
    labels = tables.labels()
    analyses = tables.analyses(set(labels))
    accounts, readable = _survey(tables, golden)
    splits = assign(accounts, [account for account, frozen in accounts.items() if frozen], shares)
    yield from (row for row in golden.rows if row.conversation_id in readable)
    for conversation in tables.conversations():
        split = splits[account_of(conversation)]
        if split == GOLDEN and not golden.builds(conversation):
            counts["held_out_conversations"] += 1
            continue
        source = Source(
            conversation=conversation,
            split=split,
            weight=weights.get(conversation.id, weight_of(None)),
            analysis=analyses.get(conversation.id),
            labels=labels.get(conversation.id, []),
        )
        counts["conversations"] += 1
        yield from (example(source, draft) for draft in dialogue.drafts(source))
        yield from (example(source, draft) for draft in coaching.drafts(source))


def _survey(tables: PinnedTables, golden: GoldenSet) -> tuple[dict[str, bool], set[str]]:
    """Return for each account whether it is on the golden side, and the golden conversations that still exist."""
    accounts: dict[str, bool] = defaultdict(bool)
    readable: set[str] = set()
    for row in tables.conversations():
        accounts[account_of(row)] |= golden.owns(row)
        if row.id in golden.conversations:
            readable.add(row.id)
    return accounts, readable


def _unique(rows: Iterator[Example], counts: Counter[str]) -> Iterator[Example]:
    """Yield rows with a new text, counting them; memory grows by one id per example."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            counts["dropped_duplicates"] += 1
            continue
        seen.add(row.id)
        counts[f"{row.path}_{row.split}"] += 1
        counts["good"] += row.split == TRAIN and row.weight >= POSITIVE
        yield row
