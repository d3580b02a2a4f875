"""The story of embed: conversations in, chunks with unit vectors out, a batch of conversations at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.channels import DIMENSIONS
from talktrack.core.chunk_rows import TEXT, row_schema, rows_of
from talktrack.core.conversation import Conversation
from talktrack.core.conversation_batches import batches_of
from talktrack.core.ports import Encoder, OnePassEncoder, Vectors
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.ingestion.embed.channels import channel_vectors
from talktrack.ingestion.embed.chunks import chunks_of
from talktrack.ingestion.embed.levels import LevelSettings, one_by_one, one_pass
from talktrack.ingestion.embed.outline import outline

ROWS_PER_GROUP = 1024


def run(
    conversations: str, chunks: str, encoder: Encoder, settings: LevelSettings, channels: Sequence[str] = ()
) -> dict[str, float]:
    """Embed every conversation; memory holds one batch of conversations."""
    counts: dict[str, float] = {"conversations": 0, "chunks": 0}
    schema = row_schema({TEXT: encoder.dimension} | {name: DIMENSIONS[name] for name in channels})
    with TableWriter(chunks, CHUNKS, ROWS_PER_GROUP, schema) as writer:
        for batch in batches_of(read_table(conversations, CONVERSATIONS)):
            for part in embedded(batch, encoder, settings, channels).to_batches():
                writer.write_batch(part)
            counts["conversations"] += len(batch)
        counts["chunks"] = writer.count
    return counts


def embedded(
    batch: list[Conversation], encoder: Encoder, settings: LevelSettings, channels: Sequence[str] = ()
) -> pa.Table:
    """Return the chunks of some conversations with their vectors; all their texts share the encoder's batches."""
    outlines = [one for one in map(outline, batch) if one.turns]
    way = one_pass(outlines, encoder, settings) if isinstance(encoder, OnePassEncoder) else None
    tables = [rows_of([], {TEXT: _none(encoder.dimension)} | {name: _none(DIMENSIONS[name]) for name in channels})]
    for one, levels in zip(outlines, way or one_by_one(outlines, encoder, settings), strict=True):
        chunks, vectors = chunks_of(one, levels, settings)
        tables.append(rows_of(chunks, {TEXT: vectors} | channel_vectors(one.conversation, chunks, channels)))
    return pa.concat_tables(tables)


def _none(dimension: int) -> Vectors:
    return np.zeros((0, dimension), dtype=np.float32)
