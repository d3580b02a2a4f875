"""A home in a bucket: the whole ingestion over HTTP, twice, then an export; nothing of it stays on this machine."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from talktrack.world.gcs import GcsServer
from tests.tiny_encoder import make_encoder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BUCKET, TENANT = "sales", "acme"
HOME = f"gs://{BUCKET}/home"
TALK = """[00:00:01] Anna Weber: Hello Bob, thank you for making the time today. How is your team this quarter?
[00:00:09] Bob Stone: Good, thanks. We are still comparing vendors, and the price of a seat is our main concern.
[00:00:20] Anna Weber: I see. What would a seat have to cost so that your finance team agrees before the summer?
[00:00:31] Bob Stone: Around forty dollars. Please send the offer and I will forward it to finance on Friday.
"""


@dataclass(frozen=True)
class Laptop:
    """A machine whose bucket is served on loopback; its own home directory starts empty."""

    root: Path
    url: str

    def call(self, *arguments: str) -> str:
        """Run ``python -m pipelines`` with this tenant and home, and return its standard output."""
        command = [sys.executable, "-m", "pipelines", *arguments, "--tenant", TENANT, "--home", HOME]
        place = {"STORAGE_EMULATOR_HOST": self.url, "HOME": str(self.root), "TALKTRACK_KEYS": str(self.root / "keys")}
        place["COLUMNS"] = "200"
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | place)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ingest(self) -> str:
        """Read the folder of calls and return the summary."""
        return self.call(
            "local", "ingestion", "--source", str(self.root / "in"), "--param", f"encoder_model={self.root / 'tiny'}"
        )


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """One call, a small encoder and a key, with an empty bucket."""
    for name in ("in", "keys"):
        (tmp_path / name).mkdir()
    (tmp_path / "in" / "call.txt").write_text(TALK)
    (tmp_path / "keys" / f"{TENANT}.key").write_bytes(base64.b64encode(bytes(32)))
    make_encoder(tmp_path / "tiny", seed=1)
    with GcsServer() as server:
        requests.post(f"{server.url}/storage/v1/b?project=p", json={"name": BUCKET}, timeout=10).raise_for_status()
        yield Laptop(tmp_path, server.url)


def test_a_bucket_holds_all_of_a_home(laptop: Laptop) -> None:
    """The second run adds nothing, and what was read comes back redacted."""
    first, second = laptop.ingest(), laptop.ingest()
    [line] = laptop.call("export", "conversations").splitlines()
    found = laptop.call("search", "price of a seat")
    best = json.loads(laptop.call("search", "--json", "price of a seat").splitlines()[0])

    assert ("1 (1 new)" in first, "1 (0 new)" in second) == (True, True)
    assert [turn["text"][:6] for turn in json.loads(line)["turns"]][:1] == ["Hello "]
    assert "price of a seat" in found
    assert ("price of a seat" in best["text"], "embedding" in best) == (True, False)
    assert [file for file in (laptop.root / ".talktrack").rglob("*") if file.is_file()] == []
