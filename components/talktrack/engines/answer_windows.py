"""Answers among the turns around them, with the vectors that an index of conversations read in one pass would hold."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from talktrack.core.ports import Passage, TextPair
from talktrack.engines.token_rows import Row, TokenRows

TURNS_AROUND = (0, 1)
"""How many turns on each side a turn's vector holds, drawn for each batch: sentences stand alone, turns in context."""
WORDS_PER_TOKEN = 0.75


@dataclass(frozen=True)
class Excerpt:
    """Some turns of a conversation without the question; `answer` is the place of the turn that answers it."""

    lines: Sequence[str]
    answer: int

    @property
    def passage(self) -> Passage:
        """Return the turns as one text, each with a span."""
        spans, start = list[tuple[int, int]](), 0
        for line in self.lines:
            spans.append((start, start + len(line)))
            start += len(line) + 1
        return Passage("\n".join(self.lines), [start for start, _ in spans], spans)


class AnswerWindows:
    """Cuts an excerpt around each answer anew whenever it is asked, and pools the vectors of its turns."""

    def __init__(self, model: Any, window: int, source: random.Random) -> None:
        """Read with the tokenizer of a SentenceTransformer, in windows of so many tokens."""
        self._model, self._window, self._source = model, window, source
        self._rows = TokenRows(model.tokenizer, int(model.max_seq_length))

    def pooled(self, pairs: Sequence[TextPair]) -> tuple[Any, Any]:
        """Return unit vectors of the answers, and of turns that answer none of the questions; both carry gradients."""
        import torch

        reach = self._source.choice(TURNS_AROUND)
        excerpts = [excerpt(pair, int(self._window * WORDS_PER_TOKEN), self._source) for pair in pairs]
        vectors = self._turn_vectors(excerpts, reach)
        own = {same(text) for pair in pairs for text in (pair.asks, pair.answers)}
        answers, others, first = list[int](), list[int](), 0
        for one in excerpts:
            answers.append(first + one.answer)
            far = (place for place in range(len(one.lines)) if abs(place - one.answer) > reach)
            others += [first + place for place in far if same(one.lines[place]) not in own]
            first += len(one.lines)
        return vectors[torch.tensor(answers)], vectors[torch.tensor(others, dtype=torch.long)]

    def _turn_vectors(self, excerpts: Sequence[Excerpt], reach: int) -> Any:
        import torch

        rows, first = list[Row](), 0
        for one in excerpts:
            rows += self._rows.of_passage(one.passage, self._window, first)
            first += len(one.lines)
        sums = torch.split(self._sums(rows, first), [len(one.lines) for one in excerpts])
        return torch.nn.functional.normalize(torch.cat([_in_context(turns, reach) for turns in sums]), dim=1)

    def _sums(self, rows: Sequence[Row], count: int) -> Any:
        """Return the sums of token vectors that the rows' tokens go to; what counts nowhere goes to a last one."""
        import torch
        from sentence_transformers.util import batch_to_device

        padded = self._model.tokenizer.pad({"input_ids": [row.tokens for row in rows]}, return_tensors="pt")
        seen = self._model[0](batch_to_device(dict(padded), self._model.device))["token_embeddings"].cpu()
        weights = torch.cat([torch.from_numpy(row.weights) for row in rows])
        owners = torch.cat([torch.from_numpy(row.owners) for row in rows]) % (count + 1)
        inside = seen[padded["attention_mask"].cpu().bool()] * weights.unsqueeze(1)
        return torch.zeros(count + 1, seen.shape[2]).index_add(0, owners, inside)[:count]


def excerpt(pair: TextPair, words: int, source: random.Random) -> Excerpt:
    """Return the answer with turns before and behind it, added on a random side while they fit into so many words."""
    before, behind = list(pair.before), list(pair.behind)
    lines, answer = [pair.answers], 0
    left = words - _length(pair.answers)
    while before or behind:
        in_front = bool(before) and (not behind or source.random() < 0.5)  # noqa: PLR2004 - either side
        line = before.pop() if in_front else behind.pop(0)
        left -= _length(line)
        if left < 0:
            break
        lines = [line, *lines] if in_front else [*lines, line]
        answer += in_front
    return Excerpt(lines, answer)


def same(text: str) -> str:
    """Return what makes two texts the same."""
    return " ".join(text.lower().split())


def _in_context(turns: Any, reach: int) -> Any:
    """Return for each turn the sum with the turns that are at most `reach` away."""
    import torch

    running = torch.cat([torch.zeros(1, turns.shape[1]), turns.cumsum(0)])
    places = torch.arange(len(turns))
    return running[(places + reach + 1).clamp(max=len(turns))] - running[(places - reach).clamp(min=0)]


def _length(text: str) -> int:
    return len(text.split())
