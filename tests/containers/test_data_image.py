"""The data steps run in their image: as a user without rights, with kfp's own Docker runner. Needs `make images`."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from kfp import dsl, local

from talktrack import world
from talktrack.core.artifacts import read_table
from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS, QUARANTINE
from talktrack.ingestion.ingest.component import ingest
from talktrack.ingestion.plan.component import plan
from talktrack.ingestion.prepare.component import prepare
from talktrack.ingestion.quality_gate.component import quality_gate
from talktrack.ingestion.reference.component import reference

pytestmark = [pytest.mark.containers, pytest.mark.enable_socket, pytest.mark.timeout(600)]

CALLS = 6
NOBODY = 10001


@dsl.pipeline(name="data-steps")
def data_steps(tenant: str, home: str, sources: list[str]) -> None:
    """The part of ingestion that needs no model."""
    manifest = plan(tenant=tenant, home=home, sources=sources).outputs["manifest"]
    known = reference(manifest=manifest, tenant=tenant, home=home)
    read = ingest(manifest=manifest, tenant=tenant, home=home, shard=0)
    gated = quality_gate(conversations=read.outputs["conversations"])
    prepare(conversations=gated.outputs["passed"], knowledge=known.outputs["knowledge"], tenant=tenant, home=home)


def test_the_data_steps_run_in_their_image(tmp_path: Path) -> None:
    """Raw files become redacted conversations, every step in a container of its own."""
    root = tmp_path / "mounted"
    sources, home = root / "sources", root / "home"
    world.write(sources, seed=3, tenant="acme", conversations=CALLS, turns=20, broken_share=0.0, truth=tmp_path / "t")
    home.mkdir()
    runner = local.DockerRunner(network_mode="host", user=str(os.getuid() or NOBODY))
    _let_everybody_write(root)
    local.init(runner, pipeline_root=str(root))
    data_steps(tenant="acme", home=str(home), sources=[str(sources)])

    gated, ready = (_conversations(root, place) for place in ("quality-gate/passed", "prepare/prepared"))
    (unresolved,) = root.glob("*/prepare/unresolved")
    failed = {row.conversation.id for row in read_table(unresolved, QUARANTINE) if row.conversation} - ready.keys()
    assert len(gated) > CALLS
    assert ready.keys() | failed == gated.keys()
    assert all(conversation.privacy_level for conversation in ready.values())


def _conversations(root: Path, place: str) -> Mapping[str, Conversation]:
    (table,) = root.glob(f"*/{place}")
    return {conversation.id: conversation for conversation in read_table(table, CONVERSATIONS)}


def _let_everybody_write(root: Path) -> None:
    """The image's user is not the one who runs the tests."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
