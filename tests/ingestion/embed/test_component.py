"""Embed as a task: real weights in, chunks and the collection's name out."""

from __future__ import annotations

from pathlib import Path

import pytest
from kfp import dsl

from talktrack.core.artifacts import read_counts, read_table, write_table
from talktrack.core.search import collection_name
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.engines.encoder import open_encoder
from talktrack.ingestion.embed.component import embed
from tests.samples import call
from tests.tiny_encoder import DIMENSION, make_encoder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make one tiny encoder."""
    return str(make_encoder(tmp_path_factory.mktemp("encoder") / "tiny", seed=1))


def test_chunks_and_their_collection_come_out(tmp_path: Path, model: str) -> None:
    """Index learns from the artifact where the vectors belong."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    chunks, metrics = dsl.Dataset(uri=str(tmp_path / "out")), dsl.Metrics(uri=str(tmp_path / "metrics"))
    embed.python_func(dsl.Dataset(uri=str(tmp_path / "in")), chunks, metrics, model)
    made = list(read_table(tmp_path / "out", CHUNKS))

    assert {len(chunk.embedding) for chunk in made} == {DIMENSION}
    assert chunks.metadata == {
        "collection": collection_name(open_encoder(model)),
        "encoder_model": model,
        "words_weight": "1.0",
    }
    assert read_counts(tmp_path / "out") == {"embed.conversations": 1, "embed.chunks": 7}


def test_an_empty_shard_loads_no_model(tmp_path: Path) -> None:
    """Nothing to embed is done in no time, whatever model is named."""
    write_table(tmp_path / "in", CONVERSATIONS, [])
    chunks = dsl.Dataset(uri=str(tmp_path / "out"))
    embed.python_func(dsl.Dataset(uri=str(tmp_path / "in")), chunks, dsl.Metrics(uri="metrics"), "no/such@model")

    assert (list(read_table(tmp_path / "out", CHUNKS)), chunks.metadata) == ([], {})
