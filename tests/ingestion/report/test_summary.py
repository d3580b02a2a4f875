"""The summary: one run's counts and the repository's totals, as plain numbers."""

from __future__ import annotations

from pathlib import Path

import msgspec

from talktrack.core.ports import LiveIndex
from talktrack.core.tables import QUARANTINE
from talktrack.ingestion.index.step import Occasion
from talktrack.ingestion.index.step import run as publish
from talktrack.ingestion.report.layout import headline, replaced, sections
from talktrack.ingestion.report.summary import Summary, summarise
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.ingestion.index.shards import OCCASION, case, write_shard
from tests.samples import TENANT, call

LIVE = LiveIndex("chunks-words-16", "words@1")


def test_counts_of_one_run_are_added_over_its_shards(tmp_path: Path) -> None:
    """Another run's counts are not this run's."""
    home = str(tmp_path / "home")
    repository = open_repository(home, TENANT, create=True)
    shard = write_shard(tmp_path, [call(), call(identity="c2")], [case()])
    occasions = [("run-1", 0), ("run-1", 1), ("run-2", 0)]
    for name, number in occasions:
        occasion = Occasion(run=name, shard=number, processing_version="1", now=OCCASION.now)
        publish(shard, occasion, repository, open_lance(home, TENANT), LIVE)
    decided = msgspec.structs.replace(case("q2"), status="dropped", reasons=["no_consent", "too_few_turns"])
    repository.publish(QUARANTINE, [decided])
    found = summarise(repository, "run-1", "SUCCEEDED")

    assert found == Summary(
        state="SUCCEEDED",
        bundles_done=1,
        totals={
            "conversations as read": 2,
            "other records of the same call": 0,
            "conversations ready": 2,
            "sources done": 2,
            "waiting for review": 1,
        },
        run_counts={"ingest.conversations": 4.0},
        quarantine={"too_few_turns": 2, "no_consent": 1},
        sources={"gong": 2},
    )


def _summary(read: int, ready: int) -> Summary:
    totals = {
        "conversations as read": read,
        "other records of the same call": 1,
        "conversations ready": ready,
        "sources done": 3,
        "waiting for review": 2,
    }
    return Summary(state="SUCCEEDED", bundles_done=5, totals=totals)


def test_the_headline_says_whether_the_run_was_good() -> None:
    """Five numbers."""
    assert headline(_summary(read=5, ready=3)) == {
        "run": "succeeded",
        "bundles handled now": 5,
        "conversations ready": 3,
        "of those read": "75.0%",
        "waiting for review": 2,
    }


def test_an_empty_repository_has_a_headline() -> None:
    """Nothing read is no division by zero."""
    assert headline(_summary(read=1, ready=0))["of those read"] == "0.0%"


def test_personal_data_is_counted_by_kind() -> None:
    """The most frequent kind first, other counts aside."""
    counts = {"prepare.replaced_person": 7.0, "prepare.replaced_email_address": 9.0, "prepare.conversations": 2.0}

    assert list(replaced(counts).items()) == [("EMAIL_ADDRESS", 9), ("PERSON", 7)]


def test_sections_stand_in_the_order_of_the_pipeline() -> None:
    """Steps that counted nothing have none."""
    counts = {"embed.chunks": 7.0, "ingest.conversations": 2.0, "ingest.quarantined": 1.0}
    summary = msgspec.convert({"state": "x", "bundles_done": 0, "run_counts": counts}, Summary)

    assert sections(summary) == [("Read", {"conversations": 2.0, "quarantined": 1.0}), ("Embed", {"chunks": 7.0})]
