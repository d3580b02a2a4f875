"""What is measured on each golden row: its name, whether more is better, and what part it plays in the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PRIMARY, GUARD, TOLD = "primary", "guard", "told"

Scores = Sequence[float | None]
"""One value a row; None where the measure says nothing about it."""


@dataclass(frozen=True)
class Measure:
    """A measure; a primary one can win a contest, a guard only lose it, and what is told decides nothing."""

    name: str
    part: str
    sign: float = 1.0

    @property
    def gain(self) -> str:
        """Return the name of a difference, which is better when it is larger."""
        return f"{self.name}_gain"


MEASURES = (
    Measure("loss", PRIMARY, -1.0),
    Measure("relevance", GUARD),
    Measure("accuracy", GUARD),
    Measure("coherence", GUARD),
    Measure("helpfulness", TOLD),  # learnt from few judged answers: it knows little of texts unlike those
    Measure("valid_json", GUARD),
    Measure("skill_agreement", GUARD),
    Measure("question_agreement", GUARD),
    Measure("judged", GUARD),
    Measure("rouge_l", TOLD),
)


def differences(measure: Measure, one: Scores, other: Scores) -> tuple[list[float], list[int]]:
    """Return by how much one side is better, and at which rows, where both have a value."""
    both = [(place, a, b) for place, (a, b) in enumerate(zip(one, other, strict=True)) if a is not None]
    found = [(place, measure.sign * (a - b)) for place, a, b in both if b is not None]
    return [gain for _, gain in found], [place for place, _ in found]
