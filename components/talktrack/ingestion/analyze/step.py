"""The story of analyze: conversations in, what was heard in each out, a batch of conversations at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from talktrack.core.artifacts import TableWriter, read_table
from talktrack.core.conversation import Conversation
from talktrack.core.conversation_batches import batches_of
from talktrack.core.hearing import Hearing
from talktrack.core.ports import Encoder
from talktrack.core.records import Analysis
from talktrack.core.tables import ANALYSES, CONVERSATIONS


def run(conversations: str, analyses: str, encoder: Encoder, hearing: Hearing) -> dict[str, int | float]:
    """Analyse every conversation; memory holds one batch. Return how many, and how many labels of each kind."""
    counts: Counter[str] = Counter({"conversations": 0})
    with TableWriter(analyses, ANALYSES) as writer:
        for batch in batches_of(read_table(conversations, CONVERSATIONS)):
            for made in heard(batch, encoder, hearing):
                writer.write(made)
                counts["conversations"] += 1
                counts.update(f"{one.kind}_labels" for one in made.labels)
    return dict(counts)


def heard(batch: list[Conversation], encoder: Encoder, hearing: Hearing) -> Iterator[Analysis]:
    """Yield what is heard in some conversations; all their turns share the encoder's batches."""
    vectors = encoder.encode([turn.text for one in batch for turn in one.turns])
    first = 0
    for one in batch:
        last = first + len(one.turns)
        yield hearing.analysis(one, vectors[first:last])
        first = last
