"""A conversation as one text: where its turns and sentences stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talktrack.core.conversation import Conversation
from talktrack.core.sentences import spans

Span = tuple[int, int]


@dataclass(frozen=True)
class Outline:
    """What is said in a conversation, line by line; silent turns are left out.

    `turns` are the places of the spoken turns in the conversation, `lines` their characters in `text`, `sentences` the
    characters of all sentences, `firsts` for each spoken turn its first sentence, with their number at the end.
    """

    conversation: Conversation
    text: str
    turns: Sequence[int]
    lines: Sequence[Span]
    sentences: Sequence[Span]
    firsts: Sequence[int]

    def lines_of(self, first: int, last: int) -> str:
        """Return the text of the spoken turns [first, last)."""
        return self.text[self.lines[first][0] : self.lines[last - 1][1]]

    def places(self, first: int, last: int) -> Span:
        """Return which turns of the conversation some spoken turns stand for, silent ones behind them too."""
        begin = self.turns[first] if first else 0
        return begin, self.turns[last] if last < len(self.turns) else len(self.conversation.turns)

    @property
    def gapless(self) -> list[Span]:
        """Return the sentences with what stands between them, so that together they are the whole text."""
        starts = [start for start, _ in self.sentences]
        return list(zip(starts, [*starts[1:], len(self.text)], strict=True))


def outline(conversation: Conversation) -> Outline:
    """Lay a conversation out; a turn in which no sentence is found is one sentence."""
    turns, lines, sentences, firsts = list[int](), list[Span](), list[Span](), list[int]()
    parts, start = list[str](), 0
    for place, turn in enumerate(conversation.turns):
        if not turn.text.strip():
            continue
        turns.append(place)
        firsts.append(len(sentences))
        lines.append((start, start + len(turn.text)))
        sentences += [(start + a, start + b) for a, b in spans(turn.text)] or [lines[-1]]
        parts.append(turn.text)
        start += len(turn.text) + 1
    return Outline(conversation, "\n".join(parts), turns, lines, sentences, [*firsts, len(sentences)])
