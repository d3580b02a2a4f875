"""What many tests start from: a small call, of which they replace what matters, and an encoder of plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

import numpy as np

from talktrack.core.conversation import PROSPECT, SELLER, Conversation, DealContext, Participant, Provenance, Turn, Word
from talktrack.core.ports import Passage, Vectors

TENANT = "acme"
STARTED_AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
PEOPLE = [
    Participant(id="s1", label="Anna", role=SELLER, affiliation="internal"),
    Participant(id="s2", label="Bob", role=PROSPECT, affiliation="external"),
]


def turn(speaker_id: str | None, text: str, start_s: float | None = None, end_s: float | None = None) -> Turn:
    """Return a turn with nothing that the test does not name."""
    return Turn(speaker_id=speaker_id, text=text, start_s=start_s, end_s=end_s)


def call(turns: list[Turn] | None = None, *, identity: str = "c1", reviewed_by: str | None = None) -> Conversation:
    """Return a call between a seller (s1) and a prospect (s2), with every kind of field filled."""
    spoken = turns or [
        Turn(
            speaker_id="s1",
            text="Hello Bob. What does a good quarter look like for you?",
            start_s=0.0,
            end_s=4.0,
            confidence=0.9,
            words=(Word(text="Hello", start_s=0.0, end_s=0.4, confidence=0.95),),
        ),
        turn("s2", "We would close three more deals. That is all.", 5.0, 8.0),
    ]
    return Conversation(
        id=identity,
        tenant=TENANT,
        event_id="e1",
        source="gong",
        channel="call",
        started_at=STARTED_AT,
        participants=PEOPLE,
        turns=spoken,
        deal=DealContext(stage="Discovery", industry="Retail", competitors=["Globex"]),
        reviewed_by=reviewed_by,
        provenance=[Provenance(uri="calls/1.json", sha256="00", reader="gong", version="1")],
    )


@dataclass(frozen=True)
class WordEncoder:
    """An encoder without weights: each word points in one direction, a text is the unit sum of its words."""

    version: str = "words@1"
    dimension: int = 16

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimension)."""
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, 16), dtype=np.float32)

    def _vector(self, text: str) -> Vectors:
        counts = self._counts(text)
        unit: Vectors = counts / np.linalg.norm(counts)
        return unit

    def _counts(self, text: str) -> Vectors:
        counts = np.zeros(self.dimension, dtype=np.float32)
        for word in text.lower().split() or [""]:
            counts[crc32(word.encode()) % self.dimension] += 1
        return counts


class OnePassWordEncoder(WordEncoder):
    """The same encoder for whole conversations: the sum of a span counts its words."""

    def token_sums(self, passages: Sequence[Passage]) -> list[Vectors]:
        """Return word counts of shape (spans, dimension) for each passage."""
        return [np.stack([self._counts(one.text[start:end]) for start, end in one.spans]) for one in passages]
