"""Versions of a tenant's golden set: which conversations everything is compared on, numbered and never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import sha256
from talktrack.core.ports import BlobStore
from talktrack.core.records import Example

GOLDEN = "golden"
NONE_YET = (
    "there are no golden rows yet: run training once, which chooses them, or name conversations by --conversation."
)


class GoldenVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version: its number from 1 up, its conversations, rows by path, and the digest of the conversations."""

    number: int
    frozen_at: datetime
    frozen_by: str
    conversations: list[str]
    accounts: list[str]
    rows: dict[str, int]
    sha256: str


def drawn_up(
    rows: Iterable[Example], added: Collection[str], before: GoldenVersion | None, at: datetime, by: str
) -> GoldenVersion:
    """Return the version that holds all golden rows and some conversations that have none yet.

    A version that equals the one before is that one: freezing twice is freezing once.

    Raises:
        ConfigurationInvalidError: it would be empty, or a conversation to add was learnt from already.
    """
    counts: dict[str, int] = {}
    conversations, accounts, learnt = set(added), set[str](), set[str]()
    for row in rows:
        if row.split != GOLDEN:
            learnt.add(row.conversation_id)
            continue
        conversations.add(row.conversation_id)
        accounts |= {row.account_id} if row.account_id else set()
        if row.path:
            counts[row.path] = counts.get(row.path, 0) + 1
    seen = sorted(learnt & set(added))
    if seen:
        raise ConfigurationInvalidError(
            f"{', '.join(seen)} was learnt from already, so it can prove nothing: leave it."
        )
    if not conversations:
        raise ConfigurationInvalidError(NONE_YET)
    digest = sha256("\n".join(sorted(conversations)).encode())
    if before and before.sha256 == digest:
        return before
    return GoldenVersion(
        number=before.number + 1 if before else 1,
        frozen_at=at,
        frozen_by=by,
        conversations=sorted(conversations),
        accounts=sorted(accounts),
        rows=counts,
        sha256=digest,
    )


def versions(store: BlobStore) -> list[GoldenVersion]:
    """Return all versions, oldest first."""
    return [msgspec.json.decode(store.read(blob.path), type=GoldenVersion) for blob in store.list()]


def newest(store: BlobStore) -> GoldenVersion | None:
    """Return the version that counts, or None where nobody froze one."""
    return next(reversed(versions(store)), None)


def keep(store: BlobStore, version: GoldenVersion) -> None:
    """Write a version under its number; ConflictError when somebody else froze one meanwhile."""
    path, data = f"{version.number:06d}.json", msgspec.json.format(msgspec.json.encode(version))
    if store.read_with_generation(path) is None:
        store.write_if(path, data, None)
