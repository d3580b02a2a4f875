"""Prepare every conversation of a table in one pass."""

from __future__ import annotations

from collections import Counter

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.prepare.preparation import Preparation


def run(conversations: str, prepared: str, unresolved: str, preparation: Preparation) -> dict[str, int | float]:
    """Stream conversations through `Preparation`; return how many went on, rows for review by reason, replacements."""
    counts: Counter[str] = Counter()
    with TableWriter(prepared, CONVERSATIONS) as clean, TableWriter(unresolved, QUARANTINE) as review:
        for conversation in read_table(conversations, CONVERSATIONS):
            outcome = preparation.prepare(conversation)
            counts.update({f"replaced_{kind.lower()}": count for kind, count in outcome.replaced.items()})
            if outcome.conversation is not None:
                clean.write(outcome.conversation)
            if outcome.unresolved is not None:
                review.write(outcome.unresolved)
                counts[outcome.unresolved.reasons[0].replace(":", "_")] += 1
    totals: dict[str, int | float] = {"conversations": clean.count, "unresolved": review.count}
    return totals | dict(sorted(counts.items()))
