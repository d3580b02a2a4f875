"""Which files belong together: the halves of a Gong call, the mails of a thread; every other file stands alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from talktrack.core import sniff
from talktrack.core.ids import stable_id
from talktrack.core.locations import pair_name
from talktrack.core.records import Bundle, Quarantined
from talktrack.ingestion.plan.listing import Sighting
from talktrack.ingestion.plan.mail_links import joined

REVIEW = "review"
_GONG = frozenset({sniff.GONG_TRANSCRIPT, sniff.GONG_EXTENSIVE})
_MAIL = frozenset({sniff.MAIL, sniff.MBOX})


def bundle_files(sightings: Iterable[Sighting], tenant: str) -> list[Bundle]:
    """Return the bundles of all files that this pipeline works on, without shard numbers.

    Files with the same content share one bundle, whose URIs name every copy.
    """
    wanted = [sighting for sighting in sightings if sniff.kind_of(sighting.format) != sniff.OTHER]
    threads = joined((sighting.uri, sighting.links) for sighting in wanted if sighting.format in _MAIL)
    groups: dict[str, dict[str, Sighting]] = defaultdict(dict)
    for sighting in wanted:
        place = sighting.format if sighting.format in _GONG else sighting.uri
        groups[_key(sighting, threads)].setdefault(place, sighting)
    bundles: dict[str, Bundle] = {}
    for group in groups.values():
        made = _bundle(list(group.values()), tenant)
        known = bundles.get(made.digest)
        bundles[made.digest] = msgspec.structs.replace(known, uris=known.uris + made.uris) if known else made
    return list(bundles.values())


def bundle_reviews(rows: Iterable[Quarantined], tenant: str) -> list[Bundle]:
    """Return one bundle per reviewed row; a row reviewed again later is new work."""
    return [
        Bundle(
            id=stable_id("b", tenant, REVIEW, row.id, row.decided_at),
            shard=0,
            kind=REVIEW,
            uris=[row.id],
            digest=stable_id("review", row.id, row.status, row.decided_at),
        )
        for row in rows
    ]


def _key(sighting: Sighting, threads: Mapping[str, str]) -> str:
    """Return what the files of a bundle share: Gong halves the path up to ``.transcript`` or ``.extensive``."""
    return pair_name(sighting.uri) if sighting.format in _GONG else threads.get(sighting.uri, sighting.uri)


def _bundle(files: list[Sighting], tenant: str) -> Bundle:
    files = sorted(files, key=lambda file: file.uri)
    digests = sorted(file.digest for file in files)
    digest = stable_id("d", *digests) if len(digests) > 1 else digests[0]
    return Bundle(
        id=stable_id("b", tenant, digest),
        shard=0,
        kind=sniff.kind_of(files[0].format),
        uris=[file.uri for file in files],
        digest=digest,
        size_bytes=sum(file.size_bytes for file in files),
    )
