"""The conversation: one record type for calls, meetings, mail threads and chats."""

from __future__ import annotations

from datetime import datetime

import msgspec

SELLER = "seller"
PROSPECT = "prospect"
UNKNOWN = "unknown"
PRACTICE = "roleplay"
CHAT = "chat"


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One recognised word with its time in seconds from the start; confidence in [0, 1]."""

    text: str
    start_s: float
    end_s: float
    confidence: float | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one participant says without interruption.

    `speaker_id` names a `Participant` of the same conversation; None when the source does not say.
    Times are seconds from the start of the conversation; many sources have neither times nor confidences.
    Tuples, because a turn without them then costs the garbage collector nothing, and calls have many turns.
    """

    speaker_id: str | None
    text: str
    start_s: float | None = None
    end_s: float | None = None
    confidence: float | None = None
    speaker_confidence: float | None = None
    evidence: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the conversation. `label` is what the source calls them, `name` who they are once attributed."""

    id: str
    label: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str = UNKNOWN
    affiliation: str = UNKNOWN
    crm_contact_id: str | None = None


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One recoverable change of a turn's text.

    `start` and `end` delimit the new text inside the turn as it was right after this edit; `before` stood there.
    Undoing the edits of a conversation in reverse order restores the text as read (`core.edits.undo`).
    """

    turn: int
    start: int
    end: int
    before: str
    reason: str


class DealContext(msgspec.Struct, frozen=True, kw_only=True):
    """The deal as it stood when the conversation took place; never today's outcome."""

    stage: str
    amount: float | None = None
    currency: str | None = None
    age_days: int | None = None
    industry: str | None = None
    competitors: list[str] = msgspec.field(default_factory=list)


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record came from: source URI, digest of its bytes, the reader and its version."""

    uri: str
    sha256: str
    reader: str
    version: str


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation, schema 1. Times are UTC; everything a source may not know is nullable."""

    id: str
    tenant: str
    event_id: str
    source: str
    channel: str
    revision: int = 1
    title: str | None = None
    started_at: datetime | None = None
    duration_s: float | None = None
    language: str | None = None
    participants: list[Participant] = msgspec.field(default_factory=list)
    turns: list[Turn] = msgspec.field(default_factory=list)
    edits: list[Edit] = msgspec.field(default_factory=list)
    meeting_id: str | None = None
    account_id: str | None = None
    deal_id: str | None = None
    deal: DealContext | None = None
    consent: str = UNKNOWN
    retain_until: datetime | None = None
    privacy_level: str | None = None
    reviewed_by: str | None = None
    provenance: list[Provenance] = msgspec.field(default_factory=list)
    metadata_json: str = "{}"


def roles(conversation: Conversation) -> dict[str | None, str]:
    """Map each speaker id to its role; the absent speaker is unknown."""
    return {None: UNKNOWN} | {p.id: p.role for p in conversation.participants}
