"""What one row of a CRM says: a record, with what decides between rows of one id; or that a record is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import Table
from talktrack.ingestion.reference.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Competitor:
    """Who else is after a deal: a row of its own in Salesforce, a field of the deal here."""

    deal_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ContactRole:
    """Who at the account has a part in a deal: a row of its own in Salesforce, a field of the deal here."""

    deal_id: str
    contact_id: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What HubSpot's pipelines file says about a stage, which deals name by its id."""

    id: str
    label: str
    is_closed: bool
    is_won: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """A call or meeting that was logged in the CRM; it becomes a meeting once all people are known."""

    id: str
    title: str | None
    starts_at: datetime
    ends_at: datetime | None
    join_url: str | None
    deal_id: str | None
    owner_id: str | None
    contact_ids: tuple[str, ...]


Record = Account | Contact | Deal | StageChange | Competitor | ContactRole | Stage | Activity


@dataclass(frozen=True, slots=True)
class Row:
    """A record, when it was last modified, and whom it only names; reports without ids leave the record's id empty.

    `closes_at` is the planned end of a deal that does not say whether it is over.
    """

    record: Record
    modified_at: datetime | None = None
    account_name: str = ""
    owner_name: str = ""
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The CRM says that this record was deleted."""

    table: Table[Any]
    id: str
    modified_at: datetime | None = None


Finding = Row | Gone | Skipped
