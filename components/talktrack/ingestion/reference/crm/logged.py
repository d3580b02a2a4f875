"""Calls and meetings that were logged in the CRM, if they say when they took place."""

from __future__ import annotations

from datetime import datetime, timedelta

from talktrack.core.ids import crm_id
from talktrack.core.join_links import join_link
from talktrack.ingestion.reference.crm.cells import (
    Cells,
    RowInvalidError,
    amount,
    flag,
    identities,
    identity,
    moment,
    text,
)
from talktrack.ingestion.reference.crm.rows import Activity, Row

LONGEST = timedelta(days=1)

_CONTACT_PREFIX, _DEAL_PREFIX = "003", "006"


def event(cells: Cells) -> Row:
    """Return a meeting. Invitees' own copies and whole days are no occasions.

    Raises:
        RowInvalidError: ``activity_is_copy``, ``activity_all_day``, ``activity_time_unknown`` or ``id_missing``.
    """
    if flag(cells("IsChild")):
        raise RowInvalidError("activity_is_copy")
    if flag(cells("IsAllDayEvent")):
        raise RowInvalidError("activity_all_day")
    start = moment(cells("StartDateTime")) or moment(cells("ActivityDateTime"))
    if start is None:
        raise RowInvalidError("activity_time_unknown")
    length = _length(cells("DurationInMinutes"), timedelta(minutes=1))
    return _activity(cells, start, moment(cells("EndDateTime")) or (start + length if length else None))


def task(cells: Cells) -> Row:
    """Return a call. Its only time of day is when it was completed, so that is when it ended.

    Raises:
        RowInvalidError: ``activity_not_a_call``, ``activity_not_held``, ``activity_time_unknown`` or ``id_missing``.
    """
    if not _is_call(cells):
        raise RowInvalidError("activity_not_a_call")
    if cells("Status").lower() not in {"", "completed"} and not flag(cells("IsClosed")):
        raise RowInvalidError("activity_not_held")
    end, length = moment(cells("CompletedDateTime")), _length(cells("CallDurationInSeconds"), timedelta(seconds=1))
    if end is None or length is None:
        raise RowInvalidError("activity_time_unknown")
    return _activity(cells, end - length, end)


def _is_call(cells: Cells) -> bool:
    """Tell a call by its subtype; dialers log plain tasks and fill in what only calls have."""
    subtype = cells("TaskSubtype").lower()
    if subtype not in {"", "task"}:
        return subtype == "call"
    return cells("Type").lower() == "call" or bool(cells("CallType") or cells("CallDurationInSeconds"))


def _length(value: str, unit: timedelta) -> timedelta | None:
    """Return how long something took, unless that is longer than a day."""
    units = amount(value)
    return unit * units if units is not None and 0 <= units <= LONGEST / unit else None


def _activity(cells: Cells, start: datetime, end: datetime | None) -> Row:
    what, who = crm_id(cells("WhatId")), crm_id(cells("WhoId"))
    deal = what if what.startswith(_DEAL_PREFIX) else None
    contacts = [*identities(cells("ContactIds")), *([who] if who.startswith(_CONTACT_PREFIX) else [])]
    record = Activity(
        id=identity(cells, "Id"),
        title=text(cells, "Subject") or None,
        starts_at=start,
        ends_at=end,
        join_url=join_link(f"{cells('Location')} {cells('Description')}"),
        deal_id=cells("DealId") or deal,
        owner_id=crm_id(cells("OwnerId")) or None,
        contact_ids=tuple(contacts),
    )
    return Row(record, moment(cells("LastModifiedDate")))
