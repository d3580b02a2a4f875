"""The story of embed: conversations in, chunks with unit vectors out, a batch of conversations at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.conversation import Conversation
from talktrack.core.ports import Encoder
from talktrack.core.records import Chunk
from talktrack.core.tables import CHUNKS, CONVERSATIONS
from talktrack.ingestion.embed.chunks import TOPIC, ChunkSettings, chunks_of, conversation_chunk, with_vector

CONVERSATIONS_PER_BATCH = 8
ROWS_PER_GROUP = 1024


def run(conversations: str, chunks: str, encoder: Encoder, settings: ChunkSettings) -> dict[str, float]:
    """Embed every conversation; memory holds one batch of conversations."""
    counts: dict[str, float] = {"conversations": 0, "chunks": 0}
    waiting = read_table(conversations, CONVERSATIONS)
    with TableWriter(chunks, CHUNKS, ROWS_PER_GROUP) as writer:
        while batch := list(islice(waiting, CONVERSATIONS_PER_BATCH)):
            for chunk in _embedded(batch, encoder, settings):
                writer.write(chunk)
            counts["conversations"] += len(batch)
        counts["chunks"] = writer.count
    return counts


def _embedded(batch: list[Conversation], encoder: Encoder, settings: ChunkSettings) -> Iterator[Chunk]:
    """Encode the texts of a whole batch together; the encoder sorts them by length."""
    planned = [list(chunks_of(conversation, settings)) for conversation in batch]
    vectors = iter(encoder.encode([chunk.text for chunks in planned for chunk in chunks]))
    for conversation, chunks in zip(batch, planned, strict=True):
        topics = []
        for chunk in chunks:
            vector = next(vectors)
            if chunk.level == TOPIC:
                topics.append(vector)
            yield with_vector(chunk, vector)
        whole = conversation_chunk(conversation, topics)
        if whole is not None:
            yield whole
