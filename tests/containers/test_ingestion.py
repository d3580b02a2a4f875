"""Ingestion in containers: every step in its own image, as nobody, on a read-only root, without network."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from kfp import components, local

from pipelines.catalogue import compile_pipeline
from talktrack import world
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW
from talktrack.systems.containers import settings
from talktrack.systems.repository import open_repository
from tests.containers.engine import CHOSEN, NOBODY
from tests.samples import TENANT
from tests.tiny_encoder import make_encoder

NEEDED = {"data", "model"}
pytestmark = [
    pytest.mark.containers,
    pytest.mark.enable_socket,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not set(CHOSEN) >= NEEDED, reason="STAGE leaves out an image that ingestion needs"),
]

CALLS = 6


def test_ingestion_runs_in_its_images(tmp_path: Path) -> None:
    """Raw files become searchable redacted conversations."""
    root = tmp_path / "mounted"
    sources, home, encoder = root / "sources", root / "home", make_encoder(tmp_path / "tiny", seed=1)
    world.write(sources, seed=3, tenant=TENANT, conversations=CALLS, turns=20, broken_share=0.0, truth=tmp_path / "t")
    encoder = encoder.rename(root / "encoder")
    home.mkdir()
    _let_everybody_write(root)
    given = {"tenant": TENANT, "home": str(home), "sources": [str(sources)], "encoder_model": str(encoder)}
    _run(compile_pipeline("ingestion", tmp_path), given, root)

    repository = open_repository(str(home), TENANT)
    assert repository.count(CONVERSATIONS_RAW) > CALLS
    assert repository.count(CONVERSATIONS) > CALLS
    assert {path.stat().st_uid for path in home.rglob("*") if path.is_file()} == {os.getuid() or NOBODY}


def _run(spec: Path, given: Mapping[str, object], root: Path) -> None:
    user = f"{os.getuid() or NOBODY}:{os.getgid() or NOBODY}"
    started = settings([str(root)], network=False) | {"user": user}
    local.init(local.DockerRunner(**started), pipeline_root=str(root / "run"), raise_on_error=True)
    (root / "run").mkdir()
    (root / "run").chmod(0o777)
    components.load_component_from_file(str(spec))(**given)


def _let_everybody_write(root: Path) -> None:
    """The image's user is not the one who runs the tests."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
