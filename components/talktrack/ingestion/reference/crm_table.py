"""Reads a Salesforce CSV export, whichever object it holds; a row that makes no sense becomes a reason."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from talktrack.core.crm_headers import built_in_headers
from talktrack.core.decoding import decode
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import crm_id, stable_id
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.sniff import delimiter
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, STAGE_CHANGES, Table
from talktrack.ingestion.reference.skipped import Skipped

Cells = dict[str, str]


@dataclass(frozen=True)
class Competitor:
    """Who else is after a deal: a row of its own in Salesforce, a field of the deal here."""

    deal_id: str
    name: str


class _RowInvalidError(ValueError):
    """This row cannot become a record; the message is the reason code."""


def read(data: bytes) -> tuple[Table[Any] | None, Iterator[Any]]:
    """Return the table that a file feeds (None: the rows are `Competitor`) and its records and `Skipped` rows.

    Raises:
        SourceUnreadableError: the bytes are no text, or no known object has these columns.
    """
    lines = io.StringIO(decode(data))
    header_line = lines.readline()
    header = next(csv.reader([header_line], delimiter=delimiter(header_line)), [])
    held = built_in_headers().table(header)
    if held is None or held.object not in _OBJECTS:
        raise SourceUnreadableError("crm_columns_unknown", "no known Salesforce object has these columns")
    table, build = _OBJECTS[held.object]
    rows = csv.reader(lines, delimiter=delimiter(header_line))
    return table, _records([column.strip() for column in header], rows, build)


def _records(header: list[str], rows: Iterator[list[str]], build: Callable[[Cells], Any]) -> Iterator[Any]:
    while True:
        try:
            row = next(rows)
            if row:
                yield build(_cells(header, row))
        except StopIteration:
            return
        except csv.Error:
            yield Skipped("row_unreadable")
        except _RowInvalidError as error:
            yield Skipped(str(error))


def _cells(header: list[str], row: list[str]) -> Cells:
    if len(row) != len(header):
        raise _RowInvalidError("row_ragged")
    return {name: value.strip() for name, value in zip(header, row, strict=True)}


def _account(cells: Cells) -> Account:
    return Account(
        id=_id(cells, "Id"),
        name=_needed(cells, "Name"),
        industry=cells.get("Industry") or None,
        domain=_domain(cells.get("Website", "")),
        employees=_whole(cells.get("NumberOfEmployees", "")),
    )


def _contact(cells: Cells) -> Contact:
    return _person(cells, crm_id(cells.get("AccountId", "")) or None, "external")


def _user(cells: Cells) -> Contact:
    return _person(cells, None, "internal")


def _person(cells: Cells, account_id: str | None, affiliation: str) -> Contact:
    name = cells.get("Name") or f"{cells.get('FirstName', '')} {cells.get('LastName', '')}".strip()
    if not name:
        raise _RowInvalidError("name_missing")
    return Contact(
        id=_id(cells, "Id"),
        name=name,
        email=cells.get("Email", "").lower() or None,
        phone=cells.get("Phone") or cells.get("MobilePhone") or None,
        title=cells.get("Title") or None,
        account_id=account_id,
        affiliation=affiliation,
    )


def _deal(cells: Cells) -> Deal:
    closed = cells.get("IsClosed", "").lower() == "true"
    return Deal(
        id=_id(cells, "Id"),
        account_id=_id(cells, "AccountId"),
        name=cells.get("Name", ""),
        stage=_needed(cells, "StageName"),
        amount=_amount(cells.get("Amount", "")),
        currency=cells.get("CurrencyIsoCode") or None,
        owner_id=crm_id(cells.get("OwnerId", "")) or None,
        is_closed=closed,
        is_won=cells.get("IsWon", "").lower() == "true",
        created_at=_moment(cells.get("CreatedDate", "")),
        closed_at=_moment(cells.get("CloseDate", "")) if closed else None,
    )


def _stage_change(cells: Cells) -> StageChange:
    deal_id, stage = _id(cells, "OpportunityId"), _needed(cells, "StageName")
    changed_at = _moment(cells.get("CreatedDate", ""))
    if changed_at is None:
        raise _RowInvalidError("date_invalid")
    return StageChange(
        id=crm_id(cells.get("Id", "")) or stable_id("h", deal_id, stage, changed_at.isoformat()),
        deal_id=deal_id,
        stage=stage,
        changed_at=changed_at,
        amount=_amount(cells.get("Amount", "")),
    )


def _competitor(cells: Cells) -> Competitor:
    return Competitor(deal_id=_id(cells, "OpportunityId"), name=_needed(cells, "CompetitorName"))


_OBJECTS: dict[str, tuple[Table[Any] | None, Callable[[Cells], Any]]] = {
    "Account": (ACCOUNTS, _account),
    "Contact": (CONTACTS, _contact),
    "User": (CONTACTS, _user),
    "Opportunity": (DEALS, _deal),
    "OpportunityHistory": (STAGE_CHANGES, _stage_change),
    "OpportunityCompetitor": (None, _competitor),
}


def _id(cells: Cells, column: str) -> str:
    return crm_id(_needed(cells, column))


def _needed(cells: Cells, column: str) -> str:
    value = cells.get(column, "")
    if not value:
        raise _RowInvalidError(f"{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', column).lower()}_missing")
    return value


def _moment(value: str) -> datetime | None:
    """Return an ISO 8601 date or time in UTC, or None when it is absent or makes no sense."""
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _amount(value: str) -> float | None:
    try:
        amount = float(value.replace(",", ""))
    except ValueError:
        return None
    return amount if math.isfinite(amount) else None


def _whole(value: str) -> int | None:
    amount = _amount(value)
    return int(amount) if amount is not None and abs(amount) < 2**53 else None


def _domain(website: str) -> str | None:
    host = re.sub(r"^[a-z]+://", "", website.strip().lower()).split("/", 1)[0]
    return host.removeprefix("www.") or None
