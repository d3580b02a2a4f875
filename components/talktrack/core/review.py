"""Decisions of people about quarantined rows: what is released or fixed re-enters once, what is dropped stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Named, Quarantined

STATUS = {"release": "released", "fix": "fixed", "drop": "dropped"}
REVIEW = "review"


def case(
    conversation: Conversation, *, stage: str, reasons: Sequence[str], severity: str, suggestion: str
) -> Quarantined:
    """Return the row in which a conversation waits for a person; it names the source that the conversation is from."""
    origin = conversation.provenance[0] if conversation.provenance else None
    return Quarantined(
        id=conversation.id,
        tenant=conversation.tenant,
        stage=stage,
        uri=origin.uri if origin else "",
        sha256=origin.sha256 if origin else "",
        reasons=list(reasons),
        severity=severity,
        suggestion=suggestion,
        conversation=conversation,
    )


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's word on one row: release it as it is, fix it, or drop it; `why` is kept with the row.

    A fix says who speaks (`speakers`: a speaker's id or label, to a contact's id, a name or ``Name <mail>``), what was
    said (`turns`: a turn's number from 0, to its text), in which language, or when it began; all else stays.
    """

    id: str
    decision: str
    by: str
    why: str
    speakers: dict[str, str] = {}
    turns: dict[int, str] = {}
    language: str | None = None
    started_at: datetime | None = None

    @property
    def fixes(self) -> bool:
        """Tell whether anything is to be changed."""
        return bool(self.speakers or self.turns or self.language or self.started_at)


def decide(row: Quarantined, decision: Decision, at: datetime) -> Quarantined:
    """Return the row with the decision on it, and its conversation as it was fixed.

    Raises:
        ConfigurationInvalidError: the decision is unknown, or a fix that changes nothing or what is not there, or the
            row holds nothing that could be released.
    """
    if decision.decision not in STATUS:
        raise ConfigurationInvalidError(f"cannot {decision.decision} {row.id}: decide release, fix or drop.")
    if decision.fixes != (decision.decision == "fix"):
        message = (
            f"{row.id}: decide fix, and say speakers, turns, language or started_at; other decisions change nothing."
        )
        raise ConfigurationInvalidError(message)
    if decision.decision != "drop" and row.conversation is None:
        message = f"{row.id} could not be read, so there is nothing to release: mend {row.uri} and run ingestion again."
        raise ConfigurationInvalidError(message)
    if row.status == "reentered":
        raise ConfigurationInvalidError(f"{row.id} has already re-entered: nothing is left to decide.")
    return msgspec.structs.replace(
        row,
        status=STATUS[decision.decision],
        decided_by=decision.by,
        decided_why=decision.why,
        decided_at=at,
        conversation=_fixed(row.conversation, decision) if row.conversation else None,
        speakers=[Named(speaker=speaker, person=person) for speaker, person in decision.speakers.items()],
    )


def _fixed(conversation: Conversation, decision: Decision) -> Conversation:
    """Return the conversation with turns, language and start as decided; who speaks is settled by attribution."""
    known = {name for person in conversation.participants for name in (person.id, person.label)}
    _check(conversation, "speaker", set(decision.speakers) - known)
    _check(conversation, "turn", set(decision.turns) - set(range(len(conversation.turns))))
    rewrites: dict[int, Sequence[Replacement]] = {
        number: [Replacement(0, len(conversation.turns[number].text), text, REVIEW)]
        for number, text in decision.turns.items()
    }
    return msgspec.structs.replace(
        with_rewrites(conversation, rewrites),
        language=decision.language or conversation.language,
        started_at=decision.started_at or conversation.started_at,
    )


def _check(conversation: Conversation, what: str, unknown: set[str] | set[int]) -> None:
    if unknown:
        listed = ", ".join(sorted(map(str, unknown)))
        raise ConfigurationInvalidError(f"{conversation.id} has no {what} {listed}: see `review show`.")
