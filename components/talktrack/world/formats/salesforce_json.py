"""Salesforce: pages of query results as the REST API answers them, with contact roles, meetings and calls logged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from talktrack.world.formats.salesforce import OBJECTS, Row, written
from talktrack.world.identifiers import salesforce_id
from talktrack.world.organisation import Organisation

ROWS_PER_PAGE = 200
CALL_LENGTH = timedelta(minutes=25)
TYPED: dict[str, Callable[[str], object]] = {
    "Amount": float,
    "IsClosed": "true".__eq__,
    "IsWon": "true".__eq__,
    "IsActive": "true".__eq__,
    "IsPrimary": "true".__eq__,
}


def write(organisation: Organisation, folder: Path) -> dict[str, int]:
    """Write one file per page and object below a folder; return records per object."""
    folder.mkdir(parents=True, exist_ok=True)
    made = OBJECTS | {"OpportunityContactRole": _contact_roles, "Event": _events, "Task": _tasks}
    return {name: _pages(folder, name, make(organisation)) for name, make in made.items()}


def _pages(folder: Path, name: str, rows: Iterator[Row]) -> int:
    count = number = 0
    while page := [_record(name, row) for row in islice(rows, ROWS_PER_PAGE)]:
        number += 1
        count += len(page)
        content = {"totalSize": len(page), "done": len(page) < ROWS_PER_PAGE, "records": page}
        (folder / f"{name}-{number}.json").write_text(json.dumps(content), encoding="utf-8")
    return count


def _record(name: str, row: Row) -> Row:
    """Return a row as a record: its type beside it, numbers and booleans as such, nothing as null."""
    url = f"/services/data/v60.0/sobjects/{name}/{row['Id']}"
    return {"attributes": {"type": name, "url": url}} | {field: _typed(field, value) for field, value in row.items()}


def _typed(field: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if field in TYPED:
        return TYPED[field](value)
    return value.replace(".000Z", ".000+0000") or None


def _contact_roles(organisation: Organisation) -> Iterator[Row]:
    for engagement in organisation.engagements():
        for position, prospect in enumerate(engagement.prospects):
            yield {
                "Id": salesforce_id("00K", engagement.deal.id, position),
                "OpportunityId": engagement.deal.id,
                "ContactId": prospect.contact.id,
                "Role": prospect.persona.role,
                "IsPrimary": "true" if position == 0 else "false",
            }


def _events(organisation: Organisation) -> Iterator[Row]:
    """Yield the meetings that were in the calendar: sellers log them, so that both know of them."""
    for engagement in organisation.engagements():
        for call in engagement.calls:
            if call.meeting:
                yield {
                    "Id": salesforce_id("00U", engagement.deal.id, call.index),
                    "Subject": call.meeting.title,
                    "WhoId": call.people[0].contact.id,
                    "WhatId": engagement.deal.id,
                    "OwnerId": engagement.seller.contact.id,
                    "StartDateTime": written(call.meeting.starts_at),
                    "EndDateTime": written(call.meeting.ends_at),
                    "Location": call.meeting.join_url,
                    "IsAllDayEvent": False,
                    "IsChild": False,
                }


def _tasks(organisation: Organisation) -> Iterator[Row]:
    """Yield the calls that were in no calendar, beside a mail and a plan that are no calls."""
    for engagement in organisation.engagements():
        for call in engagement.calls:
            if not call.meeting:
                row = {
                    "Id": salesforce_id("00T", engagement.deal.id, call.index),
                    "Subject": "Call",
                    "WhoId": call.people[0].contact.id,
                    "WhatId": engagement.deal.id,
                    "OwnerId": engagement.seller.contact.id,
                    "TaskSubtype": "Call",
                    "Status": "Completed",
                    "CallDurationInSeconds": int(CALL_LENGTH.total_seconds()),
                    "CompletedDateTime": written(call.started_at + CALL_LENGTH),
                }
                yield row
                yield row | {"Id": salesforce_id("00T", row["Id"], "mail"), "TaskSubtype": "Email"}
                yield row | {"Id": salesforce_id("00T", row["Id"], "plan"), "Status": "Not Started"}
