"""Checkpoints of a training: everything that decides how it goes on, as one safetensors object written whole.

An object's name says whose it is: a digest of the settings, the rows and the start. A checkpoint of another training
is never read, and one that is not whole counts as missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import BlobStore

if TYPE_CHECKING:
    import torch

KEPT = 2
DIGEST_BYTES = 32
SUFFIX = ".safetensors"


class Progress(msgspec.Struct, kw_only=True):
    """The numbers of a checkpoint; tensors lie beside them."""

    step: int = 0
    over: bool = False
    factor: float = 1.0
    best: float | None = None
    waited: int = 0
    losses: list[float] = msgspec.field(default_factory=list)
    rates: list[float] = msgspec.field(default_factory=list)
    validation_steps: list[int] = msgspec.field(default_factory=list)
    validation_losses: list[float] = msgspec.field(default_factory=list)


class Checkpoints:
    """The checkpoints of one training in a store; without a store nothing is kept and nothing found."""

    def __init__(self, store: BlobStore | None, training: str) -> None:
        """Point at the checkpoints of the training with this digest."""
        self._store = store
        self._prefix = f"{training}/"

    def save(self, progress: Progress, tensors: Mapping[str, torch.Tensor]) -> None:
        """Write a checkpoint and remove all but the newest.

        Raises:
            StoreUnavailableError: it cannot be written, as on a full disk; older checkpoints stay as they were.
        """
        if self._store is None:
            return
        from safetensors.torch import save

        plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        content = save(plain, metadata={"progress": msgspec.json.encode(progress).decode()})
        try:
            self._store.write(f"{self._prefix}{progress.step:08d}{SUFFIX}", hashlib.sha256(content).digest() + content)
        except OSError as error:
            message = (
                f"the checkpoint of step {progress.step} cannot be written to {self._store.uri} ({error.strerror})"
            )
            raise StoreUnavailableError(f"{message}: make room there, then run the step again.") from error
        for name in self._names()[:-KEPT]:
            self._store.delete(name)

    def newest(self) -> tuple[Progress, dict[str, torch.Tensor]] | None:
        """Return the newest whole checkpoint, or None."""
        for name in reversed(self._names()):
            found = _read(self._store.read(name)) if self._store else None
            if found:
                return found
        return None

    def clear(self) -> None:
        """Remove all checkpoints of this training."""
        for name in self._names():
            if self._store:
                self._store.delete(name)

    def _names(self) -> list[str]:
        if self._store is None:
            return []
        return [blob.path for blob in self._store.list(self._prefix) if blob.path.endswith(SUFFIX)]


def training_digest(*parts: Any) -> str:
    """Return the digest of what decides a training: plain values, in order."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()[:24]


def _read(data: bytes) -> tuple[Progress, dict[str, torch.Tensor]] | None:
    import json

    from safetensors.torch import load

    digest, content = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return None
    length = int.from_bytes(content[:8], "little")
    told = json.loads(content[8 : 8 + length])["__metadata__"]["progress"]
    return msgspec.json.decode(told, type=Progress), load(content)
