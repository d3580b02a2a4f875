"""The best record stays and knows where all came from; the others leave the clean zone and the index."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.conversation import Conversation, Provenance
from talktrack.core.ports import LiveIndex
from talktrack.core.records import Quarantined
from talktrack.core.tables import ANALYSES, CONVERSATIONS, QUARANTINE
from talktrack.ingestion.events.component import events
from talktrack.ingestion.events.matching import Limits
from talktrack.ingestion.events.merging import merged
from talktrack.ingestion.events.step import run
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance
from tests.samples import TENANT, call
from tests.systems.vector_store_contract import COLLECTION, chunk

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def record(name: str, source: str, **known: object) -> Conversation:
    """Return one record of the sample call."""
    origin = Provenance(uri=f"in/{name}", sha256=name, reader=source, version="1")
    return msgspec.structs.replace(call(), id=name, source=source, provenance=[origin], **known)


def opened(home: Path) -> tuple[LanceRepository, LanceVectors]:
    """Return a home with two records of one call, both indexed."""
    repository, vectors = open_repository(str(home), TENANT, create=True), open_lance(str(home), TENANT)
    repository.publish(CONVERSATIONS, [record("a", "zoom", title="Intro"), record("b", "gong", title=None)])
    vectors.replace(COLLECTION, chunk_rows([chunk("k1", conversation="a"), chunk("k2", conversation="b")], 3))
    vectors.switch(LiveIndex(COLLECTION, "tiny"))
    return repository, vectors


def test_the_best_record_takes_what_it_lacks() -> None:
    """Gong's record before Zoom's, with Zoom's title and both files named."""
    best = merged([record("a", "zoom", title="Intro"), record("b", "gong", title=None)])

    assert (best.id, best.title) == ("b", "Intro")
    assert [entry.reader for entry in best.provenance] == ["gong", "zoom"]


def test_the_others_leave(tmp_path: Path) -> None:
    """From the clean zone, its statistics and the index."""
    repository, vectors = opened(tmp_path)
    counts = run(repository, vectors, Limits(), NOW)

    assert counts == {"calls_of_several_records": 1, "records_merged": 1}
    assert [row.id for row in repository.scan(CONVERSATIONS)] == ["b"]
    assert [row.conversation_id for row in vectors.scan()] == ["b"]
    assert repository.count(ANALYSES) == 0


def test_questions_about_the_others_are_dropped(tmp_path: Path) -> None:
    """With the reason; questions about the record that stays are still open."""
    repository, vectors = opened(tmp_path)
    repository.publish(QUARANTINE, [_question(row) for row in repository.scan(CONVERSATIONS)])
    run(repository, vectors, Limits(), NOW)
    cases = {row.id: row for row in repository.scan(QUARANTINE)}

    assert {name: row.status for name, row in cases.items()} == {"a": "dropped", "b": "open"}
    assert (cases["a"].decided_by, cases["a"].decided_at) == ("events", NOW)


def _question(conversation: Conversation) -> Quarantined:
    return Quarantined(
        id=conversation.id,
        tenant=TENANT,
        stage="attribute",
        uri="in/a",
        sha256="0",
        reasons=["attribution_uncertain"],
        severity="low",
        suggestion="Name the speakers.",
        conversation=conversation,
    )


def test_running_twice_is_running_once(tmp_path: Path) -> None:
    """The second run finds nothing to do."""
    repository, vectors = opened(tmp_path)
    run(repository, vectors, Limits(), NOW)
    before = list(repository.scan(CONVERSATIONS))

    assert run(repository, vectors, Limits(), NOW) == {"calls_of_several_records": 0, "records_merged": 0}
    assert list(repository.scan(CONVERSATIONS)) == before


def test_the_component_merges(tmp_path: Path) -> None:
    """It opens the home itself."""
    from kfp import dsl

    repository, _ = opened(tmp_path)
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    events.python_func(metrics, tenant=TENANT, home=str(tmp_path))

    assert [row.id for row in repository.scan(CONVERSATIONS)] == ["b"]
    assert metrics.metadata["records_merged"] == 1.0
