"""``release``: the releases of a tenant, and which of them the next one is compared with."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from talktrack.core.records import PATHS
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository


def show(asked: argparse.Namespace) -> int:
    """Print all releases, oldest first."""
    open_repository(asked.home, asked.tenant)
    registry = open_registry(asked.home, asked.tenant)
    pointer = registry.pointer()
    standing = {pointer.champion: "champion", pointer.candidate: "candidate"}
    table = Table("release", "is", "made at", "mode", "after", *(f"{path} loss" for path in PATHS))
    for name in registry.releases():
        one = registry.manifest(name)
        table.add_row(name, standing.get(name, ""), one.created_at, one.mode, one.parent or "", *_losses(one))
    Console(highlight=False, markup=False).print(table)
    return 0


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


def _losses(release: ReleaseManifest) -> list[str]:
    found = (release.metrics.get(f"{path}_loss") for path in PATHS)
    return ["" if loss is None else f"{loss:.3f}" for loss in found]
