"""Register: what a release consists of, whatever the adapters hold."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Registry
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import open_registry
from talktrack.training.register.assembly import Circumstances
from talktrack.training.register.step import run, trained_paths
from tests.training.samples import TENANT

MADE = Circumstances(TENANT, "full", "base", "encoder", "2026-03-01T00:00:00+00:00")


def _adapter(directory: Path, text: str) -> Path:
    directory.mkdir(parents=True)
    (directory / "adapter_model.safetensors").write_text(text)
    return directory


def _register(
    directory: Path, registry: Registry, digests: dict[str, str], champion: str | None = None
) -> ReleaseManifest:
    """Register adapters whose files hold their own digest."""
    directory.mkdir()
    evaluation = {
        "verdict": "better",
        "metrics": {"roleplay_loss": 1.5},
        "adapters": digests,
        "champion": champion,
        "base_id": "base@1",
        "tokenizer_sha256": "t",
        "prompt_version": "p1",
        "encoder_version": "e",
        "lineage": {"conversations": 3},
    }
    (directory / "evaluation").write_bytes(msgspec.json.encode(evaluation))
    adapters = {path: _adapter(directory / path, digest) for path, digest in digests.items()}
    return run(adapters, digests, directory / "evaluation", registry, MADE)


def test_a_skipped_path_keeps_the_champions_adapter(tmp_path: Path) -> None:
    """The new release holds the new roleplay adapter beside the coach adapter that serves now."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    champion = _register(tmp_path / "1", registry, {"roleplay": "r1", "coach": "k1"}).id
    registry.move(registry.pointer(), champion=champion, candidate=None)
    release = _register(tmp_path / "2", registry, {"roleplay": "r2"}, champion)
    (tmp_path / "files").mkdir()
    files = registry.fetch(release.id, tmp_path / "files")
    texts = {path: (files / path / "adapter_model.safetensors").read_text() for path in ("roleplay", "coach")}

    assert (release.adapters, release.parent) == ({"roleplay": "r2", "coach": "k1"}, champion)
    assert texts == release.adapters
    assert (registry.pointer().champion, registry.pointer().candidate) == (champion, release.id)


def test_registering_again_gives_the_same_release(tmp_path: Path) -> None:
    """The id follows from the content, so a retry adds nothing."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    ids = [_register(tmp_path / name, registry, {"coach": "k1"}).id for name in ("1", "2")]

    assert registry.releases() == [ids[0]] == [ids[1]]


def test_nothing_trained_is_nothing_to_register(tmp_path: Path) -> None:
    """Two skipped paths make no release."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "skipped.json").write_text("{}")

    assert trained_paths({"coach": tmp_path / "coach"}) == {}
    with pytest.raises(ConfigurationInvalidError, match="nothing to register"):
        _register(tmp_path / "1", registry, {})
