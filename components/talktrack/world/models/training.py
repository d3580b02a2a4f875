"""One training loop for all the small models: warm up, hold until the held-out loss is flat, cool down."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import torch

CARD = "training.json"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train; counted in optimiser steps, so that a slow machine makes the same model.

    Training holds its rate until `patience` checks together gain less than `least_gain` of the whole descent of the
    held-out loss so far, or until `most_steps`; then the rate falls linearly to zero over `cooldown_steps`.
    """

    most_steps: int
    learning_rate: float = 1e-3
    warmup_steps: int = 20
    cooldown_steps: int = 40
    check_every: int = 20
    patience: int = 2
    least_gain: float = 0.005


class TrainingCard(msgspec.Struct, frozen=True, kw_only=True):
    """What happened while a model was trained; `plateau` tells whether it stopped because the loss was flat."""

    model: str
    seed: int
    parameters: int
    steps: list[int]
    losses: list[float]
    held_out_steps: list[int]
    held_out_losses: list[float]
    seconds: float
    plateau: bool

    @property
    def held_out_loss(self) -> float:
        """Return the last held-out loss."""
        return self.held_out_losses[-1]


@dataclass
class Curve:
    """The loss per step and the held-out loss at every check."""

    losses: list[float] = field(default_factory=list)
    held_out_steps: list[int] = field(default_factory=list)
    held_out_losses: list[float] = field(default_factory=list)
    plateau: bool = False

    def check(self, held_out: float) -> None:
        """Note a held-out loss after the newest step."""
        self.held_out_steps.append(len(self.losses))
        self.held_out_losses.append(held_out)

    def followed_by(self, later: Curve) -> Curve:
        """Return this curve and a later one end to end; the plateau is that of the first."""
        steps = [len(self.losses) + step for step in later.held_out_steps]
        return Curve(
            losses=self.losses + later.losses,
            held_out_steps=self.held_out_steps + steps,
            held_out_losses=self.held_out_losses + later.held_out_losses,
            plateau=self.plateau,
        )

    def card(self, model: torch.nn.Module, name: str, seed: int, seconds: float) -> TrainingCard:
        """Return the card of the model that was trained on this curve."""
        return TrainingCard(
            model=name,
            seed=seed,
            parameters=sum(p.numel() for p in model.parameters()),
            steps=list(range(1, len(self.losses) + 1)),
            losses=[round(loss, 4) for loss in self.losses],
            held_out_steps=self.held_out_steps,
            held_out_losses=[round(loss, 4) for loss in self.held_out_losses],
            seconds=seconds,
            plateau=self.plateau,
        )


def flat(held_out_losses: list[float], plan: Plan) -> bool:
    """Return whether the last `patience` checks gained too little, measured by the descent from the first check."""
    if len(held_out_losses) <= plan.patience:
        return False
    best_before = min(held_out_losses[: -plan.patience])
    gain = best_before - min(held_out_losses[-plan.patience :])
    return gain <= plan.least_gain * (held_out_losses[0] - best_before)


def fit(
    model: torch.nn.Module,
    plan: Plan,
    loss_of: Callable[[int], torch.Tensor],
    held_out: Callable[[], float],
    say: Say,
) -> Curve:
    """Train `model` in place and return its curve."""
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.learning_rate, weight_decay=0.01)
    curve = Curve()
    curve.check(_evaluate(model, held_out))
    for step in range(plan.most_steps):
        _step(model, optimizer, loss_of(step), plan.learning_rate * min(1.0, (step + 1) / plan.warmup_steps), curve)
        if (step + 1) % plan.check_every == 0:
            curve.check(_evaluate(model, held_out))
            say(f"step {step + 1}: loss {curve.losses[-1]:.3f}, held out {curve.held_out_losses[-1]:.3f}")
            curve.plateau = flat(curve.held_out_losses, plan)
        if curve.plateau:
            break
    start = len(curve.losses)
    for step in range(plan.cooldown_steps):
        _step(model, optimizer, loss_of(start + step), plan.learning_rate * (1 - step / plan.cooldown_steps), curve)
    curve.check(_evaluate(model, held_out))
    return curve


def _step(
    model: torch.nn.Module, optimizer: torch.optim.Optimizer, loss: torch.Tensor, rate: float, curve: Curve
) -> None:
    import torch

    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    curve.losses.append(float(loss.detach()))


def _evaluate(model: torch.nn.Module, held_out: Callable[[], float]) -> float:
    import torch

    model.eval()
    with torch.inference_mode():
        loss = held_out()
    model.train()
    return loss


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Return the seconds that have passed, to a tenth."""
        return round(time.perf_counter() - self._start, 1)


def write_card(directory: Path, card: TrainingCard) -> TrainingCard:
    """Write the card beside the weights and return it."""
    (directory / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=1))
    return card


def read_card(directory: Path) -> TrainingCard:
    """Read the card of a model directory."""
    return msgspec.json.decode((directory / CARD).read_bytes(), type=TrainingCard)
