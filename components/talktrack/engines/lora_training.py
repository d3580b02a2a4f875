"""The training loop of one LoRA adapter: weighted completion-only loss, warm-up, exponential decay, clipping."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from talktrack.core.errors import TalktrackError
from talktrack.core.ports import LoraSettings, TrainingCurve
from talktrack.engines.completions import Batch, TokenRow, token_losses

FINAL_RATE = 0.1
MAX_GRADIENT_NORM = 1.0
BATCHES_PER_BUCKET = 16


class TrainingDivergedError(TalktrackError):
    """The loss stopped being a number; nothing was saved."""


def rate_factor(step: int, steps: int, warmup_share: float) -> float:
    """Return the share of the learning rate at a step: linear warm-up to 1, then exponential decay to FINAL_RATE."""
    warmup = max(1, round(steps * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return math.pow(FINAL_RATE, (step - warmup) / max(1, steps - warmup))


def epoch_order(lengths: Sequence[int], batch_size: int, seed: int) -> list[list[int]]:
    """Return one epoch's batches of row indices: random, but with similar lengths side by side to save padding."""
    random_source = random.Random(seed)
    order = list(range(len(lengths)))
    random_source.shuffle(order)
    bucket = batch_size * BATCHES_PER_BUCKET
    batches = []
    for start in range(0, len(order), bucket):
        rows = sorted(order[start : start + bucket], key=lambda index: lengths[index])
        batches += [rows[at : at + batch_size] for at in range(0, len(rows), batch_size)]
    random_source.shuffle(batches)
    return batches


def balanced(rows: Sequence[TokenRow]) -> list[TokenRow]:
    """Return the rows with weights scaled to a mean of 1, so that losses compare with those of unweighted rows."""
    mean = sum(row.weight for row in rows) / len(rows)
    return [replace(row, weight=row.weight / mean) for row in rows]


def train(
    model: Any,
    rows: Sequence[TokenRow],
    settings: LoraSettings,
    *,
    collate: Callable[[Sequence[TokenRow]], Batch],
    validate: Callable[[], list[float]],
) -> TrainingCurve:
    """Train the model's trainable parameters on token rows and return the curve.

    The loss of a batch is the sum of weight times token loss, divided by the number of completion tokens: a batch of
    doubtful examples moves the adapter less. `validate` returns the losses of the validation rows; it is called after
    each epoch.

    Raises:
        TrainingDivergedError: the loss is no number.
    """
    import torch

    batches = list(_batches(rows, settings))
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate_factor(step, len(batches), settings.warmup_share)
    )
    curve = TrainingCurve(tokens=settings.epochs * sum(len(row.ids) for row in rows))
    per_epoch = len(batches) // max(1, settings.epochs)
    for step, indices in enumerate(batches, start=1):
        model.train()
        loss = weighted_loss(model, collate([rows[index] for index in indices]))
        value = _finite(float(loss.detach()), step, settings)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, MAX_GRADIENT_NORM)
        optimizer.step()
        schedule.step()
        curve.steps.append(step)
        curve.losses.append(value)
        if step % per_epoch == 0:
            model.eval()
            curve.validation_losses.extend(_mean(validate()))
    return curve


def weighted_loss(model: Any, batch: Batch) -> Any:
    """Return the differentiable loss of one batch."""
    losses = token_losses(model, batch)
    return (losses * batch.weights[:, None]).sum() / batch.counted.sum()


def _batches(rows: Sequence[TokenRow], settings: LoraSettings) -> Iterator[list[int]]:
    lengths = [len(row.ids) for row in rows]
    for epoch in range(settings.epochs):
        yield from epoch_order(lengths, settings.batch_size, settings.seed + epoch)


def _mean(losses: list[float]) -> list[float]:
    """Return the mean, or nothing for nothing."""
    return [sum(losses) / len(losses)] if losses else []


def _finite(loss: float, step: int, settings: LoraSettings) -> float:
    if not math.isfinite(loss):
        message = (
            f"the loss at step {step} is {loss}: lower learning_rate (now {settings.learning_rate}) or max_tokens."
        )
        raise TrainingDivergedError(message)
    return loss
