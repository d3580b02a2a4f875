"""The step: a shard is published once however often it runs, and counts as done only when all of it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from talktrack.core.artifacts import write_table
from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import LiveIndex
from talktrack.core.records import SourceRecord
from talktrack.core.review import Decision, decide
from talktrack.core.search import collection_name
from talktrack.core.tables import (
    ANALYSES,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    QUARANTINE,
    RUN_COUNTS,
    SOURCES,
    TABLES,
)
from talktrack.ingestion.index.step import Occasion, ShardOutputs, run
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from tests.ingestion.index.shards import BUNDLE, OCCASION, case, write_shard
from tests.samples import TENANT, WordEncoder, call, turn

LIVE = LiveIndex(collection_name(WordEncoder()), "words@1")
NOW = datetime(2026, 4, 2, tzinfo=UTC)


class BrokenVectors(LanceVectors):
    """A store whose disk is full."""

    def replace(self, collection: str, rows: pa.Table) -> int:
        """Fail."""
        raise StoreUnavailableError(f"the disk is full: no room for {rows.num_rows} chunks in {collection}.")


@pytest.fixture
def repository(tmp_path: Path) -> LanceRepository:
    """A new tenant's repository."""
    return open_repository(str(tmp_path / "home"), TENANT, create=True)


@pytest.fixture
def vectors(tmp_path: Path) -> LanceVectors:
    """A new tenant's vectors."""
    return open_lance(str(tmp_path / "home"), TENANT)


def test_everything_of_a_shard_is_published(tmp_path: Path, repository: LanceRepository, vectors: LanceVectors) -> None:
    """Conversations as read and as prepared, statistics, cases, counts, chunks and the ledger."""
    talk = call()
    counts = run(write_shard(tmp_path, [talk], [case()]), OCCASION, repository, vectors, LIVE)

    assert counts == {"conversations": 1, "quarantined": 1, "chunks": 7}
    assert (list(repository.scan(CONVERSATIONS_RAW)), list(repository.scan(CONVERSATIONS))) == ([talk], [talk])
    assert list(repository.scan(QUARANTINE)) == [case()]
    assert [row.conversation_id for row in repository.scan(ANALYSES)] == ["c1"]
    assert [(row.run, row.name, row.value) for row in repository.scan(RUN_COUNTS)] == [
        ("run-1", "ingest.conversations", 1.0)
    ]
    assert vectors.count(LIVE.collection) == 7


def test_publishing_twice_is_once(tmp_path: Path, repository: LanceRepository, vectors: LanceVectors) -> None:
    """A retried shard adds nothing, also one without a single case."""
    for cases in ([case()], []):
        shard = write_shard(tmp_path, [call()], cases)
        counts = []
        for _ in range(2):
            run(shard, OCCASION, repository, vectors, LIVE)
            counts.append([repository.count(table) for table in TABLES] + [vectors.count(LIVE.collection)])

        assert counts[0] == counts[1]


def test_the_ledger_names_the_shards_own_bundles(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """Another shard's bundle is not done, and reference data is read in every run."""
    run(write_shard(tmp_path), OCCASION, repository, vectors, LIVE)
    [row] = repository.scan(SOURCES)

    assert row == SourceRecord(
        id=row.id,
        digest=BUNDLE.digest,
        processing_version="1",
        uris=BUNDLE.uris,
        run="run-1",
        finished_at=OCCASION.now,
    )


def test_another_processing_version_is_another_entry(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """What was done under one version is not done under the next."""
    shard = write_shard(tmp_path)
    for version in ("1", "2"):
        occasion = Occasion(run="run-1", shard=0, processing_version=version, now=NOW)
        run(shard, occasion, repository, vectors, LIVE)

    assert {row.processing_version for row in repository.scan(SOURCES)} == {"1", "2"}


def test_a_shard_that_died_is_not_done(tmp_path: Path, repository: LanceRepository, vectors: LanceVectors) -> None:
    """The ledger is written last; the next run finishes the work without duplicates."""
    shard = write_shard(tmp_path, [call()], [case()])
    broken = BrokenVectors(str(tmp_path / "home" / TENANT / "vectors"), open_store(str(tmp_path / "home" / TENANT)))
    with pytest.raises(StoreUnavailableError):
        run(shard, OCCASION, repository, broken, LIVE)
    done_after_death = list(repository.scan(SOURCES))
    run(shard, OCCASION, repository, vectors, LIVE)

    assert done_after_death == []
    assert [row.digest for row in repository.scan(SOURCES)] == [BUNDLE.digest]
    assert (repository.count(CONVERSATIONS), repository.count(QUARANTINE)) == (1, 1)


def test_what_may_not_be_kept_waits_in_the_queue_alone(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """The raw zone keeps that there was one, and every other conversation that the gate held."""
    card, short = call(identity="q1"), call(identity="q2")
    held = [msgspec.structs.replace(case("q1", card), reasons=["card_dictated"]), case("q2", short)]
    shard = write_shard(tmp_path, [], held)
    write_table(shard.ingested, CONVERSATIONS, [card, short])
    run(shard, OCCASION, repository, vectors, None)

    assert {row.id: len(row.turns) for row in repository.scan(CONVERSATIONS_RAW)} == {"q1": 0, "q2": 2}
    assert {row.id: row.conversation for row in repository.scan(QUARANTINE)} == {"q1": card, "q2": short}


def test_what_a_reviewer_fixed_stays_in_the_raw_zone(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """The same source read again, card and all, does not replace it."""
    card, fixed = call(identity="q1"), call([turn("s1", "It is [removed].")], identity="q1")
    repository.publish(CONVERSATIONS_RAW, [fixed])
    shard = write_shard(tmp_path, [], [msgspec.structs.replace(case("q1", card), reasons=["card_dictated"])])
    write_table(shard.ingested, CONVERSATIONS, [card])
    run(shard, OCCASION, repository, vectors, None)

    assert list(repository.scan(CONVERSATIONS_RAW)) == [fixed]


def _decided(word: str) -> Decision:
    return Decision(id="q1", decision=word, by="ana", why="heard it")


@pytest.mark.parametrize("word", ["release", "drop"])
def test_a_decision_of_a_person_stays(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors, word: str
) -> None:
    """The same bad row again does not open the case again."""
    shard = write_shard(tmp_path, [], [case(conversation=call())])
    run(shard, OCCASION, repository, vectors, None)
    expected = decide(next(repository.scan(QUARANTINE)), _decided(word), NOW)
    repository.publish(QUARANTINE, [expected])
    run(shard, OCCASION, repository, vectors, None)

    assert list(repository.scan(QUARANTINE)) == [expected]


def _review(shard_root: Path, cases: list[str], talk_fails: bool) -> ShardOutputs:
    reviewed = call(identity="q1", reviewed_by="ana")
    bundle = msgspec.structs.replace(BUNDLE, kind="review", uris=cases)
    failed = [case("q1", reviewed)] if talk_fails else []
    return write_shard(shard_root, [] if talk_fails else [reviewed], failed, [bundle])


def _release(repository: LanceRepository) -> None:
    repository.publish(QUARANTINE, [decide(case("q1", call(identity="q1")), _decided("release"), NOW)])


def test_a_released_row_re_enters_once(tmp_path: Path, repository: LanceRepository, vectors: LanceVectors) -> None:
    """It is published as prepared and marked, and the raw zone keeps what was read."""
    _release(repository)
    run(_review(tmp_path, ["q1"], talk_fails=False), OCCASION, repository, vectors, LIVE)

    assert [row.status for row in repository.scan(QUARANTINE)] == ["reentered"]
    assert [row.id for row in repository.scan(CONVERSATIONS)] == ["q1"]
    assert (repository.count(CONVERSATIONS_RAW), repository.count(SOURCES)) == (0, 0)


def test_a_released_row_that_fails_again_is_open_again(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """Otherwise nobody would ever hear of it."""
    _release(repository)
    run(_review(tmp_path, ["q1"], talk_fails=True), OCCASION, repository, vectors, LIVE)

    assert [row.status for row in repository.scan(QUARANTINE)] == ["open"]


def test_a_dropped_row_is_never_marked_as_re_entered(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """Somebody changed their mind while the run was on its way."""
    repository.publish(QUARANTINE, [decide(case("q1", call(identity="q1")), _decided("drop"), NOW)])
    run(_review(tmp_path, ["q1"], talk_fails=False), OCCASION, repository, vectors, LIVE)

    assert [row.status for row in repository.scan(QUARANTINE)] == ["dropped"]


def test_the_first_collection_goes_live(tmp_path: Path, repository: LanceRepository, vectors: LanceVectors) -> None:
    """A later encoder's collection waits until somebody switches."""
    run(write_shard(tmp_path), OCCASION, repository, vectors, LIVE)
    run(write_shard(tmp_path), OCCASION, repository, vectors, LiveIndex("chunks-later-16", "later"))

    assert vectors.live() == LIVE
    assert vectors.count("chunks-later-16") == 7


def test_a_shorter_conversation_leaves_no_stale_chunks(
    tmp_path: Path, repository: LanceRepository, vectors: LanceVectors
) -> None:
    """A corrected transcript replaces the first one."""
    run(write_shard(tmp_path), OCCASION, repository, vectors, LIVE)
    run(write_shard(tmp_path, [call([turn("s1", "We agreed.")])]), OCCASION, repository, vectors, LIVE)

    assert {chunk.text for chunk in vectors.scan()} == {"We agreed."}
