"""Takes in what all CRM files of a run say and publishes it: of rows with one id the one modified last stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import msgspec

from talktrack.core.ports import Repository
from talktrack.core.reference import Account, Contact, Deal, StageChange
from talktrack.core.tables import ACCOUNTS, CONTACTS, DEALS, MEETINGS, STAGE_CHANGES, Table
from talktrack.ingestion.reference.crm import names
from talktrack.ingestion.reference.crm.amendments import Amendments
from talktrack.ingestion.reference.crm.meetings import LoggedMeetings
from talktrack.ingestion.reference.crm.rows import Activity, Competitor, ContactRole, Finding, Gone, Row, Stage
from talktrack.ingestion.reference.crm.unidentified import Unidentified
from talktrack.ingestion.reference.skipped import Skipped, skip

ROWS_PER_PUBLISH = 4096

TABLES: dict[type[Any], Table[Any]] = {
    Account: ACCOUNTS,
    Contact: CONTACTS,
    Deal: DEALS,
    StageChange: STAGE_CHANGES,
    Activity: MEETINGS,
}

Key = tuple[str, str]


class Intake:
    """Rows stream through it: what it remembers is one time per row that has one, and what only the end settles."""

    def __init__(self, repository: Repository, counts: Counter[str]) -> None:
        """Begin with nothing gathered."""
        self._repository = repository
        self._counts = counts
        self._waiting: dict[str, dict[str, msgspec.Struct]] = defaultdict(dict)
        self._modified: dict[Key, datetime] = {}
        self._gone: dict[Key, Table[Any]] = {}
        self._unidentified = Unidentified()
        self._amendments = Amendments()
        self._logged = LoggedMeetings()

    def take(self, found: Finding) -> None:
        """Keep, publish or count one finding."""
        if isinstance(found, Skipped):
            skip(found.reason, self._counts)
        elif isinstance(found, Gone):
            self._remove(found)
        elif isinstance(found.record, Competitor | ContactRole | Stage):
            self._amendments.learn(found.record)
        elif found.record.id:
            self._keep(found)
        else:
            self._unidentified.add(found)

    def finish(self) -> None:
        """Publish what waits, then what needed all files: deletions, names, competitors, stages, logged meetings."""
        for table in TABLES.values():
            self._publish(table)
        for table in TABLES.values():
            ids = [identity for (name, identity) in self._gone if name == table.name]
            if ids:
                self._repository.delete(table, ids)
        self._counts["deleted"] += len(self._gone)
        accounts, sellers = names.accounts(self._repository), names.sellers(self._repository)
        for reason in self._unidentified.publish(self._repository, accounts):
            skip(reason, self._counts)
        self._amendments.publish(self._repository, accounts, sellers)
        self._counts["logged_meetings"] += self._logged.publish(self._repository)

    def _keep(self, row: Row) -> None:
        table = TABLES[type(row.record)]
        identity = str(getattr(row.record, "id", ""))
        if self._is_outdated((table.name, identity), row.modified_at):
            return
        self._gone.pop((table.name, identity), None)
        if isinstance(row.record, Activity):
            self._logged.add(row.record)
            return
        self._amendments.learn_from(row)
        if isinstance(row.record, Deal) and not row.record.account_id:
            self._unidentified.mention(row.account_name)
        waiting = self._waiting[table.name]
        waiting[identity] = row.record  # type: ignore[assignment]
        if len(waiting) >= ROWS_PER_PUBLISH:
            self._publish(table)

    def _remove(self, found: Gone) -> None:
        key = (found.table.name, found.id)
        if not self._is_outdated(key, found.modified_at):
            self._gone[key] = found.table
            self._waiting[found.table.name].pop(found.id, None)
            self._logged.remove(found.id)

    def _is_outdated(self, key: Key, modified_at: datetime | None) -> bool:
        """Count a row that an earlier one outdid; a row that does not say when it was modified follows its file."""
        if modified_at is None:
            return False
        known = self._modified.get(key)
        if known is not None and modified_at < known:
            skip("row_outdated", self._counts)
            return True
        self._modified[key] = modified_at
        return False

    def _publish(self, table: Table[Any]) -> None:
        rows = self._waiting.pop(table.name, {})
        if rows:
            self._repository.publish(table, rows.values())
