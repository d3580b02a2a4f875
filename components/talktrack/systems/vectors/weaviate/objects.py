"""Chunks as Weaviate keeps them: the names of collections, their schema, and rows as objects and back."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa

from talktrack.core.chunk_rows import EMBEDDING, TEXT, chunk_of, column_of, dimensions, row_schema
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk
from talktrack.core.tables import CHUNKS

if TYPE_CHECKING:
    from weaviate.classes.config import Property
    from weaviate.classes.data import DataObject

PREFIX = "Talktrack_"
REGISTRY = "TalktrackRegistry"
EPOCH, MADE_BY = "timestamp_epoch_s", "encoder_version"
COLLECTION, DIMENSIONS = "collection", "dimensions"
TEXT_COLUMN = "text"
COLUMNS = {field.name: field.type for field in CHUNKS.schema if field.name != EMBEDDING}
WHOLE_COLUMNS = sorted(name for name, kind in COLUMNS.items() if pa.types.is_string(kind) and name != "text")
LONGEST_NAME = 255
OBJECTS_PER_BATCH = 128
_PLAIN = re.compile(r"[a-z0-9]")


def class_name(collection: str) -> str:
    """Return a collection's name in Weaviate, which takes letters, digits and underscores only.

    Everything but lower-case letters and digits becomes an underscore and two hexadecimal digits a byte, so that no
    two collections share a name, not even where letters that differ in case only are taken for the same.

    Raises:
        ConfigurationInvalidError: the name becomes too long.
    """
    letters = (letter if _PLAIN.fullmatch(letter) else _escaped(letter) for letter in collection)
    name = PREFIX + "".join(letters)
    if len(name) > LONGEST_NAME:
        raise ConfigurationInvalidError(f"{collection} is too long a name for Weaviate: use a shorter encoder version.")
    return name


def property_name(column: str) -> str:
    """Return the name of a column in Weaviate, where `id` is reserved for the object's own."""
    return "chunk_id" if column == "id" else column


def identity(key: str) -> uuid.UUID:
    """Return the id of the one object that stands for a chunk or a collection."""
    return uuid.uuid5(uuid.NAMESPACE_OID, key)


def chunk_properties() -> list[Property]:
    """Return the schema of chunks.

    Words are searched in the text; every other text column is one token, so that a filter means the whole value
    (without the spaces around it: https://docs.weaviate.io/weaviate/config-refs/collections#tokenization).
    """
    from weaviate.classes.config import DataType, Property, Tokenization

    kinds = {pa.string(): DataType.TEXT, pa.int64(): DataType.INT, pa.float64(): DataType.NUMBER}
    others = [
        Property(name=name, data_type=kinds.get(kind, DataType.DATE), index_filterable=False)
        for name, kind in COLUMNS.items()
        if name not in {TEXT_COLUMN, *WHOLE_COLUMNS}
    ]
    text = Property(name=TEXT_COLUMN, data_type=DataType.TEXT, tokenization=Tokenization.WORD, index_searchable=True)
    epoch = Property(name=EPOCH, data_type=DataType.NUMBER, index_range_filters=True)
    whole = [property_name(name) for name in WHOLE_COLUMNS]
    return [*_whole_values([*whole, MADE_BY]), text, epoch, *others]


def registry_properties() -> list[Property]:
    """Return the schema of the registry: a tenant's collections, each with its channels' dimensions."""
    return _whole_values([COLLECTION, DIMENSIONS])


def batches(rows: pa.Table, collection: str) -> Iterator[list[DataObject[Any, Any]]]:
    """Yield the objects of rows, some at a time.

    Absent values are absent properties, and a vector of zeros, by which a channel says that it knows nothing of a
    chunk, is an absent vector, so that no search by the channel finds the chunk.
    """
    from weaviate.classes.data import DataObject

    channels = {name: column_of(name) for name in dimensions(rows.schema)}
    for start in range(0, rows.num_rows, OBJECTS_PER_BATCH):
        yield [
            DataObject(
                uuid=identity(row["id"]),
                properties=_properties(row, collection),
                vector={name: row[column] for name, column in channels.items() if any(row[column])},
            )
            for row in rows.slice(start, OBJECTS_PER_BATCH).to_pylist()
        ]


def registry_entry(collection: str, sizes: Mapping[str, int]) -> DataObject[Any, Any]:
    """Return the object that says which dimensions a collection's channels have."""
    from weaviate.classes.data import DataObject

    return DataObject(
        uuid=identity(collection), properties={COLLECTION: collection, DIMENSIONS: json.dumps(dict(sizes))}
    )


def registered_sizes(entry: Any) -> dict[str, int]:
    """Return the dimensions that an entry of the registry names."""
    return msgspec.json.decode(entry.properties[DIMENSIONS], type=dict[str, int])


def row_of(found: Any, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return an object's row: the public columns, and the vectors of channels with these dimensions."""
    plain = {name: found.properties.get(property_name(name)) for name in COLUMNS}
    return plain | {column_of(name): found.vector.get(name) or [0.0] * size for name, size in sizes.items()}


def chunk_of_object(found: Any, sizes: Mapping[str, int]) -> Chunk:
    """Return the public record of an object that came with its text vector."""
    return chunk_of(row_of(found, {name: size for name, size in sizes.items() if name == TEXT}))


def cosines(
    found: Mapping[uuid.UUID, Any], keys: Sequence[uuid.UUID], channel: str, vector: Vectors
) -> dict[uuid.UUID, float]:
    """Return the cosines of a channel; 0 where it knows nothing of an object."""
    vectors = {key: found[key].vector.get(channel) for key in keys}
    return {key: float(np.dot(own, vector)) if own else 0.0 for key, own in vectors.items()}


def table_of(found: Sequence[Any], sizes: Mapping[str, int]) -> pa.Table:
    """Return objects that came with all their vectors as rows."""
    return pa.Table.from_pylist([row_of(one, sizes) for one in found], schema=row_schema(sizes))


def _escaped(letter: str) -> str:
    return "".join(f"_{byte:02x}" for byte in letter.encode())


def _whole_values(names: Sequence[str]) -> list[Property]:
    from weaviate.classes.config import DataType, Property, Tokenization

    field = Tokenization.FIELD
    return [Property(name=name, data_type=DataType.TEXT, tokenization=field, index_searchable=False) for name in names]


def _properties(row: Mapping[str, Any], collection: str) -> dict[str, Any]:
    began = row["started_at"]
    own = {EPOCH: began.timestamp() if began else None, MADE_BY: collection}
    given = {property_name(name): row[name] for name in COLUMNS} | own
    return {name: value for name, value in given.items() if value is not None}
