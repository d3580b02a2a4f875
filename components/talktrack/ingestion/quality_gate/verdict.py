"""What follows from failed expectations: a quarantine row with its reasons, how bad it is, and a suggestion."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.conversation import Conversation
from talktrack.core.records import Quarantined
from talktrack.core.review import case
from talktrack.ingestion.quality_gate.advice import ADVICE, ERROR, WARNING

STAGE = "quality_gate"


def quarantine(conversation: Conversation, reasons: Sequence[str]) -> Quarantined:
    """Return the row for the review queue; it carries the conversation so that a person can fix and release it."""
    advice = [ADVICE[reason] for reason in reasons]
    return case(
        conversation,
        stage=STAGE,
        reasons=reasons,
        severity=ERROR if any(item.severity == ERROR for item in advice) else WARNING,
        suggestion=" ".join(dict.fromkeys(item.suggestion for item in advice)),
    )
