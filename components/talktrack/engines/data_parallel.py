"""Several processes as one training: each takes a part of every batch, and sums travel between them.

torchrun says in the environment how many there are; started without it, a process is alone and nothing travels.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

Item = TypeVar("Item")


@dataclass(frozen=True)
class Group:
    """The processes of one training, and which of them this is."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Tell whether this process is the one that writes."""
        return self.rank == 0

    def part(self, items: Sequence[Item]) -> list[Item]:
        """Return this process's share; the shares of all are a partition."""
        return list(items[self.rank :: self.size])

    def add_up(self, tensors: Sequence[torch.Tensor]) -> None:
        """Replace tensors by their sums over all processes, in one message."""
        import torch

        if self.size == 1 or not tensors:
            return
        together = torch.cat([tensor.reshape(-1) for tensor in tensors])
        torch.distributed.all_reduce(together)
        parts = together.split([tensor.numel() for tensor in tensors])
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.copy_(part.view_as(tensor))


def own_gpu() -> int:
    """Return the number of the GPU that torchrun meant for this process; 0 when it is alone."""
    return int(os.environ.get("LOCAL_RANK", "0"))


@contextmanager
def joined() -> Iterator[Group]:
    """Join the processes that torchrun started beside this one (NCCL on GPUs, else gloo); leave them at the end."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Group()
        return
    import torch

    if torch.cuda.is_available():
        torch.cuda.set_device(own_gpu())
    torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield Group(torch.distributed.get_rank(), size)
    finally:
        torch.distributed.destroy_process_group()
