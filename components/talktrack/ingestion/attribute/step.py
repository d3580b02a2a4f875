"""Attribute every conversation of a table, and list those whose speakers stay uncertain for review."""

from __future__ import annotations

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.records import Quarantined
from talktrack.core.review import case
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.attribute.attribution import CONFLICT, Attributed, attribute
from talktrack.ingestion.attribute.directory import Directory

MOST_NAMED = 10


def run(
    conversations: str, directory: Directory, attributed: str, unresolved: str, threshold: float
) -> dict[str, int | float]:
    """Stream conversations through `attribute`; all go on, the uncertain ones are also listed."""
    conflicts = doubtful = 0
    with TableWriter(attributed, CONVERSATIONS) as written, TableWriter(unresolved, QUARANTINE) as listed:
        for conversation in read_table(conversations, CONVERSATIONS):
            outcome = attribute(conversation, directory, threshold)
            written.write(outcome.conversation)
            if outcome.reasons and conversation.reviewed_by is None:
                listed.write(unresolved_row(outcome))
                conflicts += CONFLICT in outcome.reasons
                doubtful += len(outcome.doubtful)
    return {
        "conversations": written.count,
        "uncertain": listed.count,
        "conflicts": conflicts,
        "doubtful_speakers": doubtful,
    }


def suggestion(outcome: Attributed) -> str:
    """Return what a reviewer should do, with the ids of the speakers in question and no name."""
    speakers = ", ".join(outcome.doubtful[:MOST_NAMED]) + (" and more" if len(outcome.doubtful) > MOST_NAMED else "")
    why = "fits several people" if CONFLICT in outcome.reasons else "is nobody we know"
    return f"Listen to the opening: who speaks as {speakers} {why}. Fix by naming them, or release as it is."


def unresolved_row(outcome: Attributed) -> Quarantined:
    """Return the review row of a conversation whose speakers are uncertain; it does not stop the conversation."""
    conversation = outcome.conversation
    return case(
        conversation, stage="attribute", reasons=outcome.reasons, severity="warning", suggestion=suggestion(outcome)
    )
