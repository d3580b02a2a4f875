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
from talktrack.training.register.step import Registered, run, trained_paths
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
    return _registered(directory, registry, digests, champion).release


def _registered(
    directory: Path,
    registry: Registry,
    digests: dict[str, str],
    champion: str | None = None,
    *,
    loss: float = 1.5,
    rows: str = "g1",
) -> Registered:
    directory.mkdir()
    evaluation = {
        "verdict": "better",
        "metrics": {"roleplay_loss": loss},
        "adapters": digests,
        "champion": champion,
        "base_id": "base@1",
        "tokenizer_sha256": "t",
        "prompt_version": "p1",
        "encoder_version": "e",
        "lineage": {"conversations": 3},
        "golden": {"sha256": rows},
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


@pytest.mark.parametrize(
    ("loss", "rows", "stays"), [(1.6, "g1", True), (1.4, "g1", False), (1.5, "g1", False), (1.6, "g2", False)]
)
def test_a_better_candidate_that_waits_stays(tmp_path: Path, loss: float, rows: str, stays: bool) -> None:
    """Both passed against the same champion; only the same golden rows make their losses comparable."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    waiting = _registered(tmp_path / "1", registry, {"roleplay": "r1"}, loss=1.5)
    newer = _registered(tmp_path / "2", registry, {"roleplay": "r2"}, loss=loss, rows=rows)
    expected = waiting.release.id if stays else newer.release.id

    assert (newer.next_id, registry.pointer().candidate) == (expected, expected)
    assert sorted(registry.releases()) == sorted([waiting.release.id, newer.release.id])


def test_a_candidate_whose_files_are_gone_makes_room(tmp_path: Path) -> None:
    """A pointer to nothing stops no training."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    waiting = _registered(tmp_path / "1", registry, {"roleplay": "r1"}).release.id
    [manifest] = (tmp_path / "home").rglob(f"{waiting}/manifest.json")
    manifest.unlink()

    assert _registered(tmp_path / "2", registry, {"roleplay": "r2"}).release.id == registry.pointer().candidate


def test_a_first_release_was_trained_in_full(tmp_path: Path) -> None:
    """Without a champion there was nothing to continue, whatever the run was told."""
    registry = open_registry(str(tmp_path / "home"), TENANT)
    weekly = Circumstances(TENANT, "incremental", "base", "encoder", "2026-03-01T00:00:00+00:00")
    first = _register(tmp_path / "1", registry, {"roleplay": "r1"}).id
    (tmp_path / "2").mkdir()
    evaluation = (tmp_path / "1" / "evaluation").read_bytes()
    manifests = []
    for name, champion in (("a", None), ("b", first)):
        passed = msgspec.json.decode(evaluation) | {"adapters": {"coach": name}, "champion": champion}
        (tmp_path / "2" / "evaluation").write_bytes(msgspec.json.encode(passed))
        adapter = {"coach": _adapter(tmp_path / "2" / name, name)}
        manifests.append(run(adapter, {"coach": name}, tmp_path / "2" / "evaluation", registry, weekly).release)

    assert [one.mode for one in manifests] == ["full", "incremental"]
