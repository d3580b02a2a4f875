"""The training loop of one LoRA adapter: packed rows, weighted and preference losses, one optimiser step per batch."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import TalktrackError
from talktrack.core.ports import LoraSettings, TrainingCurve
from talktrack.engines.completions import TokenRow
from talktrack.engines.data_parallel import Group
from talktrack.engines.fused_lora import fused
from talktrack.engines.learning_rate import Plateau, rate_factor
from talktrack.engines.lora_checkpoints import Checkpoints
from talktrack.engines.lora_state import LoraState
from talktrack.engines.packing import pack, packs_of, reading, token_losses
from talktrack.engines.preference_loss import Preference, preference_losses
from talktrack.engines.row_order import all_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

MAX_GRADIENT_NORM = 1.0
PROGRESS_LINES = 20


class TrainingDivergedError(TalktrackError):
    """The loss stopped being a number; nothing was saved."""


@dataclass(frozen=True)
class Material:
    """What is learnt: rows, and by row number the worse completion of those that have one.

    `validate` returns the sum of the validation losses and their number, of this process's share.
    """

    rows: Sequence[TokenRow]
    preferences: Mapping[int, Preference]
    validate: Callable[[], tuple[float, int]]


@dataclass(frozen=True)
class Surroundings:
    """The name of the adapter, the device, and who else takes part, keeps checkpoints and hears of progress."""

    adapter: str
    device: str
    group: Group = field(default_factory=Group)
    checkpoints: Checkpoints = field(default_factory=lambda: Checkpoints(None, ""))
    say: Callable[[str], None] = lambda _: None


def balanced(rows: Sequence[TokenRow]) -> list[TokenRow]:
    """Return the rows with weights scaled to a mean of 1, so that losses compare with those of unweighted rows."""
    mean = sum(row.weight for row in rows) / len(rows)
    return [replace(row, weight=row.weight / mean) for row in rows]


def train(model: Any, material: Material, settings: LoraSettings, around: Surroundings) -> TrainingCurve:
    """Train the model's trainable parameters and return the curve; at the end they are the best that validation saw.

    The loss of a batch is the sum of weight times token loss, divided by its number of completion tokens, plus the
    mean preference loss of its pairs: a batch of doubtful examples moves the adapter less.

    Raises:
        TrainingDivergedError: the loss or its gradient is no number.
        StoreUnavailableError: a checkpoint cannot be written.
    """
    with reading(model), fused(model, around.adapter), _recomputing(model, settings):
        run = _Run(model, material, settings, around)
        run.resume()
        while not run.is_done:
            run.step()
        run.state.take_best()
        return run.curve()


class _Run:
    """One training under way."""

    def __init__(self, model: Any, material: Material, settings: LoraSettings, around: Surroundings) -> None:
        self._model = model
        self._material = material
        self._settings = settings
        self._around = around
        self._batches = all_batches(material.rows, settings)
        self.state = LoraState(model, settings.learning_rate)

    @property
    def is_done(self) -> bool:
        """Tell whether all batches were seen, or validation has stopped getting better."""
        return self.state.progress.over or self.state.progress.step >= len(self._batches)

    def resume(self) -> None:
        """Go on from the newest checkpoint, if there is one."""
        found = self._around.checkpoints.newest()
        if found:
            self.state.restore(*found)
            self._around.say(f"resumed after step {self.state.progress.step} of {len(self._batches)}")

    def step(self) -> None:
        """Learn from one batch, then validate and write a checkpoint where it is time."""
        import torch

        progress, settings = self.state.progress, self._settings
        rate = settings.learning_rate * progress.factor * self._factor(progress.step)
        value = self._accumulate(self._batches[progress.step])
        norm = torch.nn.utils.clip_grad_norm_(self.state.parameters, MAX_GRADIENT_NORM)
        if not (math.isfinite(value) and math.isfinite(float(norm))):
            raise TrainingDivergedError(_diverged(value, progress.step + 1, settings))
        self.state.advance(rate)
        progress.step += 1
        progress.losses.append(value)
        progress.rates.append(rate)
        self._validate_when_due()
        if self._around.group.leads and (progress.step % max(1, settings.checkpoint_every) == 0 or self.is_done):
            self._around.checkpoints.save(progress, self.state.tensors())
        if progress.step % math.ceil(len(self._batches) / PROGRESS_LINES) == 0 or self.is_done:
            self._around.say(f"step {progress.step} of {len(self._batches)}: loss {value:.4f}, rate {rate:.2e}")

    def curve(self) -> TrainingCurve:
        """Return what was measured so far."""
        progress, rows = self.state.progress, self._material.rows
        seen = self._batches[: progress.step]
        return TrainingCurve(
            steps=list(range(1, progress.step + 1)),
            losses=progress.losses,
            validation_losses=progress.validation_losses,
            tokens=sum(len(rows[index].ids) for batch in seen for index in batch),
            validation_steps=progress.validation_steps,
            rates=progress.rates,
        )

    def _factor(self, step: int) -> float:
        return rate_factor(step, len(self._batches), self._settings.warmup_share)

    def _accumulate(self, batch: list[int]) -> float:
        """Leave the gradient of a batch in the parameters and return its loss; every process has the sum of all."""
        import torch

        rows = self._material.rows
        counted = max(1, sum(rows[index].completion for index in batch))
        pairs = max(1, sum(index in self._material.preferences for index in batch))
        mine = self._around.group.part(batch)
        total = torch.zeros((), dtype=torch.float64)
        self._model.train()
        for group in packs_of([rows[index] for index in mine], self._settings.tokens_at_once):
            loss = self._loss([mine[at] for at in group], counted, pairs)
            loss.backward()
            total += loss.detach().double().cpu()
        gradients = self.state.gradients()
        value = total.float().to(gradients[0].device)
        self._around.group.add_up([*gradients, value])
        return float(value)

    def _loss(self, indices: Sequence[int], counted: int, pairs: int) -> torch.Tensor:
        """Return these rows' part of the loss of their batch."""
        import torch

        lines, chosen, preferences = _lines(self._material, indices)
        packed = pack(lines, self._around.device)
        losses = token_losses(self._model, packed)
        sums = torch.zeros(len(lines), device=losses.device).index_add(0, packed.owners, losses)
        loss: torch.Tensor = (sums * packed.weights).sum() / counted
        if not preferences:
            return loss
        margins = torch.tensor([one.margin for one in preferences], device=losses.device)
        better, worse = torch.tensor(chosen, device=losses.device), torch.tensor(chosen, device=losses.device) + 1
        learnt = preference_losses(-sums[better], -sums[worse], margins, self._settings.preference_beta)
        return loss + self._settings.preference_weight * (learnt * packed.weights[better]).sum() / pairs

    def _validate_when_due(self) -> None:
        progress, settings = self.state.progress, self._settings
        every = settings.validate_every or math.ceil(len(self._batches) / max(1, settings.epochs))
        if progress.step % every and progress.step < len(self._batches):
            return
        loss = self._validation_loss()
        if loss is None:
            return
        progress.validation_steps.append(progress.step)
        progress.validation_losses.append(loss)
        plateau = Plateau(progress.factor, math.inf if progress.best is None else progress.best, progress.waited)
        if plateau.hears(loss, settings):
            self.state.keep_best()
        progress.factor, progress.best, progress.waited = plateau.factor, plateau.best, plateau.waited
        progress.over = plateau.is_over(settings)

    def _validation_loss(self) -> float | None:
        import torch

        self._model.eval()
        found = torch.tensor(self._material.validate(), device=self.state.parameters[0].device, dtype=torch.float64)
        self._around.group.add_up([found])
        return float(found[0] / found[1]) if found[1] else None


def _lines(material: Material, indices: Sequence[int]) -> tuple[list[TokenRow], list[int], list[Preference]]:
    """Return rows with their worse completions behind them (of no weight), where pairs begin, and their preferences."""
    lines: list[TokenRow] = []
    chosen, preferences = list[int](), list[Preference]()
    for index in indices:
        lines.append(material.rows[index])
        if preference := material.preferences.get(index):
            chosen.append(len(lines) - 1)
            preferences.append(preference)
            lines.append(replace(preference.worse, weight=0.0))
    return lines, chosen, preferences


@contextmanager
def _recomputing(model: Any, settings: LoraSettings) -> Iterator[None]:
    """Keep only each layer's input in memory and compute the rest again on the way back, where settings ask for it."""
    if not settings.recompute_activations:
        with nullcontext():
            yield
        return
    model.enable_input_require_grads()
    model.gradient_checkpointing_enable({"use_reentrant": False})
    try:
        yield
    finally:
        model.gradient_checkpointing_disable()
        model.disable_input_require_grads()


def _diverged(loss: float, step: int, settings: LoraSettings) -> str:
    return (
        f"the loss at step {step} is {loss}, or its gradient is no number: "
        f"lower learning_rate (now {settings.learning_rate}) or max_tokens."
    )
