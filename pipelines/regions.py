"""``regions``: where copies of the chunks differ between regions, and how to make them equal again."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from rich.console import Console

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import open_vectors
from talktrack.systems.vectors.regions.divergence import Divergence, planned
from talktrack.systems.vectors.regions.store import Regions

DIFFERENT = 1
REBUILD = "python -m pipelines local backfill --param first_step=embed"


def run(asked: argparse.Namespace) -> int:
    """Print what makes regions equal; with --repair do it and print what is left. Return 1 while they differ.

    Raises:
        ConfigurationInvalidError: the tenant's chunks are in one place only, nothing is indexed, or the source holds
            less than another region: a repair would lose that.
    """
    ready = frozenset(open_repository(asked.home, asked.tenant).keys(CONVERSATIONS))
    store = open_vectors(asked.home, asked.tenant)
    if not isinstance(store, Regions):
        raise ConfigurationInvalidError(f"the chunks of {asked.tenant} are in one place: there is nothing to compare.")
    live = store.live()
    if live is None:
        raise ConfigurationInvalidError(f"nothing is indexed for {asked.tenant}: run ingestion first.")
    held = {region: ready & found for region, found in store.conversations().items()}
    source = source_of(held, asked.source)
    found = store.divergence(live.collection, source)
    if asked.repair and not found.is_none:
        _show(found)
        store.repair(live.collection, source)
        found = store.divergence(live.collection, source)
    _show(found)
    missing = len(ready) - len(held[source])
    if missing:
        print(f"{missing} of {len(ready)} ready conversations have no chunks anywhere: rebuild them ({REBUILD}).")
    return 0 if found.is_none and not missing else DIFFERENT


def source_of(held: Mapping[str, frozenset[str]], named: str) -> str:
    """Return the region that is right: the named one, else the one with most of the ready conversations.

    Raises:
        ConfigurationInvalidError: the named one is none of them, or has fewer than another.
    """
    fullest = max(held, key=lambda region: len(held[region]))
    if named and named not in held:
        raise ConfigurationInvalidError(f"there is no region {named}: choose one of {', '.join(held)}.")
    if named and len(held[named]) < len(held[fullest]):
        told = f"{named} has {len(held[named])} of the ready conversations, {fullest} has {len(held[fullest])}"
        raise ConfigurationInvalidError(f"{told}: a repair from {named} would lose some. Name --source {fullest}.")
    return named or fullest


def _show(found: Divergence) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if found.is_none:
        console.print("All regions hold the same chunks.")
        return
    console.print(str(planned(found)), markup=False)
    for region in found.unreachable:
        console.print(f"  {region}: does not answer, and was not compared", markup=False)
