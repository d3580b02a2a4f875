"""Redact every conversation of a table; what cannot be proved clean goes to the unresolved rows instead."""

from __future__ import annotations

from collections import Counter

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.conversation import Conversation
from talktrack.core.records import Quarantined
from talktrack.core.review import case
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.redact.redaction import Redaction

SUGGESTION = "Remove the personal data that is left by hand, then release the conversation."


def run(conversations: str, redacted: str, unresolved: str, redaction: Redaction) -> dict[str, int | float]:
    """Stream conversations through `Redaction`; return how many went on, how many did not, and counts by kind."""
    kinds: Counter[str] = Counter()
    with TableWriter(redacted, CONVERSATIONS) as written, TableWriter(unresolved, QUARANTINE) as kept:
        for conversation in read_table(conversations, CONVERSATIONS):
            outcome = redaction.redact(conversation)
            kinds.update(outcome.replaced)
            if outcome.reasons:
                kept.write(unresolved_row(conversation, outcome.reasons))
            else:
                written.write(outcome.conversation)
    counts: dict[str, int | float] = {"conversations": written.count, "unresolved": kept.count}
    return counts | {f"replaced_{kind.lower()}": count for kind, count in sorted(kinds.items())}


def unresolved_row(conversation: Conversation, reasons: list[str]) -> Quarantined:
    """Return the quarantine row of a conversation that must not leave the raw zone."""
    return case(conversation, stage="redact", reasons=reasons, severity="critical", suggestion=SUGGESTION)
