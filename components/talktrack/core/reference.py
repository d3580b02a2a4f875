"""What the customer's systems know: accounts, contacts, deals with their stages, meetings, personas, scenarios."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A company the tenant sells to."""

    id: str
    name: str
    industry: str | None = None
    domain: str | None = None
    employees: int | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A person at an account (affiliation external) or at the tenant (internal: a seller)."""

    id: str
    name: str
    email: str | None = None
    phone: str | None = None
    title: str | None = None
    account_id: str | None = None
    affiliation: str = "external"


class Deal(msgspec.Struct, frozen=True, kw_only=True):
    """An opportunity as exported today; features must come from `StageChange`, never from here.

    `account_id` is empty where the source does not say with whom.
    """

    id: str
    account_id: str
    name: str
    stage: str
    amount: float | None = None
    currency: str | None = None
    owner_id: str | None = None
    is_closed: bool = False
    is_won: bool = False
    created_at: datetime | None = None
    closed_at: datetime | None = None
    competitors: list[str] = msgspec.field(default_factory=list)
    contact_ids: list[str] = msgspec.field(default_factory=list)


class StageChange(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a deal's history: from `changed_at` on, the deal stood at `stage`."""

    id: str
    deal_id: str
    stage: str
    changed_at: datetime
    amount: float | None = None


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting or call that a calendar or the CRM knows; `id` is its UID, for an occurrence of a series UID/START.

    START is when it was to begin before anybody moved it, as ``20260122T140000Z``; `series_id` is the UID that all
    occurrences share. Names of people without an address stand after the others in `attendee_names`.
    """

    id: str
    series_id: str | None = None
    deal_id: str | None = None
    title: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    join_url: str | None = None
    organizer: str | None = None
    organizer_name: str | None = None
    attendees: list[str] = msgspec.field(default_factory=list)
    attendee_names: list[str] = msgspec.field(default_factory=list)
    sequence: int = 0


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom an AI plays in practice sessions: the job, how they behave, what they object to and care about."""

    id: str
    name: str | None = None
    role: str | None = None
    title: str | None = None
    company: str | None = None
    industry: str | None = None
    style: str | None = None
    difficulty: str | None = None
    traits: list[str] = msgspec.field(default_factory=list)
    objections: list[str] = msgspec.field(default_factory=list)
    pains: list[str] = msgspec.field(default_factory=list)
    goals: list[str] = msgspec.field(default_factory=list)


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a practice session: what the seller shall reach, with whom, at which stage, and how it is judged."""

    id: str
    goal: str
    title: str | None = None
    stage: str | None = None
    persona_id: str | None = None
    industry: str | None = None
    description: str | None = None
    difficulty: str | None = None
    success_criteria: list[str] = msgspec.field(default_factory=list)
