"""Salesforce: the CSV files of a bulk export, with API names, written row by row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from talktrack.world.identifiers import salesforce_id
from talktrack.world.organisation import Organisation

Row = dict[str, object]


def write(organisation: Organisation, folder: Path) -> dict[str, int]:
    """Write Account, Contact, User, Opportunity, OpportunityHistory and OpportunityCompetitor; return rows per file."""
    folder.mkdir(parents=True, exist_ok=True)
    return {f"{name}.csv": _write(folder / f"{name}.csv", make(organisation)) for name, make in OBJECTS.items()}


def _write(path: Path, rows: Iterator[Row]) -> int:
    first = next(rows)
    count = 1
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(first), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(first)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def written(moment: datetime | None) -> str:
    """Return a moment as bulk exports write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" if moment else ""


def _accounts(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        row = engagement.account
        yield {
            "Id": row.id,
            "Name": row.name,
            "Industry": row.industry,
            "Website": f"https://www.{row.domain}",
            "NumberOfEmployees": row.employees,
            "OwnerId": engagement.seller.contact.id,
            "CreatedDate": written(engagement.deal.created_at),
        }


def _contacts(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        for prospect in engagement.prospects:
            row = prospect.contact
            given, _, family = row.name.partition(" ")
            yield {
                "Id": row.id,
                "AccountId": row.account_id,
                "FirstName": given,
                "LastName": family,
                "Name": row.name,
                "Email": row.email,
                "Phone": row.phone,
                "Title": row.title,
                "OwnerId": engagement.seller.contact.id,
            }


def _users(organisation: Organisation) -> Iterator[Row]:
    for seller in organisation.sellers:
        row = seller.contact
        given, _, family = row.name.partition(" ")
        yield {
            "Id": row.id,
            "FirstName": given,
            "LastName": family,
            "Name": row.name,
            "Username": row.email,
            "Email": row.email,
            "Phone": row.phone,
            "Title": row.title,
            "IsActive": "true",
        }


def _opportunities(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        row = engagement.deal
        yield {
            "Id": row.id,
            "AccountId": row.account_id,
            "Name": row.name,
            "StageName": row.stage,
            "Amount": f"{row.amount:.1f}",
            "CurrencyIsoCode": row.currency,
            "CloseDate": f"{row.closed_at:%Y-%m-%d}",
            "IsClosed": str(row.is_closed).lower(),
            "IsWon": str(row.is_won).lower(),
            "OwnerId": row.owner_id,
            "CreatedDate": written(row.created_at),
        }


def _history(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        for change in engagement.changes:
            yield {
                "Id": change.id,
                "OpportunityId": change.deal_id,
                "StageName": change.stage,
                "Amount": f"{change.amount:.1f}",
                "CreatedDate": written(change.changed_at),
            }


def _competitors(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        yield {
            "Id": salesforce_id("00J", engagement.deal.id),
            "OpportunityId": engagement.deal.id,
            "CompetitorName": engagement.competitor,
        }


# The objects of an export, each as rows under API names.
OBJECTS: dict[str, Callable[[Organisation], Iterator[Row]]] = {
    "Account": _accounts,
    "Contact": _contacts,
    "Opportunity": _opportunities,
    "OpportunityHistory": _history,
    "OpportunityCompetitor": _competitors,
    "User": _users,
}
