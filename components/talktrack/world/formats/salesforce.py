"""Salesforce: the CSV files of a bulk export, with API names, written row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from talktrack.world.deals import Engagement
from talktrack.world.identifiers import salesforce_id
from talktrack.world.organisation import Organisation

Row = dict[str, object]


def write(organisation: Organisation, folder: Path) -> dict[str, int]:
    """Write Account, Contact, User, Opportunity, OpportunityHistory and OpportunityCompetitor; return rows per file."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "Account.csv": _accounts,
        "Contact.csv": _contacts,
        "Opportunity.csv": _opportunities,
        "OpportunityHistory.csv": _history,
        "OpportunityCompetitor.csv": _competitors,
    }
    counts = {name: _write(folder / name, make(organisation.engagements())) for name, make in tables.items()}
    counts["User.csv"] = _write(folder / "User.csv", _users(organisation))
    return counts


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


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" if moment else ""


def _accounts(engagements: Iterable[Engagement]) -> Iterator[Row]:
    for engagement in engagements:
        row = engagement.account
        yield {
            "Id": row.id,
            "Name": row.name,
            "Industry": row.industry,
            "Website": f"https://www.{row.domain}",
            "NumberOfEmployees": row.employees,
            "OwnerId": engagement.seller.contact.id,
            "CreatedDate": _time(engagement.deal.created_at),
        }


def _contacts(engagements: Iterable[Engagement]) -> Iterator[Row]:
    for engagement in engagements:
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


def _opportunities(engagements: Iterable[Engagement]) -> Iterator[Row]:
    for engagement in engagements:
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
            "CreatedDate": _time(row.created_at),
        }


def _history(engagements: Iterable[Engagement]) -> Iterator[Row]:
    for engagement in engagements:
        for change in engagement.changes:
            yield {
                "Id": change.id,
                "OpportunityId": change.deal_id,
                "StageName": change.stage,
                "Amount": f"{change.amount:.1f}",
                "CreatedDate": _time(change.changed_at),
            }


def _competitors(engagements: Iterable[Engagement]) -> Iterator[Row]:
    for engagement in engagements:
        yield {
            "Id": salesforce_id("00J", engagement.deal.id),
            "OpportunityId": engagement.deal.id,
            "CompetitorName": engagement.competitor,
        }
