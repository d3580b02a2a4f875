"""What the rows of each CRM object become. HubSpot's objects come here too, under Salesforce's column names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from talktrack.core.ids import crm_id, stable_id
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, MEETINGS, STAGE_CHANGES, Table
from talktrack.ingestion.reference.crm import logged
from talktrack.ingestion.reference.crm.cells import (
    Cells,
    RowInvalidError,
    amount,
    domain,
    flag,
    identities,
    identity,
    moment,
    needed,
    text,
    whole,
)
from talktrack.ingestion.reference.crm.rows import Competitor, ContactRole, Finding, Gone, Row
from talktrack.ingestion.reference.skipped import Skipped

# Where a report leaves out whether a deal is closed and won, Salesforce's and HubSpot's own names of stages say so.
_CLOSED_STAGES = {"closedwon": True, "closedlost": False}
_STAFF = frozenset({"", "standard"})
_KNOWN_BY_ID = frozenset({"Account", "Contact", "Lead", "User", "Opportunity"})


def finding(name: str, cells: Cells, *, has_id: bool = True) -> Finding:
    """Return what a row of an object says; a row that makes no sense is skipped with its reason.

    A report may have no column for ids at all: then `has_id` is false and the record's id stays empty.
    """
    try:
        if flag(cells("IsDeleted")):
            return _gone(name, cells)
        if has_id and name in _KNOWN_BY_ID:
            needed(cells, "Id")
        return _BUILDERS[name](cells)
    except RowInvalidError as error:
        return Skipped(str(error))


def _gone(name: str, cells: Cells) -> Gone:
    table = _TABLES.get(name)
    if table is None:
        raise RowInvalidError("row_deleted")
    return Gone(table, identity(cells, "Id"), moment(cells("LastModifiedDate")))


def _account(cells: Cells) -> Row:
    record = Account(
        id=crm_id(cells("Id")),
        name=needed(cells, "Name"),
        industry=text(cells, "Industry") or None,
        domain=domain(text(cells, "Website")),
        employees=whole(cells("NumberOfEmployees")),
    )
    return Row(record, moment(cells("LastModifiedDate")))


def _contact(cells: Cells) -> Row:
    return _person(cells, "external")


def _lead(cells: Cells) -> Row:
    """Return a lead as a contact; a converted one lives on as a contact of its own."""
    if flag(cells("IsConverted")):
        raise RowInvalidError("lead_converted")
    return _person(cells, "external")


def _user(cells: Cells) -> Row:
    """Return a seller; portal users and programs have user accounts too."""
    if cells("UserType").lower() not in _STAFF:
        raise RowInvalidError("user_not_staff")
    return _person(cells, "internal")


def _person(cells: Cells, affiliation: str) -> Row:
    name = text(cells, "Name") or f"{text(cells, 'FirstName')} {text(cells, 'LastName')}".strip()
    if not name:
        raise RowInvalidError("name_missing")
    record = Contact(
        id=crm_id(cells("Id")),
        name=name,
        email=text(cells, "Email").lower() or None,
        phone=text(cells, "Phone") or text(cells, "MobilePhone") or None,
        title=text(cells, "Title") or None,
        account_id=next(iter(identities(cells("AccountId"))), None),
        affiliation=affiliation,
    )
    return Row(record, moment(cells("LastModifiedDate")), account_name=text(cells, "AccountName"))


def _deal(cells: Cells) -> Row:
    stage = needed(cells, "StageName")
    closed, won = _end(cells, stage)
    record = Deal(
        id=crm_id(cells("Id")),
        account_id=next(iter(identities(cells("AccountId"))), ""),
        name=text(cells, "Name"),
        stage=stage,
        amount=amount(cells("Amount")),
        currency=text(cells, "CurrencyIsoCode") or None,
        owner_id=crm_id(cells("OwnerId")) or None,
        is_closed=closed,
        is_won=won,
        created_at=moment(cells("CreatedDate")),
        closed_at=moment(cells("CloseDate")) if closed else None,
        contact_ids=identities(cells("ContactIds")),
    )
    return Row(
        record,
        moment(cells("LastModifiedDate")),
        account_name=text(cells, "AccountName"),
        owner_name=text(cells, "OwnerName"),
        closes_at=None if closed or cells("IsClosed") else moment(cells("CloseDate")),
    )


def _end(cells: Cells, stage: str) -> tuple[bool, bool]:
    """Return whether a deal is closed and whether it was won."""
    known = _CLOSED_STAGES.get(stage.lower().replace(" ", ""))
    closed, won = cells("IsClosed"), cells("IsWon")
    return (flag(closed) if closed else known is not None), (flag(won) if won else known is True)


def _stage_change(cells: Cells) -> Row:
    deal_id, stage = identity(cells, "OpportunityId"), needed(cells, "StageName")
    changed_at = moment(cells("CreatedDate"))
    if changed_at is None:
        raise RowInvalidError("date_invalid")
    record = StageChange(
        id=crm_id(cells("Id")) or stable_id("h", deal_id, stage, changed_at.isoformat()),
        deal_id=deal_id,
        stage=stage,
        changed_at=changed_at,
        amount=amount(cells("Amount")),
    )
    return Row(record, moment(cells("LastModifiedDate")))


def _competitor(cells: Cells) -> Row:
    return Row(Competitor(identity(cells, "OpportunityId"), needed(cells, "CompetitorName")))


def _contact_role(cells: Cells) -> Row:
    return Row(ContactRole(identity(cells, "OpportunityId"), identity(cells, "ContactId")))


_BUILDERS: dict[str, Callable[[Cells], Row]] = {
    "Account": _account,
    "Contact": _contact,
    "Lead": _lead,
    "User": _user,
    "Opportunity": _deal,
    "OpportunityHistory": _stage_change,
    "OpportunityCompetitor": _competitor,
    "OpportunityContactRole": _contact_role,
    "Event": logged.event,
    "Task": logged.task,
}
_TABLES: dict[str, Table[Any]] = {
    "Account": ACCOUNTS,
    "Contact": CONTACTS,
    "Lead": CONTACTS,
    "User": CONTACTS,
    "Opportunity": DEALS,
    "OpportunityHistory": STAGE_CHANGES,
    "Event": MEETINGS,
    "Task": MEETINGS,
}
