"""Several regions behave as one store, survive that one of them is away, and become equal again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.core.ports import LiveIndex, VectorStore
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from talktrack.systems.vectors.regions.divergence import Copy, Difference, Divergence, Remove, Repair, Switch, planned
from talktrack.systems.vectors.regions.store import Regions
from talktrack.world.memory_vectors import MemoryDatabase, MemoryVectors
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, VectorStoreContract, X, chunk, found, with_channels

LIVE = LiveIndex(COLLECTION, "tiny")


class SometimesAway(MemoryVectors):
    """A store in memory that cannot be reached while `away`."""

    away = False

    def provision(self) -> None:
        """As in memory."""
        self._check()
        super().provision()

    def _known(self) -> Any:
        self._check()
        return super()._known()

    def _shelf(self) -> Any:
        self._check()
        return super()._shelf()

    def _check(self) -> None:
        if self.away:
            raise StoreUnavailableError("this region is away")


@pytest.fixture
def lance(tmp_path: Path) -> LanceVectors:
    """The region on disk."""
    return open_lance(str(tmp_path), TENANT)


@pytest.fixture
def memory() -> SometimesAway:
    """The region in memory, which may be away."""
    store = SometimesAway(TENANT, MemoryDatabase())
    store.provision()
    return store


@pytest.fixture
def regions(lance: LanceVectors, memory: SometimesAway) -> Regions:
    """Both, the one in memory nearest."""
    return Regions({"eu": lance, "us": memory}, nearest="us")


class TestRegionsNearMemory(VectorStoreContract):
    """Two regions are a store like any other."""

    @pytest.fixture
    def opened(self, regions: Regions) -> VectorStore:
        """Read from memory."""
        return regions


class TestRegionsNearLance(VectorStoreContract):
    """Whichever of them is nearest."""

    @pytest.fixture
    def opened(self, lance: LanceVectors, memory: SometimesAway) -> VectorStore:
        """Read from disk."""
        return Regions({"us": memory, "eu": lance}, nearest="eu")


def diverged(regions: Regions, lance: LanceVectors, memory: SometimesAway) -> None:
    """Leave us with a conversation that eu lacks, one that is older there, and eu with one that us removed."""
    regions.switch(LIVE)
    rows = [chunk("same", conversation="c0"), chunk("old", conversation="c1"), chunk("gone", conversation="c2")]
    lance.replace(COLLECTION, chunk_rows(rows, 3))
    memory.replace(COLLECTION, chunk_rows([rows[0], chunk("new", conversation="c1"), chunk("late", "", X, "c3")], 3))


def test_writes_reach_every_region(regions: Regions, lance: LanceVectors, memory: SometimesAway) -> None:
    """And so do removals, the alias and what is forgotten."""
    regions.replace(COLLECTION, chunk_rows([chunk("k1"), chunk("k2", conversation="c2"), chunk("k3", "", X, "c3")], 3))
    regions.switch(LIVE)
    regions.remove(["c2"])
    forgotten = regions.forget(["c3"], [])

    assert (forgotten, found(lance, X), found(memory, X)) == (1, ["k1"], ["k1"])
    assert lance.live() == memory.live() == LIVE


def test_a_region_that_is_away_misses_a_write_and_is_named(
    regions: Regions, lance: LanceVectors, memory: SometimesAway
) -> None:
    """The others have it; doing it again later mends it."""
    memory.away = True
    rows = chunk_rows([chunk("k1")], 3)
    with pytest.raises(StoreUnavailableError, match=r"do it again, or repair\. us: this region is away"):
        regions.replace(COLLECTION, rows)
    memory.away = False
    before = (lance.count(COLLECTION), memory.count(COLLECTION))
    regions.replace(COLLECTION, rows)

    assert (before, memory.count(COLLECTION)) == ((1, 0), 1)


def test_reads_go_to_the_next_region(regions: Regions, memory: SometimesAway) -> None:
    """Search, count, rows, scan and alias, while the nearest is away."""
    regions.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    regions.switch(LIVE)
    memory.away = True

    assert (found(regions, X), regions.count(COLLECTION), regions.live()) == (["k1"], 1, LIVE)
    assert regions.rows(COLLECTION, ["c1"]).num_rows == 1
    assert [row.id for row in regions.scan()] == ["k1"]


def test_when_no_region_answers_all_are_named() -> None:
    """With what each of them said."""
    stores = {name: SometimesAway(TENANT, MemoryDatabase()) for name in ("eu", "us")}
    for store in stores.values():
        store.away = True
    regions = Regions(stores, nearest="eu")

    with pytest.raises(StoreUnavailableError, match=r"no region answers.*eu: .*us: "):
        found(regions, X)
    with pytest.raises(StoreUnavailableError, match="no region has it"):
        regions.replace(COLLECTION, chunk_rows([chunk("k1")], 3))


def test_a_wrong_request_is_written_nowhere(regions: Regions, lance: LanceVectors) -> None:
    """The nearest refuses it before another is asked."""
    regions.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    with pytest.raises(ConfigurationInvalidError, match="length"):
        regions.replace(COLLECTION, chunk_rows([chunk("k2", embedding=[1.0, 0.0])], 2))
    assert lance.count(COLLECTION) == 1


def test_a_region_that_does_not_know_the_tenant_is_named(lance: LanceVectors) -> None:
    """It is behind the others, as one that is away would be."""
    stranger = MemoryVectors(TENANT, MemoryDatabase())
    regions = Regions({"eu": lance, "us": stranger}, nearest="eu")

    with pytest.raises(StoreUnavailableError, match="us: the vector database does not know the tenant acme"):
        regions.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    assert lance.count(COLLECTION) == 1


def test_a_region_that_is_not_there_is_refused(regions: Regions, lance: LanceVectors) -> None:
    """As the nearest and as a source."""
    with pytest.raises(ConfigurationInvalidError, match="no region asia: choose one of eu"):
        Regions({"eu": lance}, nearest="asia")
    with pytest.raises(ConfigurationInvalidError, match="no region asia"):
        regions.divergence(COLLECTION, "asia")


def test_equal_regions_do_not_diverge(regions: Regions) -> None:
    """All channels of many conversations, although the stores keep them in other orders and columns."""
    rows = [chunk(f"k{number:03}", conversation=f"c{number % 70}") for number in reversed(range(140))]
    regions.replace(COLLECTION, with_channels(rows, [[0.6, 0.8]] * 140))
    regions.switch(LIVE)

    assert regions.divergence(COLLECTION).is_none
    assert str(regions.plan(COLLECTION, "eu")) == f"{COLLECTION}: nothing to repair"


def test_divergence_names_conversations(regions: Regions, lance: LanceVectors, memory: SometimesAway) -> None:
    """Missing, surplus and different, as the source sees it."""
    diverged(regions, lance, memory)

    assert regions.divergence(COLLECTION, "us").regions == {"eu": Difference(("c3",), ("c2",), ("c1",))}
    assert regions.divergence(COLLECTION, "eu").regions == {"us": Difference(("c2",), ("c3",), ("c1",))}


def test_one_number_makes_a_difference(regions: Regions, lance: LanceVectors) -> None:
    """In any channel or field, be the text the same."""
    rows = with_channels([chunk("k1"), chunk("k2", conversation="c2")], [[0.0, 1.0], [1.0, 0.0]])
    regions.replace(COLLECTION, rows)
    regions.switch(LIVE)
    lance.replace(COLLECTION, with_channels([chunk("k1")], [[0.0, 0.9999999]]))
    lance.replace(
        COLLECTION, with_channels([msgspec.structs.replace(chunk("k2", conversation="c2"), stage="Won")], [[1.0, 0.0]])
    )

    assert regions.divergence(COLLECTION).regions == {"eu": Difference(different=("c1", "c2"))}


@pytest.mark.parametrize("source", ["eu", "us"])
def test_repair_makes_all_equal_the_source(
    regions: Regions, lance: LanceVectors, memory: SometimesAway, source: str
) -> None:
    """And a second repair finds nothing to do."""
    diverged(regions, lance, memory)
    wanted = {"eu": ["gone", "old", "same"], "us": ["late", "new", "same"]}[source]
    left = regions.repair(COLLECTION, source)

    assert left.is_none
    assert sorted(found(lance, X)) == sorted(found(memory, X)) == wanted
    assert regions.plan(COLLECTION, source).steps == ()


def test_a_plan_can_be_printed_before_it_is_applied(
    regions: Regions, lance: LanceVectors, memory: SometimesAway
) -> None:
    """One line a step, nothing done yet."""
    diverged(regions, lance, memory)
    plan = regions.plan(COLLECTION, "us")

    assert str(plan).splitlines() == [
        f"make {COLLECTION} equal us:",
        "  eu: copy 2 conversations (c1, c3)",
        "  eu: remove 1 conversations (c2)",
    ]
    assert sorted(found(lance, X)) == ["gone", "old", "same"]


def test_an_alias_that_lags_is_switched_after_the_copy(
    regions: Regions, lance: LanceVectors, memory: SometimesAway
) -> None:
    """Only then can the region say what it has too much of."""
    diverged(regions, lance, memory)
    lance.replace("older", chunk_rows([chunk("k1")], 3))
    lance.switch(LiveIndex("older", "tiny"))
    steps = regions.plan(COLLECTION, "us").steps
    left = regions.repair(COLLECTION, "us")

    assert steps == (Copy("eu", ("c1", "c3")), Switch("eu", LIVE))
    assert (left.is_none, sorted(found(lance, X)), lance.count("older")) == (True, ["late", "new", "same"], 1)


def test_a_new_region_is_filled(lance: LanceVectors) -> None:
    """It knows neither the tenant nor the collection."""
    lance.replace(COLLECTION, with_channels([chunk("k1")], [[0.0, 1.0]]))
    lance.switch(LIVE)
    new = MemoryVectors(TENANT, MemoryDatabase())
    left = Regions({"eu": lance, "asia": new}, nearest="eu").repair(COLLECTION, "eu")

    assert (left.is_none, new.live()) == (True, LIVE)
    assert new.rows(COLLECTION, ["c1"]).to_pylist() == lance.rows(COLLECTION, ["c1"]).to_pylist()


def test_a_region_that_is_away_is_reported(regions: Regions, memory: SometimesAway) -> None:
    """As not compared; as a source it cannot serve."""
    regions.replace(COLLECTION, chunk_rows([chunk("k1")], 3))
    regions.switch(LIVE)
    memory.away = True
    seen = regions.divergence(COLLECTION, "eu")

    assert (seen.unreachable, seen.regions, seen.is_none) == (("us",), {}, False)
    with pytest.raises(StoreUnavailableError, match="away"):
        regions.divergence(COLLECTION, "us")


def test_a_source_that_does_not_serve_the_collection_is_refused(regions: Regions) -> None:
    """A store lists only what its alias points at."""
    with pytest.raises(ConfigurationInvalidError, match="not live in us"):
        regions.repair(COLLECTION, "us")


def test_a_plan_is_decided_by_values_alone() -> None:
    """Copies, then the alias, then removals."""
    seen = Divergence(COLLECTION, "us", {"eu": Difference(("c1",), ("c2",), ("c0",), LIVE)})
    steps = (Copy("eu", ("c0", "c1")), Switch("eu", LIVE), Remove("eu", ("c2",)))

    assert planned(seen) == Repair(COLLECTION, "us", steps)


def test_writers_with_overlapping_keys_leave_equal_regions(regions: Regions) -> None:
    """Eight shards share one conversation, the same in each, and have one of their own."""
    regions.switch(LIVE)

    def write(shard: int) -> int:
        mine: pa.Table = chunk_rows(
            [chunk("shared", conversation="c"), chunk(f"k{shard}", conversation=f"c{shard}")], 3
        )
        return regions.replace(COLLECTION, mine)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert regions.divergence(COLLECTION).is_none
    assert regions.count(COLLECTION) == 9
