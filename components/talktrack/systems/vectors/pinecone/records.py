"""Chunks as Pinecone records: metadata, padded vectors, filters, and requests of a size that is allowed.

A record has one vector, so a chunk is one record in each channel's namespace, everywhere under the chunk's id.

Metadata are strings, numbers and lists of strings, never null: what is absent is left out. Numbers are 64-bit floats
there, so a moment travels twice: as seconds, to be compared, and as text, to come back to the microsecond.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from talktrack.core.chunk_rows import CHANNELS, EMBEDDING, TEXT, dimensions, row_schema, vectors_of
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Query, Vectors
from talktrack.core.tables import CHUNKS
from talktrack.core.tokens import TOKEN

Record = dict[str, Any]
Metadata = dict[str, Any]

EPOCH, TOKENS, DIMENSION, OTHERS = "timestamp_epoch_s", "tokens", "dimension", "other_channels"
NOT_FILTERED = frozenset({"text", "start_s", "end_s", "started_at"})
WHOLE_NUMBERS = frozenset({"position", "turn_start", "turn_end"})
MAX_ID = 512
MAX_METADATA_BYTES = 40_000
MAX_RECORDS = 1000
VALUES_PER_FILTER = 5000  # ten thousand are allowed
MAX_REQUEST_BYTES = 1_900_000  # two megabytes are allowed; the rest is room for the envelope


class Stored(Protocol):
    """A record as Pinecone gives it back."""

    values: list[float]
    metadata: dict[str, Any] | None


def indexed_metadata() -> dict[str, Any]:
    """Return which metadata a namespace indexes: all but what nobody filters by."""
    names = [name for name in CHUNKS.schema.names if name not in NOT_FILTERED | {EMBEDDING}]
    return {"fields": {name: {"filterable": True} for name in (*names, EPOCH, TOKENS)}}


def check_records(rows: pa.Table, dimension: int) -> None:
    """Refuse rows that cannot be Pinecone records.

    Raises:
        ConfigurationInvalidError: with the first such chunk's id.
    """
    sizes = dimensions(rows.schema)
    if TEXT not in sizes:
        raise ConfigurationInvalidError("chunks without text vectors cannot be stored in Pinecone: embed their text.")
    for channel, size in sizes.items():
        check_length(channel, size, dimension)
    empty = np.flatnonzero(~vectors_of(rows, TEXT).any(axis=1))
    if empty.size:
        message = f"chunk {rows.column('id')[int(empty[0])]} has a text vector of zeros, which Pinecone refuses: "
        raise ConfigurationInvalidError(f"{message}leave it out or embed it again.")
    for row in _plain_rows(rows):
        _check(row["id"], len(msgspec.json.encode(_metadata(row, sizes))))


def known_to(rows: pa.Table, channel: str) -> pa.Table:
    """Return the rows that a channel knows anything of: a vector of zeros says nothing, and Pinecone takes none."""
    return rows.take(np.flatnonzero(vectors_of(rows, channel).any(axis=1)))


def records_of(rows: pa.Table, channel: str, dimension: int) -> Iterator[Record]:
    """Yield a channel's records; all metadata go with the text, and to the others what filters need."""
    sizes = dimensions(rows.schema)
    vectors = np.zeros((rows.num_rows, dimension), dtype=np.float32)
    vectors[:, : sizes[channel]] = vectors_of(rows, channel)
    for row, vector in zip(_plain_rows(rows), vectors, strict=True):
        metadata = _metadata(row, sizes) if channel == TEXT else _filtered(row) | {DIMENSION: sizes[channel]}
        yield {"id": row["id"], "values": vector.tolist(), "metadata": metadata}


def _plain_rows(rows: pa.Table) -> Iterator[dict[str, Any]]:
    plain = rows.select([name for name in CHUNKS.schema.names if name != EMBEDDING])
    for batch in plain.to_batches(max_chunksize=MAX_RECORDS):
        yield from batch.to_pylist()


def _metadata(row: Mapping[str, Any], sizes: Mapping[str, int]) -> Metadata:
    whole = {name: value for name, value in row.items() if value is not None}
    began = {"started_at": row["started_at"].isoformat()} if row["started_at"] else {}
    others = [f"{channel}:{size}" for channel, size in sizes.items() if channel != TEXT]
    return _filtered(row) | whole | began | ({OTHERS: others} if others else {})


def _filtered(row: Mapping[str, Any]) -> Metadata:
    """Return what a record is found by; tokens of personal data among it, so that they can be forgotten."""
    found = {name: value for name, value in row.items() if name not in NOT_FILTERED and value is not None}
    tokens = sorted(set(TOKEN.findall(row["text"])))
    began = {EPOCH: row["started_at"].timestamp()} if row["started_at"] else {}
    return found | began | ({TOKENS: tokens} if tokens else {})


def _check(identity: str, metadata_bytes: int) -> None:
    if not (identity.isascii() and 0 < len(identity) <= MAX_ID and "\0" not in identity):
        raise ConfigurationInvalidError(f"Pinecone takes ids of 1 to {MAX_ID} ASCII characters: name chunks otherwise.")
    if metadata_bytes > MAX_METADATA_BYTES:
        message = f"chunk {identity} has more than {MAX_METADATA_BYTES} bytes of metadata: make shorter chunks."
        raise ConfigurationInvalidError(message)


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield records in lists that fit into one request."""
    batch, size = list[Record](), 0
    for record in records:
        more = len(msgspec.json.encode(record)) + 1
        if batch and (len(batch) == MAX_RECORDS or size + more > MAX_REQUEST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += more
    if batch:
        yield batch


def row_of(record: Stored) -> dict[str, Any]:
    """Return a text record as the row that it was."""
    metadata = record.metadata or {}
    row = {name: metadata.get(name) for name in CHUNKS.schema.names}
    row |= {name: int(metadata[name]) for name in WHOLE_NUMBERS}
    began = metadata.get("started_at")
    return row | {"started_at": datetime.fromisoformat(began) if began else None, EMBEDDING: list(record.values)}


def sizes_of(record: Stored) -> dict[str, int]:
    """Return the other channels of a text record's row, with their lengths."""
    others = (channel.split(":") for channel in (record.metadata or {}).get(OTHERS, []))
    return {channel: int(size) for channel, size in others}


def values_of(record: Stored) -> list[float]:
    """Return the vector of another channel's record, without the padding."""
    return list(record.values[: int((record.metadata or {})[DIMENSION])])


def table_of(rows: Sequence[dict[str, Any]], sizes: Mapping[str, int]) -> pa.Table:
    """Return rows as `replace` took them; a channel that a row was written without is null."""
    schema = row_schema({name: sizes[name] for name in CHANNELS if name in sizes})
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def padded(vector: Vectors, channel: str, dimension: int) -> list[float]:
    """Return a query vector at the index's length.

    Raises:
        ConfigurationInvalidError: it is longer, or it is a text vector and shorter.
    """
    check_length(channel, len(vector), dimension)
    return [*vector.astype(np.float32).tolist(), *[0.0] * (dimension - len(vector))]


def check_length(channel: str, size: int, dimension: int) -> None:
    """Refuse a vector that the index cannot hold; zeros after the end of a shorter one change no angle.

    Raises:
        ConfigurationInvalidError: it is longer, or it is a text vector and shorter.
    """
    if size > dimension or (channel == TEXT and size != dimension):
        message = f"the index takes vectors of length {dimension}, {channel} vectors have length {size}: "
        raise ConfigurationInvalidError(f"{message}use an index that was made for this encoder.")


def condition(query: Query) -> dict[str, Any]:
    """Return the metadata filter of a query; an empty one filters nothing."""
    clauses: dict[str, Any] = {name: {"$in": list(values)} for name, values in query.where.items()}
    span = {"$gte": query.since.timestamp()} if query.since else {}
    span |= {"$lt": query.until.timestamp()} if query.until else {}
    return clauses | ({EPOCH: span} if span else {})


def one_of(name: str, values: Sequence[str]) -> list[dict[str, Any]]:
    """Return filters that together choose the records with one of these values."""
    listed = list(values)
    return [
        {name: {"$in": listed[start : start + VALUES_PER_FILTER]}} for start in range(0, len(listed), VALUES_PER_FILTER)
    ]


def all_but(rows: pa.Table, written: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield filters that together choose what the rows' conversations have beside the chunks that were written."""
    ids: dict[str, list[str]] = {}
    for conversation, identity in zip(
        *(rows.column(name).to_pylist() for name in ("conversation_id", "id")), strict=True
    ):
        ids.setdefault(conversation, []).extend([identity] if identity in written else [])
    names, kept = list[str](), list[str]()
    for name, own in ids.items():
        if names and max(len(names), len(kept) + len(own)) >= VALUES_PER_FILTER:
            yield _beside(names, kept)
            names, kept = [], []
        names.append(name)
        kept += own
    if names:
        yield _beside(names, kept)


def _beside(conversations: Sequence[str], kept: Sequence[str]) -> dict[str, Any]:
    theirs = {"conversation_id": {"$in": list(conversations)}}
    return theirs | ({"id": {"$nin": list(kept)}} if kept else {})
