"""What a backfill may say about cases that wait for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from talktrack.core.home import TenantHome
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.index.staging import Staging, swap
from talktrack.systems.repository import open_repository, open_staging
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.lancedb import open_lance
from tests.ingestion.index.shards import case
from tests.samples import TENANT, call

NOW = datetime(2026, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(("judged", "status"), [(True, "reentered"), (False, "open")])
def test_only_who_judged_again_closes_a_case(tmp_path: Path, judged: bool, status: str) -> None:
    """New vectors for a call do not say who speaks in it."""
    home = str(tmp_path / "home")
    repository = open_repository(home, TENANT, create=True)
    repository.publish(CONVERSATIONS, [call(identity="c1")])
    repository.publish(QUARANTINE, [case("c1")])
    aside = Staging(open_staging(home, TENANT, "again"), open_store(TenantHome(home, TENANT).staging("again")))
    aside.repository.publish(CONVERSATIONS, [call(identity="c1")])
    swap(aside, repository, open_lance(home, TENANT), NOW, judged=judged)

    assert [row.status for row in repository.scan(QUARANTINE)] == [status]
