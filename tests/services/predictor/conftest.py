"""A release directory for the template model, and the true predictor program serving it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from talktrack.core import prompts
from talktrack.core.release import ReleaseManifest
from talktrack.world.loopback_process import LoopbackProcess
from talktrack.world.template_model import TemplateModel

PROGRAM = Path(__file__).with_name("template_predictor.py")


def write_release(directory: Path, **changes: str) -> Path:
    """Write a release whose adapters say who they are."""
    model = TemplateModel()
    manifest = ReleaseManifest(
        id="r-0123456789ab",
        tenant="acme",
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version="",
        adapters={"roleplay": "0", "coach": "0"},
    )
    for path, phrase in (("roleplay", "I am the prospect."), ("coach", "I am the coach.")):
        (directory / path).mkdir(parents=True)
        (directory / path / "adapter.txt").write_text(f"{model.base_id}\n{phrase}\n")
    (directory / "manifest.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(manifest, **changes)))
    return directory


@pytest.fixture
def release(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of releases; keywords replace fields of the manifest."""
    return lambda **changes: write_release(tmp_path / "release", **changes)


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackProcess]:
    """Serve one release in a process of its own."""
    folder = tmp_path_factory.mktemp("predictor")
    directory = write_release(folder / "release")

    def command(port: int) -> list[str]:
        options = ["--tenant", "acme", "--release", str(directory), "--base-model", "template", "--port", str(port)]
        return [sys.executable, str(PROGRAM), "0", *options]

    with LoopbackProcess(command, folder / "log.txt", "/v2/health/ready") as process:
        yield process
