"""A folder as the guides have it: calls, a small encoder, and a home with everything that a back-up has to keep."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.local_runs import LocalRun, execute
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import open_registry
from tests.docs.scratch import ENCODER, HOME, Scratch
from tests.samples import TENANT
from tests.tiny_encoder import make_encoder

TALK = """[00:00:01] Anna Weber: Hello Bob, thank you for making the time today. How is your team this quarter?
[00:00:09] Bob Stone: Good, thanks. We are still comparing vendors, and the price of a seat is our main concern so far.
[00:00:20] Anna Weber: I see. What would a seat have to cost so that your finance team agrees before the summer?
[00:00:31] Bob Stone: Around forty dollars. Please send the offer and I will forward it to finance.
[00:00:42] Anna Weber: I will send it tomorrow morning. Shall we speak again on Friday about the security audit?
[00:00:50] Bob Stone: Friday works. Please bring somebody who knows how the data is encrypted.
"""
SHORT = "[00:00:01] Anna: Hello?\n[00:00:03] Bob: Wrong number.\n"


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is before any guide: one ingestion, a champion, a candidate."""
    root = tmp_path_factory.mktemp("guides")
    (root / "calls").mkdir()
    (root / "calls" / "call.txt").write_text(TALK)
    (root / "calls" / "short.txt").write_text(SHORT)
    make_encoder(root / ENCODER, seed=1)
    home = str(root / HOME)
    ingestion = LocalRun("ingestion", TENANT, home, [str(root / "calls")], [f"encoder_model={root / ENCODER}"])
    assert execute(ingestion).good
    _register(home, root / "release")
    return root


def _register(home: str, files: Path) -> None:
    registry = open_registry(home, TENANT)
    for name in ("r-1", "r-2"):
        for path in ("roleplay", "coach"):
            (files / path).mkdir(parents=True, exist_ok=True)
            (files / path / "adapter_model.safetensors").write_bytes(f"{name} {path}".encode() * 1000)
        registry.register(_manifest(name), files)
    registry.move(registry.pointer(), champion="r-1", candidate="r-2")


def _manifest(name: str) -> ReleaseManifest:
    return ReleaseManifest(
        id=name,
        tenant=TENANT,
        base_id="base",
        tokenizer_sha256="t",
        prompt_version="p",
        encoder_version="e",
        adapters={"roleplay": "a", "coach": "b"},
        created_at=f"2026-03-0{name[-1]}",
    )


@pytest.fixture
def scratch(first: Path, tmp_path: Path) -> Callable[[], Scratch]:
    """Return what makes a copy of the folder, so that no guide sees what another has done."""

    def copied() -> Scratch:
        return Scratch(Path(shutil.copytree(first, tmp_path / "scratch", symlinks=True)))

    return copied
