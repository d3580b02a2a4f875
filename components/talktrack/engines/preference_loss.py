"""Preference loss: direct preference optimisation (Rafailov et al. 2023, equation 7) on pairs of completions.

The reference is the same model with its adapter switched off, so that no second model is loaded. What the reference
says never changes, so it is asked once, before training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from talktrack.engines.completions import TokenRow
from talktrack.engines.packing import pack, packs_of, token_losses

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Preference:
    """The worse completion of a training row, and the reference's log likelihoods of the better and the worse one."""

    worse: TokenRow
    of_better: float
    of_worse: float

    @property
    def margin(self) -> float:
        """Return by how much the reference prefers the better completion, in nats."""
        return self.of_better - self.of_worse


def preference_losses(better: torch.Tensor, worse: torch.Tensor, margins: torch.Tensor, beta: float) -> torch.Tensor:
    """Return the loss of each pair from log likelihoods under the policy; ln 2 where it is as the reference."""
    from torch.nn.functional import logsigmoid

    return -logsigmoid(beta * (better - worse - margins))


def log_likelihoods(model: Any, rows: Sequence[TokenRow], device: str) -> torch.Tensor:
    """Return the differentiable log likelihood of each row's whole completion."""
    import torch

    packed = pack(rows, device)
    losses = token_losses(model, packed)
    return -torch.zeros(len(rows), device=device).index_add(0, packed.owners, losses)


def referenced(
    model: Any, pairs: Sequence[tuple[TokenRow, TokenRow]], device: str, most_tokens: int
) -> list[Preference]:
    """Return the preferences of (better, worse) pairs; the model must have its adapter switched off."""
    import torch

    rows = [row for pair in pairs for row in pair]
    found = [0.0] * len(rows)
    with torch.no_grad():
        for indices in packs_of(rows, most_tokens):
            values = log_likelihoods(model, [rows[index] for index in indices], device).tolist()
            for index, value in zip(indices, values, strict=True):
                found[index] = value
    return [Preference(worse, found[2 * n], found[2 * n + 1]) for n, (_, worse) in enumerate(pairs)]
