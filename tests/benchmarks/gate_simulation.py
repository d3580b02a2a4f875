"""How often the gate promotes what: simulated row scores of two sides, judged by the real verdict.

Rows of one conversation are alike and so are the two sides at one row, because some rows are hard for everybody. With
a row's variance 1, `SHARED` of it is common to both sides, and of the rest `CLUSTERED` is common to a conversation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from talktrack.core.bootstrap import Interval
from talktrack.training.evaluate.contest import Answers, gains
from talktrack.training.evaluate.findings import Drawing
from talktrack.training.evaluate.measures import MEASURES, TOLD, Scores
from talktrack.training.evaluate.verdict import BETTER, decide

SHARED, CLUSTERED = 0.6, 0.2
ROWS_PER_CONVERSATION = 4
PATHS = ("roleplay", "coach")
RESAMPLES = 1000


@dataclass(frozen=True)
class Duel:
    """A candidate that is better by `effect` standard deviations of a row in every measure, on so many rows a path."""

    effect: float
    rows: int

    def promoted(self, pairs: int = 300) -> float:
        """Return the share of pairs whose verdict is better."""
        return sum(self._verdict(seed) == BETTER for seed in range(pairs)) / pairs

    def _verdict(self, seed: int) -> str:
        rng = np.random.default_rng((seed, self.rows, round(100 * abs(self.effect)), int(self.effect < 0)))
        owners = [str(row // ROWS_PER_CONVERSATION) for row in range(self.rows)]
        drawn = Drawing(RESAMPLES, seed, len(PATHS)).deciding()
        deciding = {part: draws for part, draws in drawn.items() if part != TOLD}
        found = dict[str, Interval]()
        for path in PATHS:
            sides = self._sides(rng)
            found |= {f"{path}_{name}": gain for name, gain in gains(sides, owners, deciding).items()}
        return decide(found, frozenset(f"{path}_loss_gain" for path in PATHS)).name

    def _sides(self, rng: np.random.Generator) -> tuple[Answers, Answers]:
        candidate, champion = dict[str, Scores](), dict[str, Scores]()
        for measure in MEASURES:
            hard = np.sqrt(SHARED) * rng.normal(size=self.rows)
            candidate[measure.name] = (hard + self._own(rng) + measure.sign * self.effect).tolist()
            champion[measure.name] = (hard + self._own(rng)).tolist()
        silent = [""] * self.rows
        return Answers(silent, candidate), Answers(silent, champion)

    def _own(self, rng: np.random.Generator) -> np.typing.NDArray[np.float64]:
        """Return what is one side's alone: a part for each conversation, and a part for each row."""
        conversations = rng.normal(size=-(-self.rows // ROWS_PER_CONVERSATION)).repeat(ROWS_PER_CONVERSATION)
        mixed = np.sqrt(CLUSTERED) * conversations[: self.rows] + np.sqrt(1 - CLUSTERED) * rng.normal(size=self.rows)
        return np.asarray(np.sqrt(1 - SHARED) * mixed)


def rows(sizes: tuple[int, ...] = (64, 128, 160, 256)) -> Iterator[dict[str, object]]:
    """Yield the share of promotions of equal models, clear winners and clear losers by golden rows a path."""
    for size in sizes:
        for name, effect, target in (("equal models", 0.0, 0.05), ("winners", 0.3, 0.95), ("losers", -0.3, 0.0)):
            found = Duel(effect, size).promoted()
            yield {"what": f"{name} promoted, {size} golden rows a path", "value": round(found, 4), "target": target}


if __name__ == "__main__":
    for row in rows():
        print(row)
