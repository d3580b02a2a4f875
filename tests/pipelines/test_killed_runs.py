"""A run that is killed and started again ends as if it had never been killed."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from talktrack import world
from talktrack.core.ports import Repository
from talktrack.core.tables import ANALYSES, CONVERSATIONS, CONVERSATIONS_RAW, QUARANTINE, Table
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.tiny_encoder import make_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TENANT = "acme"
COMPARED: tuple[Table[Any], ...] = (CONVERSATIONS_RAW, CONVERSATIONS, ANALYSES, QUARANTINE)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources, a small encoder, and one tenant key for every home."""
    root = tmp_path_factory.mktemp("killed")
    world.write(root / "in", seed=9, tenant=TENANT, conversations=8, turns=12, broken_share=0.3, truth=root / "truth")
    make_encoder(root / "tiny", seed=1)
    (root / "keys").mkdir()
    (root / "keys" / f"{TENANT}.key").write_bytes(base64.b64encode(bytes(32)))
    return root


def _ingest(place: Path, home: Path, *, kill_after: str = "") -> int:
    """Run ingestion in a process group of its own; kill the whole group when this task has ended."""
    command = [sys.executable, "-u", "-m", "pipelines", "local", "ingestion", "--tenant", TENANT, "--home", str(home)]
    options = ["--source", str(place / "in"), "--param", f"encoder_model={place / 'tiny'}"]
    environment = os.environ | {"TALKTRACK_KEYS": str(place / "keys")}
    with subprocess.Popen(
        command + options, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if kill_after and line.split()[:2] == [kill_after, "done"]:
                os.killpg(process.pid, signal.SIGKILL)
                break
        return process.wait()


def _published(home: Path, monkeypatch: pytest.MonkeyPatch, keys: Path) -> dict[str, list[bytes]]:
    monkeypatch.setenv("TALKTRACK_KEYS", str(keys))
    repository: Repository = open_repository(str(home), TENANT)
    rows = {table.name: sorted(map(msgspec.json.encode, repository.scan(table))) for table in COMPARED}
    return rows | {"chunks": sorted(map(msgspec.json.encode, open_lance(str(home), TENANT).scan()))}


@pytest.fixture(scope="module")
def undisturbed(place: Path) -> Path:
    """A home whose one run was left alone."""
    assert _ingest(place, place / "undisturbed") == 0
    return place / "undisturbed"


@pytest.mark.parametrize("task", ["ingest", "index"])
def test_a_killed_run_started_again_leaves_no_trace(
    task: str, place: Path, undisturbed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever task was the last before the kill, the tables and chunks end byte-equal."""
    home = place / f"killed-after-{task}"
    killed = _ingest(place, home, kill_after=task)
    again = _ingest(place, home)

    keys = place / "keys"
    assert (killed, again) == (-signal.SIGKILL, 0)
    assert _published(home, monkeypatch, keys) == _published(undisturbed, monkeypatch, keys)
