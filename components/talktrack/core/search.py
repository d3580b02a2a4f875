"""Search over a tenant's chunks: the rule that the command line, the coach and evaluation share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Encoder, SearchHit, VectorStore

FILTERS = frozenset({"level", "stage", "industry", "channel", "speaker_role", "conversation_id"})


def collection_name(encoder: Encoder) -> str:
    """Return the collection that holds this encoder's vectors."""
    safe = "".join(c if c.isalnum() else "-" for c in encoder.version).strip("-").lower()
    return f"chunks-{safe}-{encoder.dimension}"


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
    collection = collection_name(encoder)
    live = store.live()
    if live is None or live.collection != collection:
        message = f"nothing is indexed with encoder {encoder.version}: run ingestion with this encoder first."
        raise ConfigurationInvalidError(message)
    vector = encoder.encode([text])[0]
    return store.search(collection, vector, text, limit, where)
