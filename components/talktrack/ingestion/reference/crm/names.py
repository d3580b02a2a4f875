"""Which record a name stands for, in reports that give names where the API gives ids."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from talktrack.core.ports import Repository
from talktrack.core.reference import Contact
from talktrack.core.tables import ACCOUNTS, CONTACTS, Table

BY_NAME = "named"
INTERNAL = "internal"


def plain(name: str) -> str:
    """Return a name as it is compared: neither case nor spacing matter."""
    return " ".join(name.split()).casefold()


class Names:
    """Ids by name, read when the first is asked for; a name that two records share stands for neither."""

    def __init__(self, repository: Repository, table: Table[Any]) -> None:
        """Keep what is read later."""
        self._repository = repository
        self._table = table

    def id_of(self, name: str | None) -> str | None:
        """Return the id behind a name, or None."""
        return self._ids.get(plain(name)) if name else None

    @cached_property
    def _ids(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for row in self._repository.scan(self._table):
            if isinstance(row, Contact) and row.affiliation != INTERNAL:
                continue
            key = plain(row.name)
            found[key] = None if key in found else row.id
        return found


def accounts(repository: Repository) -> Names:
    """Return the accounts by name."""
    return Names(repository, ACCOUNTS)


def sellers(repository: Repository) -> Names:
    """Return the tenant's own people by name."""
    return Names(repository, CONTACTS)
