"""A backfill begins with all that is stored, and with nothing that an earlier one left."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from talktrack.core.artifacts import read_table
from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import STAGED_COLLECTION
from talktrack.core.ports import LiveIndex
from talktrack.core.tables import BUNDLES, CONVERSATIONS, CONVERSATIONS_RAW
from talktrack.ingestion.plan.stored import discard, run
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.lancedb import open_lance
from tests.samples import TENANT, call
from tests.systems.vector_store_contract import COLLECTION, chunk


@pytest.mark.parametrize(
    ("first_step", "expected"),
    [("quality_gate", ("stored_raw", ["c1", "c2"])), ("embed", ("stored_clean", ["c1"]))],
)
def test_the_first_step_names_the_zone(tmp_path: Path, first_step: str, expected: tuple[str, list[str]]) -> None:
    """Up to redact the raw zone, which also holds what the gate did not let pass."""
    repository = open_repository(str(tmp_path / "home"), TENANT, create=True)
    repository.publish(CONVERSATIONS_RAW, [call(identity="c1"), call(identity="c2")])
    repository.publish(CONVERSATIONS, [call(identity="c1")])
    run(TENANT, first_step, 10, repository, tmp_path / "manifest")
    bundles = list(read_table(tmp_path / "manifest", BUNDLES))

    assert ({bundle.kind for bundle in bundles}, sorted(bundle.uris[0] for bundle in bundles)) == (
        {expected[0]},
        expected[1],
    )


@pytest.mark.parametrize(("first_step", "shard_size"), [("report", 1), ("embed", 0)])
def test_what_cannot_work_is_refused(tmp_path: Path, first_step: str, shard_size: int) -> None:
    """Before anything is listed."""
    repository = open_repository(str(tmp_path / "home"), TENANT, create=True)

    with pytest.raises(ConfigurationInvalidError):
        run(TENANT, first_step, shard_size, repository, tmp_path / "manifest")


@pytest.mark.parametrize(("live", "left"), [("other", 0), (COLLECTION, 1)])
def test_an_unfinished_backfill_is_discarded(tmp_path: Path, live: str, left: int) -> None:
    """Its rows and its vectors, unless searches go to them already."""
    aside, vectors = open_store(str(tmp_path / "aside")), open_lance(str(tmp_path / "home"), TENANT)
    vectors.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    vectors.switch(LiveIndex(live, "tiny"))
    aside.write(STAGED_COLLECTION, msgspec.json.encode(LiveIndex(COLLECTION, "tiny")))
    discard(aside, vectors)

    assert (list(aside.list()), vectors.count(COLLECTION)) == ([], left)
