"""What is true of a conversation, beside what a reader sees of it."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Characters `start` to `end` of a text, what they are, and the `value` they stand for (right form)."""

    start: int
    end: int
    kind: str
    value: str = ""


class TrueTurn(msgspec.Struct, frozen=True, kw_only=True):
    """One turn: `clean` is what was meant, `text` what the recogniser wrote.

    `noise` spans lie in `text`: filler, repetition, false_start (their value is empty) and misheard (its value is the
    right term); replacing every noise span by its value gives `clean`. `personal` spans lie in `text`,
    `clean_personal` in `clean`; their kind is the type of personal data, with ``:spoken`` where it was spelled out.
    """

    person_id: str
    role: str
    text: str
    clean: str
    start_s: float
    end_s: float
    stage: str
    topic: str
    question: str = "none"
    objection: str = "none"
    technique: str = "none"
    noise: list[Span] = msgspec.field(default_factory=list)
    personal: list[Span] = msgspec.field(default_factory=list)
    clean_personal: list[Span] = msgspec.field(default_factory=list)


class TruePerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the conversation: who it is (a CRM id), the role, and how the platform labels them."""

    id: str
    name: str
    role: str
    label: str
    email: str | None = None
    phone: str | None = None
    persona_role: str | None = None
    traits: list[str] = msgspec.field(default_factory=list)
    objections: list[str] = msgspec.field(default_factory=list)
    label_is_wrong: bool = False
    phone_only: bool = False


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is true of one conversation; `topics` are the turns at which a new topic begins (0 is one).

    `skill` is the seller's level 1 to 5 in this call, `won` the outcome of its deal (None while open). `broken` names
    what is wrong with the row; `stage_expected` and `reasons_expected` say which step should say so, and how.
    """

    conversation_id: str
    tenant: str
    book: str
    source: str
    native_id: str
    started_at: datetime
    kind: str
    industry: str
    people: list[TruePerson]
    turns: list[TrueTurn]
    topics: list[int]
    skill: int
    won: bool | None
    account_id: str
    deal_id: str
    deal_stage: str | None = None
    meeting_id: str | None = None
    files: list[str] = msgspec.field(default_factory=list)
    broken: str | None = None
    stage_expected: str | None = None
    reasons_expected: list[str] = msgspec.field(default_factory=list)
