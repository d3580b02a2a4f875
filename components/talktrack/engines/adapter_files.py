"""A LoRA adapter on disk: safetensors, a sorted configuration and our card, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from talktrack.core import prompts
from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError, StoreUnavailableError

if TYPE_CHECKING:
    import torch

CARD = "talktrack.json"
CONFIG = "adapter_config.json"
TENSORS = "adapter_model.safetensors"
PICKLES = ("pytorch_model*.bin", "adapter_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")


class AdapterCard(msgspec.Struct, frozen=True, kw_only=True):
    """What an adapter was trained for and how; `tensors_sha256` covers names, types, shapes and values.

    `rows` is how many examples an epoch had; `about` names the versions of the data, and what the step adds.
    """

    base_id: str
    tokenizer_sha256: str
    prompt_version: str
    tensors_sha256: str
    settings: dict[str, float]
    base_revision: str = ""
    rows: int = 0
    about: dict[str, str] = msgspec.field(default_factory=dict)


def read_card(directory: Path) -> AdapterCard:
    """Return an adapter's card.

    Raises:
        ConfigurationInvalidError: there is no readable card.
    """
    try:
        return msgspec.json.decode((directory / CARD).read_bytes(), type=AdapterCard)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        message = f"{directory} holds no readable {CARD}: use an adapter that the train_lora step wrote."
        raise ConfigurationInvalidError(message) from error


def read_digest(directory: Path) -> str:
    """Return the digest of an adapter's tensors, as its card says."""
    return read_card(directory).tensors_sha256


def whole_digest(directory: Path) -> str:
    """Return the digest of an adapter's tensors, having read them all.

    Raises:
        ConfigurationInvalidError: the directory holds pickles or no card.
        ReleaseMismatchError: the tensors are not those of the card.
    """
    refuse_pickles(directory)
    card = read_card(directory)
    _whole_tensors(directory, card)
    return card.tensors_sha256


def refuse_pickles(directory: Path) -> None:
    """Refuse a directory with pickled weights by file name, before any library can open them.

    Raises:
        ConfigurationInvalidError: a file name says that it is a pickle.
    """
    for pattern in PICKLES:
        for path in sorted(directory.glob(pattern)):
            message = (
                f"{path} is a pickle, which can run code when it is read: convert it to safetensors, then remove it."
            )
            raise ConfigurationInvalidError(message)


def tensors_sha256(tensors: Mapping[str, torch.Tensor]) -> str:
    """Return the digest over the sorted names, types, shapes and bytes of tensors."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def save_adapter(into: Path, tensors: Mapping[str, torch.Tensor], config: Mapping[str, Any], card: AdapterCard) -> None:
    """Write an adapter beside its final name and rename it; equal content gives equal bytes in every process.

    Raises:
        StoreUnavailableError: it cannot be written, as on a full disk; what was there before stays.
    """
    from safetensors.torch import save

    content = save({name: tensors[name].detach().cpu().contiguous() for name in sorted(tensors)})
    aside = into.with_name(f"{into.name}.partial")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        (aside / TENSORS).write_bytes(content)
        (aside / CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True, default=sorted) + "\n")
        (aside / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(card)))
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        message = f"the adapter cannot be written to {into} ({error.strerror}): make room there, then train again."
        raise StoreUnavailableError(message) from error
    shutil.rmtree(into, ignore_errors=True)
    aside.rename(into)


def read_config(directory: Path) -> dict[str, Any]:
    """Return the peft configuration that lies beside an adapter's tensors."""
    config: dict[str, Any] = json.loads((directory / CONFIG).read_text())
    return config


def load_tensors(directory: Path, base_id: str, tokenizer_sha256: str) -> dict[str, torch.Tensor]:
    """Return the tensors of an adapter that fits this base, tokenizer and prompt version.

    Raises:
        ConfigurationInvalidError: the directory holds pickles or no card.
        ReleaseMismatchError: the adapter was trained for something else, or its tensors are not those of its card.
    """
    refuse_pickles(directory)
    card = read_card(directory)
    expected = {"base_id": base_id, "tokenizer_sha256": tokenizer_sha256, "prompt_version": prompts.VERSION}
    for name, here in expected.items():
        found = getattr(card, name)
        if found != here:
            message = f"{directory} was trained for {name} {found}, but this process has {here}: load the matching one."
            raise ReleaseMismatchError(message)
    return _whole_tensors(directory, card)


def _whole_tensors(directory: Path, card: AdapterCard) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    damaged = f"{directory / TENSORS} is not the file its card describes: fetch or train the adapter again."
    try:
        tensors: dict[str, torch.Tensor] = load_file(directory / TENSORS)
    except (OSError, SafetensorError) as error:
        raise ReleaseMismatchError(damaged) from error
    if tensors_sha256(tensors) != card.tensors_sha256:
        raise ReleaseMismatchError(damaged)
    return tensors
