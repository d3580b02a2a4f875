"""Index as a task: artifacts in, a searchable repository out."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.search import Question, collection_name, search
from talktrack.core.tables import CONVERSATIONS, SOURCES
from talktrack.ingestion.index.component import index
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.ingestion.index.shards import write_shard
from tests.samples import TENANT, WordEncoder


def _publish(root: Path, metadata: dict[str, str]) -> tuple[str, dsl.Metrics]:
    home = str(root / "home")
    open_repository(home, TENANT, create=True)
    outputs = write_shard(root)
    metrics = dsl.Metrics(uri=str(root / "metrics"))
    names = ("manifest", "ingested", "unreadable", "gated", "prepared", "unresolved", "analyses", "chunks")
    artifacts = {name: dsl.Dataset(uri=getattr(outputs, name)) for name in names}
    artifacts["chunks"].metadata.update(metadata)
    index.python_func(
        **artifacts, metrics=metrics, tenant=TENANT, home=home, shard=0, run_id="run-1", processing_version="1"
    )
    return home, metrics


def test_what_was_published_can_be_searched(tmp_path: Path) -> None:
    """The collection's name travels with the chunks."""
    encoder = WordEncoder()
    home, metrics = _publish(tmp_path, {"collection": collection_name(encoder), "encoder_model": "words@1"})
    hits = search(
        Question("three more deals", limit=3, where={"level": ["sentence"]}), encoder, open_lance(home, TENANT)
    )

    assert hits[0].chunk.text == "We would close three more deals."
    assert metrics.metadata == {"conversations": 1, "quarantined": 0, "chunks": 7}


def test_a_shard_without_chunks_is_done_too(tmp_path: Path) -> None:
    """Embed names no collection when there was nothing to embed."""
    home, metrics = _publish(tmp_path, {})
    repository = open_repository(home, TENANT)

    assert (repository.count(CONVERSATIONS), repository.count(SOURCES)) == (1, 1)
    assert (metrics.metadata["chunks"], open_lance(home, TENANT).live()) == (0, None)
