"""The one way to open a Lance database, on disk or in a bucket."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from talktrack.core.errors import ConflictError, StoreUnavailableError
from talktrack.systems.storage import GCS

T = TypeVar("T")

ATTEMPTS = 8


def connect(uri: str) -> Any:
    """Return a lancedb connection.

    Raises:
        StoreUnavailableError: the place cannot be opened.
    """
    import lancedb

    try:
        return lancedb.connect(uri, storage_options=_gcs_options() if uri.startswith(GCS) else None)
    except (OSError, ValueError, RuntimeError) as failure:
        message = f"cannot open the tables at {uri} ({type(failure).__name__}): check the path and your access."
        raise StoreUnavailableError(message) from failure


def open_table(connection: Any, name: str, schema: Any) -> Any:
    """Return a table with at least these columns; safe when several processes make it or let it grow at once."""
    opened = existing_table(connection, name)
    if opened is not None:
        return opened if set(schema.names) <= set(opened.schema.names) else _grown(connection, name, schema)
    try:
        return connection.create_table(name, schema=schema)
    except (ValueError, RuntimeError, OSError):
        opened = existing_table(connection, name)
        if opened is None:
            raise
        return opened


def existing_table(connection: Any, name: str) -> Any | None:
    """Return a table or None."""
    try:
        return connection.open_table(name)
    except (ValueError, FileNotFoundError):
        return None


def _grown(connection: Any, name: str, schema: Any) -> Any:
    """Add the columns that an older release did not know; rows from before have nothing in them."""

    def commit() -> None:
        table = connection.open_table(name)
        missing = [field.with_nullable(nullable=True) for field in schema if field.name not in table.schema.names]
        if missing:
            table.add_columns(missing)

    retried(commit)
    return connection.open_table(name)


def retried(commit: Callable[[], T]) -> T:
    """Run a commit again when another writer was faster; `commit` must open its table anew each time.

    Raises:
        ConflictError: it lost every time.
        StoreUnavailableError: there is no room for it; nothing of it was written.
    """
    lost: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            return commit()
        except (RuntimeError, OSError, ValueError) as failure:
            if _is_full(failure):
                message = "there is no room to write the table: free some space, then run the same again."
                raise StoreUnavailableError(message) from failure
            if not _is_conflict(failure):
                raise
            lost = failure
    raise ConflictError("the table is being written by too many others: run the step again.") from lost


@contextmanager
def readable(place: str) -> Iterator[None]:
    """Turn what goes wrong while tables are read into a sentence.

    Raises:
        StoreUnavailableError: files of the tables are missing or damaged.
    """
    try:
        yield
    except (RuntimeError, OSError) as failure:
        if "lance" not in str(failure).lower():
            raise
        message = (
            f"the tables at {place} are damaged: move that folder away, then run a backfill with first_step=embed."
        )
        raise StoreUnavailableError(message) from failure


def purge(table: Any, key: str) -> None:
    """Make what was deleted unreadable: write every row anew, then remove all older versions and their files.

    A deletion only marks rows, and compaction leaves large fragments with few marks as they are.
    """
    retried(lambda: table.update(values_sql={key: key}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that readers of older versions will fail is what is wanted
        table.optimize(cleanup_older_than=timedelta(0))


def equals_any(column: str, values: list[str]) -> str:
    """Return a filter expression; values are quoted, so text is never taken for syntax. No values match nothing."""
    if not values:
        return "false"
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({listed})"


def _is_conflict(failure: Exception) -> bool:
    text = str(failure).lower()
    return any(word in text for word in ("conflict", "concurrent", "incompatible transaction", "too many"))


def _is_full(failure: Exception) -> bool:
    text = str(failure).lower()
    return any(words in text for words in ("no space left", "disk quota", "file too large"))


def _gcs_options() -> dict[str, str] | None:
    emulator = os.environ.get("STORAGE_EMULATOR_HOST")
    if not emulator:
        return None
    account = {
        "gcs_base_url": emulator,
        "disable_oauth": True,
        "client_email": "",
        "private_key": "",
        "private_key_id": "",
    }
    return {"google_service_account_key": json.dumps(account), "allow_http": "true"}
