"""What changes while an adapter is trained: its parameters, the optimiser, the best so far, and the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from talktrack.engines.lora_checkpoints import Progress

if TYPE_CHECKING:
    import torch

NOW, BEST, OPTIMISER, RANDOM = "now", "best", "optimiser", "random"


class LoraState:
    """Trainable parameters with AdamW; `tensors` and `restore` carry all of it to another process, bit by bit."""

    def __init__(self, model: Any, learning_rate: float) -> None:
        import torch

        self._named = [(name, one) for name, one in model.named_parameters() if one.requires_grad]
        self.parameters: list[torch.Tensor] = [one for _, one in self._named]
        self.progress = Progress()
        self._optimiser = torch.optim.AdamW(self.parameters, lr=learning_rate, weight_decay=0.0)
        self._best: dict[str, torch.Tensor] = {}

    def gradients(self) -> list[torch.Tensor]:
        """Return the gradients of all parameters, zero where nothing was learnt."""
        import torch

        for one in self.parameters:
            if one.grad is None:
                one.grad = torch.zeros_like(one)
        return [one.grad for one in self.parameters if one.grad is not None]

    def advance(self, rate: float) -> None:
        """Take one step at this learning rate and forget the gradients."""
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.step()
        self._optimiser.zero_grad()

    def keep_best(self) -> None:
        """Remember the parameters as the best so far."""
        self._best = {name: one.detach().clone() for name, one in self._named}

    def take_best(self) -> None:
        """Return to the best parameters, if any were kept."""
        import torch

        with torch.no_grad():
            for name, one in self._named:
                if name in self._best:
                    one.copy_(self._best[name])

    def tensors(self) -> dict[str, torch.Tensor]:
        """Return copies of every tensor that decides how training goes on."""
        import torch

        found = {f"{NOW}/{name}": one.detach().clone() for name, one in self._named}
        found |= {f"{BEST}/{name}": one for name, one in self._best.items()}
        for name, one in self._named:
            found |= {f"{OPTIMISER}/{key}/{name}": value.clone() for key, value in self._optimiser.state[one].items()}
        return found | {RANDOM: torch.get_rng_state()}

    def restore(self, progress: Progress, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take over what `tensors` returned."""
        import torch

        self.progress = progress
        torch.set_rng_state(tensors[RANDOM])
        with torch.no_grad():
            for name, one in self._named:
                one.copy_(tensors[f"{NOW}/{name}"])
                if f"{BEST}/{name}" in tensors:
                    self._best[name] = tensors[f"{BEST}/{name}"].to(one.device)
                self._optimiser.state[one] = {
                    key: _placed(tensors[f"{OPTIMISER}/{key}/{name}"], key, one)
                    for key in ("step", "exp_avg", "exp_avg_sq")
                }


def _placed(tensor: torch.Tensor, key: str, parameter: torch.Tensor) -> torch.Tensor:
    """Return a tensor where AdamW expects it: moments beside their parameter, the count of steps on the CPU."""
    return tensor if key == "step" else tensor.to(parameter.device)
