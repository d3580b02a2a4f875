"""The four levels of a conversation: conversation, topic, turn with context, sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from talktrack.core.conversation import Conversation, Turn, roles
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import stable_id
from talktrack.core.ports import Vectors
from talktrack.core.records import Chunk
from talktrack.core.sentences import spans

CONVERSATION, TOPIC, TURN, SENTENCE = "conversation", "topic", "turn", "sentence"


@dataclass(frozen=True)
class ChunkSettings:
    """`topic_words` bounds a topic, `context_turns` is how many turns before and after a turn chunk carries."""

    topic_words: int = 120
    context_turns: int = 1
    min_sentence_words: int = 3

    def __post_init__(self) -> None:
        """Refuse bounds that make no chunks."""
        if self.topic_words < 1 or self.context_turns < 0:
            raise ConfigurationInvalidError("topic_words must be at least 1 and context_turns at least 0.")


def chunks_of(conversation: Conversation, settings: ChunkSettings) -> Iterator[Chunk]:
    """Yield the chunks of a conversation without vectors: topics, turns, then sentences.

    The conversation level has no text of its own to encode: `conversation_chunk` pools it from the topics, so that
    nothing is cut off at the encoder's maximum length.
    """
    yield from _topics(conversation, settings)
    for index, turn in enumerate(conversation.turns):
        if not turn.text.strip():
            continue
        low, high = max(0, index - settings.context_turns), index + settings.context_turns + 1
        text = _lines(conversation.turns[low:high])
        yield _chunk(conversation, TURN, index, (index, index + 1), text)
        yield from _sentences(conversation, index, settings)


def conversation_chunk(conversation: Conversation, topics: Sequence[Vectors]) -> tuple[Chunk, Vectors] | None:
    """Return the conversation-level chunk and its vector, the normalised mean of its topics'; None without topics."""
    if not topics:
        return None
    mean = np.mean(np.stack(topics), axis=0)
    norm = float(np.linalg.norm(mean))
    text = conversation.title or _lines(conversation.turns[:2])
    chunk = _chunk(conversation, CONVERSATION, 0, (0, len(conversation.turns)), text)
    return (chunk, mean / norm) if norm > 0 else None


def _topics(conversation: Conversation, settings: ChunkSettings) -> Iterator[Chunk]:
    """Yield runs of turns within the bound; a longer turn is cut into several topics, so that none is too long."""
    position = 0
    for start, end in _runs(conversation.turns, settings.topic_words):
        for text in _pieces(_lines(conversation.turns[start:end]), settings.topic_words):
            yield _chunk(conversation, TOPIC, position, (start, end), text)
            position += 1


def _runs(turns: Sequence[Turn], most_words: int) -> Iterator[tuple[int, int]]:
    start, words = 0, 0
    for index, turn in enumerate(turns):
        length = len(turn.text.split())
        if words and words + length > most_words:
            yield start, index
            start, words = index, 0
        words += length
    if words:
        yield start, len(turns)


def _pieces(text: str, most_words: int) -> Iterator[str]:
    words = text.split()
    if len(words) <= most_words:
        yield text
        return
    for start in range(0, len(words), most_words):
        yield " ".join(words[start : start + most_words])


def _sentences(conversation: Conversation, turn: int, settings: ChunkSettings) -> Iterator[Chunk]:
    """Yield the sentences of a turn of several sentences; a lone sentence is already its turn."""
    text = conversation.turns[turn].text
    sentences = [text[start:end] for start, end in spans(text)]
    if len(sentences) < 2:  # noqa: PLR2004 - two is what "several" means
        return
    for place, sentence in enumerate(sentences):
        if len(sentence.split()) >= settings.min_sentence_words:
            position = turn * 1000 + place
            yield _chunk(conversation, SENTENCE, position, (turn, turn + 1), sentence)


def _chunk(conversation: Conversation, level: str, position: int, span: tuple[int, int], text: str) -> Chunk:
    turns = conversation.turns[span[0] : span[1]]
    deal = conversation.deal
    speakers = {roles(conversation).get(turn.speaker_id, "unknown") for turn in turns}
    return Chunk(
        id=stable_id("k", conversation.id, level, span[0], position),
        tenant=conversation.tenant,
        conversation_id=conversation.id,
        level=level,
        position=position,
        turn_start=span[0],
        turn_end=span[1],
        text=text,
        speaker_role=speakers.pop() if len(speakers) == 1 else "both",
        channel=conversation.channel,
        stage=deal.stage if deal else None,
        industry=deal.industry if deal else None,
        start_s=turns[0].start_s if turns else None,
        end_s=turns[-1].end_s if turns else None,
        started_at=conversation.started_at,
    )


def _lines(turns: Sequence[Turn]) -> str:
    return "\n".join(turn.text for turn in turns if turn.text.strip())
