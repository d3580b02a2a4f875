"""Chunks in columns: what embed writes, what index passes on, and what a vector store takes and gives back.

The columns are those of the public chunk record, `embedding` being the text channel's vector. Every other channel that
is switched on has a column of its name. All vectors of a column have one length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk
from talktrack.core.tables import CHUNKS

TEXT, SEMANTIC, TEMPORAL, CONTEXTUAL = "text", "semantic", "temporal", "contextual"
CHANNELS = (TEXT, SEMANTIC, TEMPORAL, CONTEXTUAL)
EMBEDDING = "embedding"


def column_of(channel: str) -> str:
    """Return the column that holds a channel's vectors."""
    return EMBEDDING if channel == TEXT else channel


def row_schema(dimensions: Mapping[str, int]) -> pa.Schema:
    """Return the schema of chunks whose channels have these dimensions."""
    fields = [field for field in CHUNKS.schema if field.name != EMBEDDING]
    vectors = [pa.field(column_of(name), pa.list_(pa.float32(), size)) for name, size in dimensions.items()]
    return pa.schema([*fields, *vectors]).with_metadata(CHUNKS.schema.metadata)


def rows_of(chunks: Sequence[Chunk], vectors: Mapping[str, Vectors]) -> pa.Table:
    """Return chunks with their vectors, one row of each array a chunk; `Chunk.embedding` is not looked at."""
    plain = CHUNKS.to_batch(list(chunks))
    columns = {name: plain.column(name) for name in plain.schema.names if name != EMBEDDING}
    columns |= {column_of(name): _fixed(array) for name, array in vectors.items()}
    return pa.table(columns, schema=row_schema({name: array.shape[1] for name, array in vectors.items()}))


def chunk_rows(chunks: Iterable[Chunk], dimension: int) -> pa.Table:
    """Return chunks that carry their text vectors.

    Raises:
        ConfigurationInvalidError: a chunk has no finite vector of this length.
    """
    listed = list(chunks)
    for chunk in listed:
        if len(chunk.embedding) != dimension:
            raise _broken(chunk.id, dimension)
    vectors = np.array([chunk.embedding for chunk in listed], dtype=np.float32).reshape(len(listed), dimension)
    rows = rows_of(listed, {TEXT: vectors})
    check_vectors(rows)
    return rows


def check_vectors(rows: pa.Table) -> None:
    """Refuse rows of which a vector is missing or not finite.

    Raises:
        ConfigurationInvalidError: with the first such chunk's id.
    """
    for name, size in dimensions(rows.schema).items():
        column = rows.column(column_of(name))
        missing = column.null_count > 0
        vectors = vectors_of(rows, name) if not missing else np.empty((0, size), dtype=np.float32)
        if missing or not _all_finite(vectors):
            wrong = pc.index(column.is_null(), value=True).as_py() if missing else _first_broken(vectors)
            raise _broken(str(rows.column("id")[wrong]), size)


def dimensions(schema: pa.Schema) -> dict[str, int]:
    """Return the channels of rows, each with its vector length."""
    columns = {name: column_of(name) for name in CHANNELS}
    present = {name: schema.field(column).type for name, column in columns.items() if column in schema.names}
    return {name: kind.list_size for name, kind in present.items() if pa.types.is_fixed_size_list(kind)}


def check_dimensions(held: Mapping[str, int], given: pa.Schema, collection: str) -> None:
    """Refuse rows whose vectors do not fit those that a collection holds.

    Raises:
        ConfigurationInvalidError: with the channel and both lengths.
    """
    for name, size in dimensions(given).items():
        if held.get(name, size) != size:
            message = f"{collection} holds {name} vectors of length {held[name]}, not {size}: embed with one encoder."
            raise ConfigurationInvalidError(message)


def vectors_of(rows: pa.Table, channel: str) -> Vectors:
    """Return a channel's vectors, of shape (rows, dimension); zeros where a row was written before the channel was.

    Do not write into them: they may be the rows' own memory.
    """
    column = rows.column(column_of(channel))
    written = pc.list_flatten(column).to_numpy().reshape(-1, column.type.list_size)
    if not column.null_count:
        return written
    vectors = np.zeros((rows.num_rows, column.type.list_size), dtype=np.float32)
    vectors[column.is_valid().to_numpy()] = written
    return vectors


def filled(rows: pa.Table) -> pa.Table:
    """Return rows of which every channel has a vector: zeros where a row was written before the channel was."""
    for name in dimensions(rows.schema):
        place = rows.schema.get_field_index(column_of(name))
        if rows.column(place).null_count:
            rows = rows.set_column(place, column_of(name), _fixed(vectors_of(rows, name)))
    return rows


def chunk_of(row: Mapping[str, Any]) -> Chunk:
    """Return the public record of a row."""
    known = {name: row[name] for name in CHUNKS.schema.names if name in row}
    return msgspec.convert(known, Chunk, builtin_types=(datetime,))


def _fixed(vectors: Vectors) -> pa.FixedSizeListArray[Any, Any]:
    return pa.FixedSizeListArray.from_arrays(pa.array(vectors.reshape(-1), pa.float32()), vectors.shape[1])


def _all_finite(vectors: Vectors) -> bool:
    """Look at the sum first, which is not finite when one of its terms is not: a tenth of the time."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(vectors.sum()) or np.isfinite(vectors).all())


def _first_broken(vectors: Vectors) -> int:
    return int(np.argmin(np.isfinite(vectors).all(axis=1)))


def _broken(identity: str, dimension: int) -> ConfigurationInvalidError:
    return ConfigurationInvalidError(
        f"chunk {identity} has no finite vector of length {dimension}: embed it again with this encoder."
    )
