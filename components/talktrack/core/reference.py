"""What the customer's systems know: accounts, contacts, deals, stage history, meetings, sellers."""

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
    attendees: list[str] = msgspec.field(default_factory=list)
    attendee_names: list[str] = msgspec.field(default_factory=list)
    sequence: int = 0
