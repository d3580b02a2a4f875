"""Causal language models with LoRA adapters (transformers, peft): load, score, generate, train."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LanguageModel, Listener, LoraSettings, TrainingCurve, TrainingRun, Weighted
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
    begun,
    by_length,
    encode,
    encode_prompt,
    encode_worse,
    end_ids,
    left_padded,
    stop_ids,
)
from talktrack.engines.data_parallel import joined, own_gpu
from talktrack.engines.lora_adapters import LoraAdapters
from talktrack.engines.lora_checkpoints import Checkpoints, training_digest
from talktrack.engines.packing import pack, packs_of, reading, token_losses
from talktrack.engines.preference_loss import Preference, referenced

ROWS_AT_ONCE = 16
TOKENS_AT_ONCE = 4096
DEFAULT_POSITIONS = 2048
TRAINING = "in-training"
PRECISIONS = ("float32", "bfloat16")


def open_language_model(model: str, precision: str = "") -> LanguageModel:
    """Open a local model directory or a Hugging Face id with a revision, ``name@revision``.

    The device is chosen here, and the precision where none is asked for: bfloat16 on a GPU, else float32 on the CPU,
    where equal input gives equal bits with an equal OMP_NUM_THREADS. Adapters are trained in float32 in any case. Code
    from the model is never run and pickled weights are never read.

    Raises:
        ConfigurationInvalidError: the reference is neither, the directory holds pickled weights, or the precision is
            unknown.
    """
    name, revision = _reference(model)
    if precision not in {"", *PRECISIONS}:
        raise ConfigurationInvalidError(f"precision {precision!r} is unknown: use {' or '.join(PRECISIONS)}.")

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import cached_file

    has_gpu = torch.cuda.is_available()
    device, usual = (f"cuda:{own_gpu()}", "bfloat16") if has_gpu else ("cpu", "float32")
    dtype = getattr(torch, precision or usual)
    causal = AutoModelForCausalLM.from_pretrained(name, revision=revision, use_safetensors=True, dtype=dtype)
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
        self._ends = {*self._stops, self._pad}

    def losses(self, rows: Sequence[Weighted], adapter: str = "") -> list[float]:
        """Return the mean completion-only negative log likelihood per token of each row."""
        with self._adapters.using(adapter) as model, reading(model):
            return self._row_losses(model, self._encoded(rows, self._positions))

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Continue each prompt greedily until the end-of-turn token or the limit; return only the new text.

        Prompts are answered in batches of like length; a listener hears all rows of a batch after every token.
        """
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
                batch = left_padded([rows[index] for index in indices], self._pad, self._device)
                heard = self._heard(indices, batch.ids.shape[1], listener) if listener else None
                new = self._continue(model, batch, max_new_tokens, heard)
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
        run: TrainingRun | None = None,
    ) -> TrainingCurve:
        """Train one LoRA adapter and save it as safetensors with its card; torchrun's processes share the work.

        With `run.start_from`, training continues that adapter (its own rank stays), with a fresh optimiser. A training
        that was killed goes on from its newest checkpoint; checkpoints are removed once the adapter is saved.
        """
        weighted = [row for row in train if row.weight > 0]
        if not weighted:
            raise ConfigurationInvalidError("there is no example with a positive weight to train on: add examples.")
        run = run or TrainingRun()
        with joined() as group, self._new_adapter(settings, run.start_from) as model:
            rows = lora_training.balanced(self._encoded(weighted, settings.max_tokens))
            held_out = self._encoded(validation, settings.max_tokens)
            material = lora_training.Material(
                rows=rows,
                preferences=self._preferences(model, weighted, rows, settings),
                validate=partial(self._validated, model, group.part(held_out)),
            )
            start = tensors_sha256(self._adapters.tensors(TRAINING))
            known = (self.base_id, self.tokenizer_sha256, VERSION, str(model.dtype), asdict(settings), start)
            learnt = [(row.ids, row.completion, row.weight) for row in [*rows, *held_out]]
            learnt += [(one.worse.ids, index, 0.0) for index, one in material.preferences.items()]
            kept = Checkpoints(run.checkpoints, training_digest(known, learnt))
            around = lora_training.Surroundings(TRAINING, self._device, group, kept, run.say)
            curve = lora_training.train(model, material, settings, around)
            if group.leads:
                self._save(into, settings, len(rows), run.about)
                kept.clear()
        return curve

    @contextmanager
    def _new_adapter(self, settings: LoraSettings, start_from: Path | None) -> Iterator[Any]:
        """Lend the model with the adapter to train: a new one, or a copy of one that exists."""
        if start_from:
            self.load_adapter(TRAINING, start_from)
        else:
            self._adapters.attach_new(TRAINING, settings)
        with self._adapters.training(TRAINING) as model:
            yield model

    def _preferences(
        self, model: Any, train: Sequence[Weighted], rows: Sequence[TokenRow], settings: LoraSettings
    ) -> dict[int, Preference]:
        """Return what the model without its adapter thinks of the rows that have a worse completion."""
        judged = [index for index, row in enumerate(train) if row.rejected and settings.preference_weight]
        if not judged:
            return {}
        worse = [encode_worse(self._tokenizer, rows[at], train[at].rejected, settings.max_tokens) for at in judged]
        pairs = [(rows[at], other) for at, other in zip(judged, worse, strict=True)]
        with model.disable_adapter(), reading(model):
            found = referenced(model, pairs, self._device, settings.tokens_at_once)
        return dict(zip(judged, found, strict=True))

    def _validated(self, model: Any, rows: Sequence[TokenRow]) -> tuple[float, int]:
        return math.fsum(self._row_losses(model, rows)), len(rows)

    def _row_losses(self, model: Any, rows: Sequence[TokenRow]) -> list[float]:
        """Return the mean loss of each row; the model must be reading packs."""
        import torch

        found = [0.0] * len(rows)
        with torch.inference_mode():
            for indices in packs_of(rows, TOKENS_AT_ONCE):
                packed = pack([rows[index] for index in indices], self._device)
                sums = torch.zeros(len(indices), device=self._device)
                sums.index_add_(0, packed.owners, token_losses(model, packed))
                for index, value in zip(indices, sums.tolist(), strict=True):
                    found[index] = value / max(1, rows[index].completion)
        return found

    def _continue(self, model: Any, batch: Batch, max_new_tokens: int, heard: Any) -> list[str]:
        import torch
        from transformers import GenerationConfig

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
                input_ids=batch.ids,
                attention_mask=batch.mask,
                generation_config=greedy,
                tokenizer=self._tokenizer,
                stopping_criteria=heard,
            )
        return [self._text(ids) for ids in output[:, batch.ids.shape[1] :].tolist()]

    def _heard(self, places: Sequence[int], columns: int, listener: Listener) -> Any:
        """Return what tells a listener each row's text so far, and ends the rows that nobody waits for."""
        import torch
        from transformers import StoppingCriteriaList

        def tell(ids: Any, _scores: Any, **_: Any) -> Any:
            texts = [begun(self._text(row)) for row in ids[:, columns:].tolist()]
            gone = [not listener(place, text) for place, text in zip(places, texts, strict=True)]
            return torch.tensor(gone, device=ids.device)

        return StoppingCriteriaList([tell])

    def _text(self, ids: list[int]) -> str:
        """Return new text up to the first stop or padding; a base that does not have our end token spells it out."""
        end = next((at for at, token in enumerate(ids) if token in self._ends), len(ids))
        text: str = self._tokenizer.decode(ids[:end], skip_special_tokens=False)
        return text.partition(END)[0].strip()

    def _encoded(self, rows: Sequence[Weighted], limit: int) -> list[TokenRow]:
        return [encode(self._tokenizer, row, limit) for row in rows]

    def _save(self, into: Path, settings: LoraSettings, rows: int, about: Mapping[str, str]) -> None:
        portable = {"base_model_name_or_path": self.base_id, "inference_mode": True}
        card = AdapterCard(
            base_id=self.base_id,
            base_revision=self.base_id.rpartition("@")[2],
            tokenizer_sha256=self.tokenizer_sha256,
            prompt_version=VERSION,
            tensors_sha256=tensors_sha256(self._adapters.tensors(TRAINING)),
            settings={name: float(value) for name, value in asdict(settings).items()},
            rows=rows,
            about=dict(about),
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
