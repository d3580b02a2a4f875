"""The learning rate: linear warm-up, exponential decay, and a cut whenever validation stops getting better."""

from __future__ import annotations

import math
from dataclasses import dataclass

from talktrack.core.ports import LoraSettings

FINAL_RATE = 0.1
LEAST_GAIN = 1e-4


def rate_factor(step: int, steps: int, warmup_share: float) -> float:
    """Return the share of the learning rate at a step: linear warm-up to 1, then exponential decay to FINAL_RATE."""
    warmup = max(1, round(steps * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return math.pow(FINAL_RATE, (step - warmup) / max(1, steps - warmup))


@dataclass
class Plateau:
    """What validation has shown so far: the best loss, and how many validations ago that was.

    `factor` multiplies the learning rate.
    """

    factor: float = 1.0
    best: float = math.inf
    waited: int = 0

    def hears(self, loss: float, settings: LoraSettings) -> bool:
        """Take in a validation loss, cutting the rate when it is time; tell whether it is the best so far."""
        if loss < self.best - LEAST_GAIN:
            self.best, self.waited = loss, 0
            return True
        self.waited += 1
        if settings.plateau_patience and self.waited % settings.plateau_patience == 0:
            self.factor *= settings.plateau_factor
        return False

    def is_over(self, settings: LoraSettings) -> bool:
        """Tell whether training should stop early."""
        return 0 < settings.stop_patience <= self.waited
