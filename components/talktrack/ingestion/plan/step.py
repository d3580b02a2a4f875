"""The story of plan: look at every file once, leave out what was done before, pack the rest into shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talktrack.core import sniff
from talktrack.core.artifacts import write_counts, write_table
from talktrack.core.crm_headers import Headers
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Repository
from talktrack.core.records import Bundle
from talktrack.core.tables import BUNDLES, QUARANTINE, SOURCES
from talktrack.ingestion.plan.bundling import bundle_files, bundle_reviews
from talktrack.ingestion.plan.listing import OpenStore, Sighting, find, look
from talktrack.ingestion.plan.packing import REFERENCE, pack


@dataclass(frozen=True)
class Settings:
    """What to plan: whose sources, under which processing version a source counts as done, how large shards are.

    `headers` knows what the columns of CRM tables are called; None means the built-in labels alone.
    """

    tenant: str
    sources: Sequence[str]
    processing_version: str
    shard_size: int
    headers: Headers | None = None


def run(settings: Settings, open_store: OpenStore, repository: Repository, manifest: str | Path) -> dict[str, float]:
    """Write the manifest; return counts of files by format and of bundles by kind.

    Raises:
        ConfigurationInvalidError: a source does not exist or the shard size makes no sense; nothing was read.
        StoreUnavailableError: a bucket cannot be reached.
    """
    if settings.shard_size < 1:
        raise ConfigurationInvalidError(f"shard_size is {settings.shard_size}: use a whole number from 1 up.")
    listings = find(settings.sources, open_store)
    counts: Counter[str] = Counter(files=0, known=0)
    sightings = (look(found, settings.headers) for listing in listings for found in listing)
    bundles = bundle_files(_counted(sightings, counts), settings.tenant)
    reviewed = repository.scan(QUARANTINE, where={"status": ["released", "fixed"]})
    bundles += bundle_reviews(reviewed, settings.tenant)
    fresh = _fresh(bundles, repository, settings.processing_version)
    counts["known"] = len(bundles) - len(fresh)
    packed = pack(fresh, settings.shard_size)
    counts.update(f"bundles_{bundle.kind}" for bundle in packed)
    write_table(manifest, BUNDLES, packed)
    write_counts(manifest, "plan", counts)
    return dict(counts)


def _counted(sightings: Iterator[Sighting], counts: Counter[str]) -> Iterator[Sighting]:
    for sighting in sightings:
        counts.update(["files", f"files_{sniff.kind_of(sighting.format)}"])
        yield sighting


def _fresh(bundles: list[Bundle], repository: Repository, processing_version: str) -> list[Bundle]:
    """Drop bundles that this processing version has handled; reference data is cheap and always read again."""
    done = {row.digest for row in repository.scan(SOURCES, where={"processing_version": [processing_version]})}
    return [bundle for bundle in bundles if bundle.kind == REFERENCE or bundle.digest not in done]
