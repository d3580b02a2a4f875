"""Reference as a component: a manifest in, a snapshot of the customer's world out."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.artifacts import write_table
from talktrack.core.knowledge import Knowledge
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES
from talktrack.ingestion.reference.component import reference


def test_a_table_is_published(tmp_path: Path) -> None:
    """An account of an export is in the snapshot."""
    (tmp_path / "accounts.csv").write_text("Id,Name,Industry\na1,Acme,Retail\n")
    manifest, knowledge = (dsl.Dataset(uri=str(tmp_path / name)) for name in ("manifest", "knowledge"))
    bundle = Bundle(id="b", shard=0, kind="reference", uris=[str(tmp_path / "accounts.csv")], digest="d")
    write_table(manifest.path, BUNDLES, [bundle])
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    reference.python_func(
        manifest=manifest, knowledge=knowledge, metrics=metrics, tenant="acme", home=str(tmp_path / "home")
    )

    assert list(Knowledge.load(knowledge.path).accounts) == ["a1"]
