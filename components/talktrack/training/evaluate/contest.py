"""One path's contest: two adapters answer the same golden rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from talktrack.core.bootstrap import Draws, Interval, paired_interval
from talktrack.core.ports import Encoder, LanguageModel, Weighted
from talktrack.core.prompts import END
from talktrack.core.records import Example

MEASURES = 2


@dataclass(frozen=True)
class Contestants:
    """Where the candidate's and the champion's adapter of a path lie; no champion means the bare base."""

    path: str
    candidate: Path
    digest: str
    champion: Path | None = None


@dataclass(frozen=True)
class Answers:
    """How one side did, row by row: loss per token, and relevance as cosine with the reference in [-1, 1]."""

    losses: Sequence[float]
    relevances: Sequence[float]

    @property
    def means(self) -> dict[str, float]:
        """Return the mean of each measure."""
        return {"loss": float(np.mean(self.losses)), "relevance": float(np.mean(self.relevances))}


class Jury:
    """The model that answers and the pinned encoder that judges what is generated."""

    def __init__(self, model: LanguageModel, encoder: Encoder, max_new_tokens: int) -> None:
        self._model = model
        self._encoder = encoder
        self._max_new_tokens = max_new_tokens

    def answers(self, rows: Sequence[Example], name: str, adapter: Path | None) -> Answers:
        """Let one adapter, or the bare base, answer all rows."""
        if adapter:
            self._model.load_adapter(name, adapter)
        used = name if adapter else ""
        losses = self._model.losses([Weighted(row.prompt, row.completion) for row in rows], used)
        said = self._model.generate([row.prompt for row in rows], used, self._max_new_tokens)
        meant = [row.completion.removesuffix(END) for row in rows]
        return Answers(losses, self._relevance(said, meant))

    def _relevance(self, said: Sequence[str], meant: Sequence[str]) -> list[float]:
        """Return the cosine of each pair of unit vectors; silence is relevant to nothing."""
        cosines = (self._encoder.encode(said) * self._encoder.encode(meant)).sum(axis=1)
        return [float(cosine) if text.strip() else 0.0 for text, cosine in zip(said, cosines, strict=True)]


def gains(rows: Sequence[Example], candidate: Answers, champion: Answers, draws: Draws) -> dict[str, Interval]:
    """Return the candidate's gain in each measure: less loss, more relevance."""
    clusters = [row.conversation_id for row in rows]
    loss = [before - after for before, after in zip(champion.losses, candidate.losses, strict=True)]
    relevance = [after - before for before, after in zip(champion.relevances, candidate.relevances, strict=True)]
    return {
        "loss_gain": paired_interval(loss, clusters, draws),
        "relevance_gain": paired_interval(relevance, clusters, draws),
    }
