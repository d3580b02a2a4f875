"""``golden``: what every candidate is compared on, frozen in numbered versions for each tenant."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore, Repository
from talktrack.core.records import Example
from talktrack.core.tables import CONVERSATIONS, EXAMPLES
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.training.evaluate.golden import GOLDEN, GoldenVersion, drawn_up, keep, newest, versions

NO_ROWS = ""
"""Prompt version of a row that only reserves its conversation; the next run makes the rows themselves."""


def freeze(asked: argparse.Namespace) -> int:
    """Number the golden set as it stands, with the conversations that were named."""
    repository, store = open_repository(asked.home, asked.tenant), _store(asked)
    before = newest(store)
    chosen = list(_chosen(repository, asked.conversation))
    rows, now = repository.scan(EXAMPLES), datetime.now(UTC)
    version = drawn_up(rows, [one.id for one in chosen], before, now, asked.by or getpass.getuser())
    repository.publish(EXAMPLES, [reserved(one) for one in chosen])
    keep(store, version)
    told = "is frozen already as" if before and before.number == version.number else "is now"
    print(f"The golden set of {asked.tenant} {told} version {version.number}: {_size(version)}.")
    return 0


def show(asked: argparse.Namespace) -> int:
    """Print all versions, and the conversations of the newest."""
    known = versions(_store(asked))
    if not known:
        print(f"No golden set of {asked.tenant} was frozen; `golden freeze` numbers what training chose.")
        return 0
    table = Table("version", "frozen at", "by", "conversations", "rows", "digest")
    for one in known:
        rows = ", ".join(f"{path} {count}" for path, count in sorted(one.rows.items()))
        moment = f"{one.frozen_at:%Y-%m-%d %H:%M}"
        table.add_row(str(one.number), moment, one.frozen_by, str(len(one.conversations)), rows, one.sha256[:12])
    console = Console(highlight=False, markup=False)
    console.print(table)
    for conversation in known[-1].conversations:
        console.print(conversation)
    return 0


def reserved(conversation: Conversation) -> Example:
    """Return the row that keeps a conversation on the golden side until its own rows are made."""
    return Example(
        id=stable_id("x", conversation.tenant, GOLDEN, conversation.id),
        tenant=conversation.tenant,
        path="",
        task="",
        prompt="",
        completion="",
        weight=0.0,
        split=GOLDEN,
        conversation_id=conversation.id,
        account_id=conversation.account_id,
        prompt_version=NO_ROWS,
        provenance=conversation.id,
        at=conversation.started_at,
    )


def _chosen(repository: Repository, ids: Sequence[str]) -> Iterator[Conversation]:
    """Yield the conversations that were named.

    Raises:
        ConfigurationInvalidError: one of them does not exist.
    """
    if not ids:
        return
    found = {one.id: one for one in repository.scan(CONVERSATIONS, where={"id": ids})}
    missing = sorted(set(ids) - set(found))
    if missing:
        raise ConfigurationInvalidError(f"there is no conversation {', '.join(missing)}: see `search` for their ids.")
    yield from found.values()


def _store(asked: argparse.Namespace) -> BlobStore:
    return open_store(TenantHome(asked.home, asked.tenant).golden)


def _size(version: GoldenVersion) -> str:
    rows = ", ".join(f"{count} {path} rows" for path, count in sorted(version.rows.items())) or "no rows yet"
    return f"{len(version.conversations)} conversations, {rows}"
