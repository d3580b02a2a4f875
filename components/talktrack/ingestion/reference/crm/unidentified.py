"""Rows of reports that have no ids: known by name, and only until an export with ids brings the same record.

A row and the record it is about are the same if an account's name, a contact's address (or name and account) or a
deal's name and account are the same. Their ids are made from these, so that reading a report again adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.reference import Account, Contact, Deal
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, Table
from talktrack.ingestion.reference.crm.names import BY_NAME, Names, plain
from talktrack.ingestion.reference.crm.rows import Row

R = TypeVar("R", Account, Contact, Deal)
Key = tuple[str, ...]

KNOWN = "row_known_by_id"


class Unidentified:
    """Gathers rows without ids; each name is kept once, so memory follows the names and not the rows."""

    def __init__(self) -> None:
        """Begin with none."""
        self._accounts: dict[str, Account] = {}
        self._rows: dict[Key, Row] = {}

    def add(self, row: Row) -> None:
        """Keep a row; the later one of two replaces the earlier."""
        if isinstance(row.record, Account):
            self._accounts[plain(row.record.name)] = row.record
        elif isinstance(row.record, Contact | Deal):
            if isinstance(row.record, Deal):
                self.mention(row.account_name)
            self._rows[type(row.record).__name__, plain(row.account_name), *_own(row.record)] = row

    def mention(self, account_name: str) -> None:
        """Keep the name of an account that may have no row of its own."""
        if account_name:
            self._accounts.setdefault(plain(account_name), Account(id="", name=account_name))

    def publish(self, repository: Repository, names: Names) -> Iterator[str]:
        """Publish what no export with ids holds; yield a reason for every row that was left out."""
        yield from _settle(ACCOUNTS, {(name,): row for name, row in self._accounts.items()}, _account, repository)
        placed = {own: _placed(row, names) for own, row in self._rows.items()}
        contacts = {own: record for own, record in placed.items() if isinstance(record, Contact)}
        yield from _settle(CONTACTS, contacts, _contact, repository)
        deals = {own: record for own, record in placed.items() if isinstance(record, Deal)}
        yield from _settle(DEALS, deals, _deal, repository)


def _settle(table: Table[R], wanted: Mapping[Key, R], key: Callable[[R], Key], repository: Repository) -> Iterator[str]:
    """Publish records under ids made of their names, unless the repository knows them by an id of their own."""
    if not wanted:
        return
    ours = {key(record) for record in wanted.values()}
    theirs = (key(row) for row in repository.scan(table) if not row.id.startswith(f"{BY_NAME}-"))
    known = {one for one in theirs if one in ours}
    named = [msgspec.structs.replace(record, id=_made(table, own)) for own, record in wanted.items()]
    repository.publish(table, (record for record in named if key(record) not in known))
    twice = [record.id for record in named if key(record) in known]
    repository.delete(table, twice)
    yield from (KNOWN for _ in twice)


def _made(table: Table[Any], key: Key) -> str:
    return stable_id(BY_NAME, table.name, *key)


def _placed(row: Row, names: Names) -> Contact | Deal:
    account_id = names.id_of(row.account_name)
    assert isinstance(row.record, Contact | Deal)
    if isinstance(row.record, Deal):
        return msgspec.structs.replace(row.record, account_id=account_id or "")
    return msgspec.structs.replace(row.record, account_id=account_id)


def _own(record: Contact | Deal) -> Key:
    return (plain(record.name),) if isinstance(record, Deal) else (record.email or "", plain(record.name))


def _account(record: Account) -> Key:
    return (plain(record.name),)


def _contact(record: Contact) -> Key:
    return (record.email,) if record.email else (plain(record.name), record.account_id or "")


def _deal(record: Deal) -> Key:
    return plain(record.name), record.account_id
