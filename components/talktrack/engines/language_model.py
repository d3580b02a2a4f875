"""Causal language models with LoRA adapters (transformers, peft): load, score, generate, train."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LanguageModel, LoraSettings, TrainingCurve, Weighted
from talktrack.core.prompts import END, VERSION
from talktrack.engines import lora_training
from talktrack.engines.adapter_files import (
    AdapterCard,
    load_tensors,
    read_config,
    refuse_pickles,
    save_adapter,
    tensors_sha256,
)
from talktrack.engines.completions import (
    Batch,
    TokenRow,
    by_length,
    encode,
    encode_prompt,
    end_ids,
    left_padded,
    stop_ids,
    token_losses,
)
from talktrack.engines.lora_adapters import LoraAdapters

ROWS_AT_ONCE = 16
DEFAULT_POSITIONS = 2048
TRAINING = "in-training"


def open_language_model(model: str) -> LanguageModel:
    """Open a local model directory or a Hugging Face id with a revision, ``name@revision``.

    The device and the precision are chosen here: bfloat16 on a GPU, else float32 on the CPU, where equal input gives
    equal bits with an equal OMP_NUM_THREADS. Code from the model is never run and pickled weights are never read.

    Raises:
        ConfigurationInvalidError: the reference is neither, or the directory holds pickled weights.
    """
    name, revision = _reference(model)

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import cached_file

    device, precision = ("cuda", torch.bfloat16) if torch.cuda.is_available() else ("cpu", torch.float32)
    causal = AutoModelForCausalLM.from_pretrained(name, revision=revision, use_safetensors=True, dtype=precision)
    tokenizer = AutoTokenizer.from_pretrained(name, revision=revision)
    return CausalModel(
        causal.to(device).eval(),
        tokenizer,
        base_id=model if revision else f"local:{Path(name).name}@{_weights_sha256(Path(name))[:16]}",
        tokenizer_sha256=_sha256([Path(cached_file(name, "tokenizer.json", revision=revision))]),
        device=device,
    )


class CausalModel:
    """A causal model with named LoRA adapters, one set of base weights; the name "" means the bare base."""

    def __init__(self, model: Any, tokenizer: Any, *, base_id: str, tokenizer_sha256: str, device: str) -> None:
        self.base_id = base_id
        self.tokenizer_sha256 = tokenizer_sha256
        self._adapters = LoraAdapters(model)
        self._tokenizer = tokenizer
        self._device = device
        self._positions = int(getattr(model.config, "max_position_embeddings", 0) or DEFAULT_POSITIONS)
        self._stops = stop_ids(tokenizer)
        self._spells_end = len(end_ids(tokenizer)) > 1
        self._pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else self._stops[0]

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Return the mean completion-only negative log likelihood per token of each row."""
        with self._adapters.using(adapter) as model:
            return self._row_losses(model, self._encoded(rows, self._positions))

    def generate(self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64) -> list[str]:
        """Continue each prompt greedily until the end-of-turn token or the limit; return only the new text."""
        if not 0 < max_new_tokens < self._positions:
            message = (
                f"max_new_tokens must be between 1 and {self._positions - 1} for this model, not {max_new_tokens}."
            )
            raise ConfigurationInvalidError(message)
        limit = self._positions - max_new_tokens
        rows = [TokenRow(encode_prompt(self._tokenizer, prompt, limit), completion=0) for prompt in prompts]
        texts = [""] * len(rows)
        with self._adapters.using(adapter) as model:
            for indices in by_length([len(row.ids) for row in rows], ROWS_AT_ONCE):
                new = self._continue(model, [rows[index] for index in indices], max_new_tokens)
                for index, text in zip(indices, new, strict=True):
                    texts[index] = text
        return texts

    def load_adapter(self, name: str, directory: Path) -> None:
        """Load a safetensors adapter; ReleaseMismatchError when it was trained for another base or tokenizer."""
        tensors = load_tensors(directory, self.base_id, self.tokenizer_sha256)
        self._adapters.attach(name, read_config(directory), tensors)

    def train_adapter(
        self,
        train: Sequence[Weighted],
        validation: Sequence[Weighted],
        into: Path,
        settings: LoraSettings,
        start_from: Path | None = None,
    ) -> TrainingCurve:
        """Train one LoRA adapter with weighted completion-only loss and save it as safetensors with its card.

        With `start_from`, training continues that adapter (its own rank stays), with a fresh optimiser.
        """
        weighted = self._encoded([row for row in train if row.weight > 0], settings.max_tokens)
        held_out = self._encoded(validation, settings.max_tokens)
        if not weighted:
            raise ConfigurationInvalidError("there is no example with a positive weight to train on: add examples.")
        rows = lora_training.balanced(weighted)
        if start_from:
            self.load_adapter(TRAINING, start_from)
        else:
            self._adapters.attach_new(TRAINING, settings)
        with self._adapters.training(TRAINING) as model:
            validate = partial(self._row_losses, model, held_out)
            curve = lora_training.train(
                model, lora_training.balanced(rows), settings, collate=self._batch, validate=validate
            )
            self._save(into, settings)
        return curve

    def _row_losses(self, model: Any, rows: Sequence[TokenRow]) -> list[float]:
        import torch

        found = [0.0] * len(rows)
        with torch.inference_mode():
            for indices in by_length([len(row.ids) for row in rows], ROWS_AT_ONCE):
                batch = self._batch([rows[index] for index in indices])
                sums = token_losses(model, batch).sum(dim=1)
                means = (sums / batch.counted.sum(dim=1).clamp(min=1)).tolist()
                for index, mean in zip(indices, means, strict=True):
                    found[index] = mean
        return found

    def _continue(self, model: Any, rows: Sequence[TokenRow], max_new_tokens: int) -> list[str]:
        import torch
        from transformers import GenerationConfig

        batch = self._batch(rows)
        greedy = GenerationConfig(
            do_sample=False,
            num_beams=1,
            max_new_tokens=max_new_tokens,
            eos_token_id=self._stops,
            pad_token_id=self._pad,
            stop_strings=[END] if self._spells_end else None,
        )
        with torch.inference_mode():
            output = model.generate(
                input_ids=batch.ids, attention_mask=batch.mask, generation_config=greedy, tokenizer=self._tokenizer
            )
        return [self._text(ids) for ids in output[:, batch.ids.shape[1] :].tolist()]

    def _text(self, ids: list[int]) -> str:
        """Return new text up to the first stop; a base that does not have our end token spells it out."""
        end = next((at for at, token in enumerate(ids) if token in self._stops), len(ids))
        text: str = self._tokenizer.decode(ids[:end], skip_special_tokens=False)
        return text.partition(END)[0].strip()

    def _encoded(self, rows: Sequence[Weighted], limit: int) -> list[TokenRow]:
        return [encode(self._tokenizer, row, limit) for row in rows]

    def _batch(self, rows: Sequence[TokenRow]) -> Batch:
        return left_padded(rows, self._pad, self._device)

    def _save(self, into: Path, settings: LoraSettings) -> None:
        portable = {"base_model_name_or_path": self.base_id, "inference_mode": True}
        card = AdapterCard(
            base_id=self.base_id,
            tokenizer_sha256=self.tokenizer_sha256,
            prompt_version=VERSION,
            tensors_sha256=tensors_sha256(self._adapters.tensors(TRAINING)),
            settings=asdict(settings),
        )
        save_adapter(into, self._adapters.tensors(TRAINING), self._adapters.config(TRAINING) | portable, card)


def _reference(model: str) -> tuple[str, str | None]:
    """Return a directory without revision, or a Hugging Face name with one."""
    if Path(model).is_dir():
        refuse_pickles(Path(model))
        return model, None
    name, _, revision = model.partition("@")
    if "://" in model or not revision:
        message = f"{model!r} is neither a local directory nor name@revision: fetch it first, or pin a revision."
        raise ConfigurationInvalidError(message)
    return name, revision


def _weights_sha256(directory: Path) -> str:
    weights = sorted(directory.glob("*.safetensors"))
    if not weights:
        raise ConfigurationInvalidError(f"{directory} holds no safetensors weights: convert the model to safetensors.")
    return _sha256(weights)


def _sha256(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
