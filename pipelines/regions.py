"""``regions``: where copies of the chunks differ between regions, and how to make them equal again."""

from __future__ import annotations

import argparse

from rich.console import Console

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.chosen import open_vectors
from talktrack.systems.vectors.regions.divergence import Divergence, planned
from talktrack.systems.vectors.regions.store import Regions

DIFFERENT = 1


def run(asked: argparse.Namespace) -> int:
    """Print what makes regions equal; with --repair do it and print what is left. Return 1 while they differ.

    Raises:
        ConfigurationInvalidError: the tenant's chunks are in one place only, or nothing is indexed.
    """
    open_repository(asked.home, asked.tenant)
    store = open_vectors(asked.home, asked.tenant)
    if not isinstance(store, Regions):
        raise ConfigurationInvalidError(f"the chunks of {asked.tenant} are in one place: there is nothing to compare.")
    live = store.live()
    if live is None:
        raise ConfigurationInvalidError(f"nothing is indexed for {asked.tenant}: run ingestion first.")
    found = store.divergence(live.collection, asked.source)
    _show(found)
    if found.is_none or not asked.repair:
        return 0 if found.is_none else DIFFERENT
    left = store.repair(live.collection, found.source)
    _show(left)
    return 0 if left.is_none else DIFFERENT


def _show(found: Divergence) -> None:
    console = Console(soft_wrap=True, highlight=False)
    if found.is_none:
        console.print("All regions hold the same chunks.")
        return
    console.print(str(planned(found)), markup=False)
    for region in found.unreachable:
        console.print(f"  {region}: does not answer, and was not compared", markup=False)
