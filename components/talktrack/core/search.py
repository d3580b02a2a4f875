"""Search over a tenant's chunks: the rule that the command line, the coach and evaluation share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from talktrack.core.chunk_rows import TEXT
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Encoder, LiveIndex, Query, SearchHit, VectorStore

_GENERATION = re.compile(r"-g(\d+)$")

FILTERS = frozenset({"level", "stage", "industry", "channel", "speaker_role", "conversation_id"})


def collection_name(encoder: Encoder) -> str:
    """Return the collection that holds this encoder's vectors."""
    safe = "".join(c if c.isalnum() else "-" for c in encoder.version).strip("-").lower()
    return f"chunks-{safe}-{encoder.dimension}"


def index_for(made: Mapping[str, str], live: LiveIndex | None, *, anew: bool) -> LiveIndex | None:
    """Return the collection that newly made chunks belong to: the live one of their encoder, or with `anew` the next.

    `made` names what embed used: ``collection`` and ``encoder_model``; it is empty where there were no chunks.
    """
    if "collection" not in made:
        return None
    collection = made["collection"]
    if anew:
        return LiveIndex(next_generation(live, collection), made["encoder_model"])
    return live if live and made_by(live, collection) else LiveIndex(collection, made["encoder_model"])


def made_by(live: LiveIndex | None, collection: str) -> bool:
    """Tell whether the live collection is one of the generations of this encoder's collection."""
    return live is not None and _GENERATION.sub("", live.collection) == collection


def next_generation(live: LiveIndex | None, collection: str) -> str:
    """Return the name under which this encoder's vectors are made anew beside the live ones."""
    found = _GENERATION.search(live.collection) if live else None
    return f"{collection}-g{int(found[1]) + 1 if found else 2}"


def search(
    text: str,
    encoder: Encoder,
    store: VectorStore,
    limit: int = 10,
    where: Mapping[str, Sequence[str]] | None = None,
) -> list[SearchHit]:
    """Return the best chunks for a question by vector and full text together.

    Raises:
        ConfigurationInvalidError: a filter is unknown, or nothing was indexed with this encoder.
    """
    unknown = sorted(set(where or {}) - FILTERS)
    if unknown:
        message = f"cannot filter by {', '.join(unknown)}: use {', '.join(sorted(FILTERS))}."
        raise ConfigurationInvalidError(message)
    live = store.live()
    if live is None or not made_by(live, collection_name(encoder)):
        message = f"nothing is indexed with encoder {encoder.version}: run ingestion with this encoder first."
        raise ConfigurationInvalidError(message)
    vector = encoder.encode([text])[0]
    return store.search(live.collection, Query({TEXT: vector}, text, limit, where=where or {}))
