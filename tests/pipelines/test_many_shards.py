"""A shard that dies costs nobody else anything, and the next run takes up what it left."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.artifacts import read_table
from talktrack.core.tables import BUNDLES, CONVERSATIONS
from talktrack.systems.repository import open_repository
from tests.pipelines.in_process import Ingestion, ShardDiedError, planned
from tests.tiny_encoder import make_encoder

TENANT, SHARDS, DEAD = "acme", 12, 7


def write_calls(folder: Path, count: int) -> None:
    """Write short calls as text, each of its own words."""
    folder.mkdir()
    for number in range(count):
        (folder / f"call-{number:03d}.txt").write_text(
            f"Dana: Hello, this is call {number} about the price of your plan.\n"
            f"Ben: We have {number + 3} people in sales and no budget for training this quarter.\n"
            "Dana: What happens if nothing changes until the summer?\n"
            "Ben: Then the audit finds what it found last year, and my boss will ask why.\n"
        )


@pytest.mark.slow
def test_a_dead_shard_is_taken_up_by_the_next_run(tmp_path: Path) -> None:
    """All others publish; the second run plans what is missing and nothing else; a third one plans nothing."""
    write_calls(tmp_path / "in", SHARDS)
    encoder = make_encoder(tmp_path / "encoder", seed=1)

    def plan(run: str) -> Ingestion:
        return planned(TENANT, tmp_path / "home", tmp_path / "in", encoder, tmp_path / run)

    first = plan("first")
    for shard in first.shards:
        if shard == DEAD:
            with pytest.raises(ShardDiedError):
                first.process(shard, dies=True)
        else:
            first.process(shard)
    repository = open_repository(str(tmp_path / "home"), TENANT)
    after_first = repository.count(CONVERSATIONS)
    second = plan("second")
    for shard in second.shards:
        second.process(shard)

    assert (len(first.shards), after_first) == (SHARDS, SHARDS - 1)
    assert (len(second.shards), repository.count(CONVERSATIONS)) == (1, SHARDS)
    assert list(read_table(plan("third").manifest, BUNDLES)) == []
