"""The LoRA adapters on one base model (peft): attach, choose, detach; the base weights never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.ports import LoraSettings

if TYPE_CHECKING:
    import torch


class LoraAdapters:
    """A base model with adapters by name; `model` is the bare one while there are none."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._names: set[str] = set()

    @contextmanager
    def using(self, name: str) -> Iterator[Any]:
        """Yield the model answering with one adapter, or with none of them for the name "".

        Raises:
            ConfigurationInvalidError: no adapter has this name.
        """
        if name and name not in self._names:
            raise ConfigurationInvalidError(f"adapter {name!r} is not loaded: call load_adapter first.")
        if name:
            self.model.set_adapter(name, inference_mode=True)
        with self.model.disable_adapter() if self._names and not name else nullcontext():
            yield self.model

    def attach_new(self, name: str, settings: LoraSettings) -> None:
        """Add an adapter on all linear layers, drawn from the seed."""
        import torch
        from peft import LoraConfig

        rank = settings.rank
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM")
            self._attach(name, config)

    def attach(self, name: str, config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> None:
        """Add an adapter with given weights in place of one of the same name.

        Raises:
            ReleaseMismatchError: the tensors are not exactly those that this base needs; peft alone would only warn.
        """
        from peft import LoraConfig, set_peft_model_state_dict

        self.detach(name)
        self._attach(name, LoraConfig(**(dict(config) | {"base_model_name_or_path": None})))
        needed = self.tensors(name)
        if {key: value.shape for key, value in tensors.items()} != {key: value.shape for key, value in needed.items()}:
            self.detach(name)
            raise ReleaseMismatchError(f"adapter {name!r} lacks tensors this base needs: train the adapter again.")
        set_peft_model_state_dict(self.model, dict(tensors), adapter_name=name)

    def detach(self, name: str) -> None:
        """Remove an adapter; removing a missing one is fine."""
        if name not in self._names:
            return
        self._names.remove(name)
        if self._names:
            self.model.set_adapter(min(self._names), inference_mode=True)
            self.model.delete_adapter(name)
        else:
            self.model = self.model.unload()

    @contextmanager
    def training(self, name: str) -> Iterator[Any]:
        """Yield the model with one adapter trainable, then remove that adapter, trained or not."""
        self.model.set_adapter(name)
        try:
            yield self.model
        finally:
            self.model.eval()
            self.detach(name)

    def tensors(self, name: str) -> dict[str, torch.Tensor]:
        """Return an adapter's tensors by name."""
        from peft import get_peft_model_state_dict

        # The default, "auto", asks the Hugging Face hub for the base's vocabulary; we never train embeddings.
        found: dict[str, torch.Tensor] = get_peft_model_state_dict(
            self.model, adapter_name=name, save_embedding_layers=False
        )
        return found

    def config(self, name: str) -> dict[str, Any]:
        """Return an adapter's configuration as plain data."""
        plain: dict[str, Any] = self.model.peft_config[name].to_dict()
        return plain

    def _attach(self, name: str, config: Any) -> None:
        from peft import get_peft_model

        if self._names:
            self.model.add_adapter(name, config)
        else:
            self.model = get_peft_model(self.model, config, adapter_name=name)
        self._names.add(name)
