"""What only the end of a run can say about records: rows of other tables that belong to them, names, stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from talktrack.core.ports import Repository
from talktrack.core.reference import Contact, Deal, StageChange
from talktrack.core.tables import CONTACTS, DEALS, STAGE_CHANGES, Table
from talktrack.ingestion.reference.crm.names import Names
from talktrack.ingestion.reference.crm.rows import Competitor, ContactRole, Row, Stage

R = TypeVar("R", bound=msgspec.Struct)


class Amendments:
    """Competitors and contacts of deals, stages behind ids, accounts and owners behind names."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._competitors: dict[str, set[str]] = defaultdict(set)
        self._contacts: dict[str, set[str]] = defaultdict(set)
        self._stages: dict[str, Stage] = {}
        self._account_names: dict[str, str] = {}
        self._owner_names: dict[str, str] = {}
        self._close_dates: dict[str, datetime] = {}

    def learn(self, record: Competitor | ContactRole | Stage) -> None:
        """Keep a row that belongs to another record."""
        if isinstance(record, Competitor):
            self._competitors[record.deal_id].add(record.name)
        elif isinstance(record, ContactRole):
            self._contacts[record.deal_id].add(record.contact_id)
        else:
            self._stages[record.id] = record

    def learn_from(self, row: Row) -> None:
        """Keep whom a row only names, and when a deal ends should its stage turn out to be an end."""
        if isinstance(row.record, Contact | Deal) and row.account_name and not row.record.account_id:
            self._account_names[row.record.id] = row.account_name
        if isinstance(row.record, Deal) and row.owner_name:
            self._owner_names[row.record.id] = row.owner_name
        if isinstance(row.record, Deal) and row.closes_at:
            self._close_dates[row.record.id] = row.closes_at

    def publish(self, repository: Repository, accounts: Names, sellers: Names) -> None:
        """Publish the records that are not as they were before."""
        if self._competitors or self._contacts or self._stages or self._account_names or self._owner_names:
            _amend(DEALS, lambda deal: self._deal(deal, accounts, sellers), repository)
        if self._account_names:
            _amend(CONTACTS, lambda contact: self._contact(contact, accounts), repository)
        if self._stages:
            _amend(STAGE_CHANGES, self._stage_change, repository)

    def _deal(self, deal: Deal, accounts: Names, sellers: Names) -> Deal:
        stage = self._stages.get(deal.stage)
        is_over = bool(stage and stage.is_closed)
        return msgspec.structs.replace(
            deal,
            account_id=deal.account_id or accounts.id_of(self._account_names.get(deal.id)) or "",
            owner_id=deal.owner_id or sellers.id_of(self._owner_names.get(deal.id)),
            competitors=sorted(self._competitors.get(deal.id, deal.competitors)),
            contact_ids=sorted({*deal.contact_ids, *self._contacts.get(deal.id, ())}),
            stage=stage.label if stage else deal.stage,
            is_closed=deal.is_closed or is_over,
            is_won=deal.is_won or bool(stage and stage.is_won),
            closed_at=deal.closed_at or (self._close_dates.get(deal.id) if is_over else None),
        )

    def _contact(self, contact: Contact, accounts: Names) -> Contact:
        account_id = contact.account_id or accounts.id_of(self._account_names.get(contact.id))
        return msgspec.structs.replace(contact, account_id=account_id)

    def _stage_change(self, change: StageChange) -> StageChange:
        stage = self._stages.get(change.stage)
        return msgspec.structs.replace(change, stage=stage.label) if stage else change


def _amend(table: Table[R], amended: Callable[[R], R], repository: Repository) -> None:
    """Publish the rows that an amendment changes, while the others stream past."""
    pairs = ((row, amended(row)) for row in repository.scan(table))
    repository.publish(table, (after for before, after in pairs if after != before))
