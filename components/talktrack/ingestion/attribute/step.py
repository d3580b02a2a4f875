"""Attribute every conversation of a table, and list those whose speakers stay uncertain for review."""

from __future__ import annotations

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.conversation import Conversation
from talktrack.core.records import Quarantined
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory

SUGGESTION = "Listen to the opening, name the speakers, and release the conversation."


def run(
    conversations: str, directory: Directory, attributed: str, unresolved: str, threshold: float
) -> dict[str, int | float]:
    """Stream conversations through `attribute`; all go on, the uncertain ones are also listed."""
    with TableWriter(attributed, CONVERSATIONS) as written, TableWriter(unresolved, QUARANTINE) as listed:
        for conversation in read_table(conversations, CONVERSATIONS):
            outcome = attribute(conversation, directory, threshold)
            written.write(outcome.conversation)
            if outcome.reasons and conversation.reviewed_by is None:
                listed.write(unresolved_row(outcome.conversation, outcome.reasons))
    return {"conversations": written.count, "uncertain": listed.count}


def unresolved_row(conversation: Conversation, reasons: list[str]) -> Quarantined:
    """Return the review row of a conversation whose speakers are uncertain; it does not stop the conversation."""
    origin = conversation.provenance[0] if conversation.provenance else None
    return Quarantined(
        id=conversation.id,
        tenant=conversation.tenant,
        stage="attribute",
        uri=origin.uri if origin else "",
        sha256=origin.sha256 if origin else "",
        reasons=reasons,
        severity="warning",
        suggestion=SUGGESTION,
        conversation=conversation,
    )
