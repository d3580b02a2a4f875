"""The chunks of a conversation at four levels: conversation, topic, turn in context, sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from talktrack.core.conversation import roles
from talktrack.core.ids import stable_id
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk
from talktrack.ingestion.embed.levels import Levels, LevelSettings, contexts
from talktrack.ingestion.embed.outline import Outline, Span

CONVERSATION, TOPIC, TURN, SENTENCE = "conversation", "topic", "turn", "sentence"
FEWEST_WORDS = 3
SENTENCES_PER_TURN = 100_000


class Piece(NamedTuple):
    """What one chunk holds: its place within its level, the turns of the conversation it stands for, its text."""

    level: str
    position: int
    turns: Span
    text: str


def chunks_of(outline: Outline, levels: Levels, settings: LevelSettings) -> tuple[list[Chunk], Vectors]:
    """Return the chunks of a conversation and their vectors, of shape (chunks, dimension).

    A sentence chunk needs `FEWEST_WORDS` words and a turn of several sentences: a lone one is already its turn. What
    has a vector of length 0, because no token of it is known, is left out.
    """
    kept = _sentences_kept(outline)
    vectors = np.vstack([levels.whole, levels.topics, levels.turns, levels.sentences[kept]])
    known = roles(outline.conversation)
    pieces = _pieces(outline, levels, settings, kept)
    chunks = [_chunk(outline, piece, known) for piece in pieces]
    spoken = np.flatnonzero(np.abs(vectors).max(axis=1) > 0)
    return [chunks[place] for place in spoken], vectors[spoken]


def _sentences_kept(outline: Outline) -> list[int]:
    found = list[int]()
    for turn in range(len(outline.turns)):
        own = range(outline.firsts[turn], outline.firsts[turn + 1])
        found += [place for place in own if len(own) > 1 and _words(outline, place) >= FEWEST_WORDS]
    return found


def _words(outline: Outline, sentence: int) -> int:
    start, end = outline.sentences[sentence]
    return len(outline.text[start:end].split())


def _pieces(outline: Outline, levels: Levels, settings: LevelSettings, kept: list[int]) -> Iterator[Piece]:
    """Yield what each vector of `levels` stands for, in the same order."""
    turns = len(outline.turns)
    yield Piece(
        CONVERSATION, 0, outline.places(0, turns), outline.conversation.title or outline.lines_of(0, min(2, turns))
    )
    for position, span in enumerate(levels.ranges):
        yield Piece(TOPIC, position, outline.places(*span), outline.lines_of(*span))
    for turn, context in enumerate(zip(*contexts(turns, settings.context_turns), strict=True)):
        place = outline.turns[turn]
        yield Piece(TURN, place, (place, place + 1), outline.lines_of(*context))
    turn_of = np.searchsorted(outline.firsts, kept, side="right") - 1
    for sentence, turn in zip(kept, turn_of.tolist(), strict=True):
        place = outline.turns[turn]
        start, end = outline.sentences[sentence]
        position = place * SENTENCES_PER_TURN + sentence - outline.firsts[turn]
        yield Piece(SENTENCE, position, (place, place + 1), outline.text[start:end])


def _chunk(outline: Outline, piece: Piece, known: dict[str | None, str]) -> Chunk:
    conversation = outline.conversation
    turns = conversation.turns[slice(*piece.turns)]
    deal = conversation.deal
    speakers = {known.get(turn.speaker_id, "unknown") for turn in turns}
    return Chunk(
        id=stable_id("k", conversation.id, piece.level, piece.turns[0], piece.position),
        tenant=conversation.tenant,
        conversation_id=conversation.id,
        level=piece.level,
        position=piece.position,
        turn_start=piece.turns[0],
        turn_end=piece.turns[1],
        text=piece.text,
        speaker_role=speakers.pop() if len(speakers) == 1 else "both",
        channel=conversation.channel,
        stage=deal.stage if deal else None,
        industry=deal.industry if deal else None,
        start_s=turns[0].start_s,
        end_s=turns[-1].end_s,
        started_at=conversation.started_at,
    )
