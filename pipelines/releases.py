"""``release``: the releases of a tenant, and which of them the next one is compared with."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import msgspec
from rich.table import Column, Table

from pipelines.wide_console import wide_console
from talktrack.core.ports import Pointer
from talktrack.core.records import PATHS
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository

CHAMPION, CANDIDATE = "champion", "candidate"


def show(asked: argparse.Namespace) -> int:
    """Print all releases, oldest first."""
    open_repository(asked.home, asked.tenant)
    registry = open_registry(asked.home, asked.tenant)
    pointer = registry.pointer()
    releases = [registry.manifest(name) for name in registry.releases()]
    if asked.json:
        print(as_json(releases, pointer))
    else:
        wide_console().print(table(releases, pointer), crop=False)
    return 0


def as_json(releases: Sequence[ReleaseManifest], pointer: Pointer) -> str:
    """Return each release's manifest with its `standing`: champion, candidate or empty."""
    told = [{"standing": _standing(one.id, pointer), **msgspec.to_builtins(one)} for one in releases]
    return msgspec.json.format(msgspec.json.encode(told)).decode()


def table(releases: Sequence[ReleaseManifest], pointer: Pointer) -> Table:
    """Return one line for each; ids are never shortened, since other commands take them."""
    longest = max((len(one.id) for one in releases), default=0)
    whole = [Column(name, min_width=longest, no_wrap=True) for name in ("release", "after")]
    standing = Column("is", min_width=len(CANDIDATE))
    shown = Table(whole[0], standing, "made at", "mode", whole[1], *(f"{path} loss" for path in PATHS))
    for one in releases:
        shown.add_row(one.id, _standing(one.id, pointer), one.created_at, one.mode, one.parent or "", *_losses(one))
    return shown


def adopt(asked: argparse.Namespace) -> int:
    """Make a release the champion where nothing serves: later trainings start from it and are compared with it.

    Where an InferenceService serves the tenant, `rollout start` does that after a canary.
    """
    open_repository(asked.home, asked.tenant)
    registry = open_registry(asked.home, asked.tenant)
    registry.manifest(asked.id)
    pointer = registry.pointer()
    candidate = None if pointer.candidate == asked.id else pointer.candidate
    registry.move(pointer, champion=asked.id, candidate=candidate)
    print(
        f"{asked.id} is the champion of {asked.tenant} instead of {pointer.champion or 'none'}. No traffic was moved."
    )
    return 0


def _standing(release: str, pointer: Pointer) -> str:
    return {pointer.champion: CHAMPION, pointer.candidate: CANDIDATE}.get(release, "")


def _losses(release: ReleaseManifest) -> list[str]:
    found = (release.metrics.get(f"{path}_loss") for path in PATHS)
    return ["" if loss is None else f"{loss:.3f}" for loss in found]
