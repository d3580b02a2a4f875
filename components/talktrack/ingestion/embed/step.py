"""The story of embed: conversations in, chunks with unit vectors out, a batch of conversations at a time."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pyarrow as pa

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.chunk_rows import TEXT, row_schema, rows_of
from talktrack.core.conversation import Conversation
from talktrack.core.ports import Encoder, Vectors
from talktrack.core.records import Chunk
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.ingestion.embed.chunks import TOPIC, ChunkSettings, chunks_of, conversation_chunk

CONVERSATIONS_PER_BATCH = 8
ROWS_PER_GROUP = 1024


def run(conversations: str, chunks: str, encoder: Encoder, settings: ChunkSettings) -> dict[str, float]:
    """Embed every conversation; memory holds one batch of conversations."""
    counts: dict[str, float] = {"conversations": 0, "chunks": 0}
    waiting = read_table(conversations, CONVERSATIONS)
    schema = row_schema({TEXT: encoder.dimension})
    with TableWriter(chunks, CHUNKS, ROWS_PER_GROUP, schema) as writer:
        while batch := list(islice(waiting, CONVERSATIONS_PER_BATCH)):
            for part in _embedded(batch, encoder, settings).to_batches():
                writer.write_batch(part)
            counts["conversations"] += len(batch)
        counts["chunks"] = writer.count
    return counts


def _embedded(batch: list[Conversation], encoder: Encoder, settings: ChunkSettings) -> pa.Table:
    """Encode the texts of a whole batch together; the encoder sorts them by length."""
    planned = [list(chunks_of(conversation, settings)) for conversation in batch]
    vectors = iter(encoder.encode([chunk.text for chunks in planned for chunk in chunks]))
    found, rows = list[Vectors](), list[Chunk]()
    for conversation, chunks in zip(batch, planned, strict=True):
        own = list(islice(vectors, len(chunks)))
        whole = conversation_chunk(conversation, [v for c, v in zip(chunks, own, strict=True) if c.level == TOPIC])
        rows += [*chunks, *([whole[0]] if whole else [])]
        found += [*own, *([whole[1]] if whole else [])]
    return rows_of(rows, {TEXT: np.array(found, dtype=np.float32).reshape(len(found), encoder.dimension)})
