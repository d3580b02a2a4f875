"""The story of register: check, put the release directory together, store it, make it the candidate."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack.core.ports import Registry
from talktrack.core.release import SKIPPED, ReleaseManifest
from talktrack.training.register.assembly import Circumstances, Passed, check, manifest, outdone

MANIFEST = "manifest.json"
LOG = logging.getLogger("talktrack.register")


@dataclass(frozen=True)
class Registered:
    """The release that was stored, and the id of the one to roll out next, which may be another that waits."""

    release: ReleaseManifest
    next_id: str


def trained_paths(adapters: Mapping[str, Path]) -> dict[str, Path]:
    """Return the adapters that were really trained."""
    return {path: directory for path, directory in adapters.items() if not (directory / SKIPPED).exists()}


def run(
    adapters: Mapping[str, Path], digests: Mapping[str, str], evaluation: Path, registry: Registry, made: Circumstances
) -> Registered:
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
    return Registered(release, _propose(registry, release))


def _champion(registry: Registry, champion: str | None, into: Path) -> dict[str, Path]:
    """Return copies of the champion's adapters by path."""
    if champion is None:
        return {}
    into.mkdir()
    files = registry.fetch(champion, into)
    return {path: files / path for path in registry.manifest(champion).adapters}


def _propose(registry: Registry, release: ReleaseManifest) -> str:
    """Point the candidate at the release unless a better one waits; the rollout alone moves the champion."""
    pointer = registry.pointer()
    waiting = pointer.candidate if pointer.candidate != release.id else None
    if waiting in registry.releases():
        if reason := outdone(release, registry.manifest(waiting)):
            LOG.warning("the candidate stays: %s", reason)
            return waiting
        LOG.info("%s takes the place of the candidate %s, which was not rolled out", release.id, waiting)
    if release.id != pointer.champion:
        registry.move(pointer, champion=pointer.champion, candidate=release.id)
    return release.id
