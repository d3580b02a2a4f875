"""Ingest as a component: a manifest in, conversations and quarantine rows out."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import count_rows, write_table
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES
from talktrack.ingestion.ingest.component import ingest


def test_a_shard_is_read(tmp_path: Path) -> None:
    """One file is read, one is empty; the metrics say so."""
    (tmp_path / "a.txt").write_text("Anna: Hello.\nBob: Hi.\n")
    (tmp_path / "b.txt").write_text("")
    bundles = [
        Bundle(id=name, shard=0, kind="transcript", uris=[str(tmp_path / f"{name}.txt")], digest=name) for name in "ab"
    ]
    outputs = {name: dsl.Dataset(uri=str(tmp_path / name)) for name in ("manifest", "conversations", "quarantined")}
    write_table(outputs["manifest"].path, BUNDLES, bundles)
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    ingest.python_func(**outputs, metrics=metrics, tenant="acme", home=str(tmp_path / "home"), shard=0)

    assert (count_rows(outputs["conversations"].path), count_rows(outputs["quarantined"].path)) == (1, 1)
    assert metrics.metadata["quarantined_file_empty"] == 1
