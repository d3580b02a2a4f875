"""The story of register: check, put the release directory together, store it, make it the candidate."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack.core.ports import Registry
from talktrack.core.release import SKIPPED, ReleaseManifest
from talktrack.training.register.assembly import Circumstances, Passed, check, manifest

MANIFEST = "manifest.json"


def trained_paths(adapters: Mapping[str, Path]) -> dict[str, Path]:
    """Return the adapters that were really trained."""
    return {path: directory for path, directory in adapters.items() if not (directory / SKIPPED).exists()}


def run(
    adapters: Mapping[str, Path], digests: Mapping[str, str], evaluation: Path, registry: Registry, made: Circumstances
) -> ReleaseManifest:
    """Register the trained adapters, by path with their tensor digests, as the candidate release.

    A path that was not trained keeps the adapter of the champion that the candidate was compared with.

    Raises:
        ReleaseMismatchError: the adapters are not those that were evaluated.
    """
    passed = msgspec.json.decode(evaluation.read_bytes(), type=Passed)
    check(digests, passed)
    with TemporaryDirectory() as scratch:
        files = Path(scratch) / "release"
        kept = _champion(registry, passed.champion, Path(scratch) / "champion")
        for path, directory in (kept | dict(adapters)).items():
            shutil.copytree(directory, files / path)
        inherited = registry.manifest(passed.champion).adapters if passed.champion else {}
        release = manifest(inherited | dict(digests), passed, made)
        (files / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(release)))
        registry.register(release, files)
    _propose(registry, release.id)
    return release


def _champion(registry: Registry, champion: str | None, into: Path) -> dict[str, Path]:
    """Return copies of the champion's adapters by path."""
    if champion is None:
        return {}
    into.mkdir()
    files = registry.fetch(champion, into)
    return {path: files / path for path in registry.manifest(champion).adapters}


def _propose(registry: Registry, release: str) -> None:
    """Point the candidate at the release; the rollout alone moves the champion."""
    pointer = registry.pointer()
    if release != pointer.champion:
        registry.move(pointer, champion=pointer.champion, candidate=release)
