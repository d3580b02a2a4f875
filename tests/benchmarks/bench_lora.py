"""Pairs of ``make bench``: training an adapter on the demo's own rows, against Trainer with peft, and against TRL.

Both sides have the same rows, batches, first adapter, learning rates and precision, and their losses are compared step
by step before anything is timed. ``python -m tests.benchmarks.bench_lora`` prints the lengths of the rows first.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from itertools import islice
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForSeq2Seq,
    LlamaConfig,
    LlamaForCausalLM,
    Trainer,
    TrainingArguments,
)

from pipelines.models import build_all
from talktrack.core import prompts
from talktrack.core.conversation import PROSPECT
from talktrack.core.ports import LoraSettings, Weighted
from talktrack.engines.completions import TokenRow, encode
from talktrack.engines.learning_rate import rate_factor
from talktrack.engines.lora_training import Material, Surroundings, train
from talktrack.engines.row_order import all_batches
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation
from tests.benchmarks.pair import Pair, Row, measured

SETTINGS = LoraSettings(epochs=1, learning_rate=1e-3, stop_patience=0)
ROWS, ROWS_OF_LARGER = 64, 24
PACKED_ROWS, PACKED_STEPS = 24, 2
EQUAL, EQUAL_IN_BF16 = 1e-3, 5e-2
LARGER = {"hidden_size": 384, "intermediate_size": 1024, "num_hidden_layers": 8, "num_attention_heads": 6}


@dataclass(frozen=True)
class Task:
    """A base model, the rows to learn, and how."""

    base: Any
    tokenizer: Any
    rows: Sequence[TokenRow]
    settings: LoraSettings

    @property
    def batches(self) -> list[list[int]]:
        """Return the batches of both sides."""
        return all_batches(self.rows, self.settings)

    def adapted(self) -> Any:
        """Return a copy of the base with the adapter that both sides start from."""
        torch.manual_seed(1)
        config = LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
        return get_peft_model(copy.deepcopy(self.base), config)

    def optimisers(self, model: Any) -> tuple[AdamW, LambdaLR]:
        """Return the optimiser and the schedule that our loop has, for a peer."""
        steps = len(self.batches)
        trained = [one for one in model.parameters() if one.requires_grad]
        optimiser = AdamW(trained, lr=self.settings.learning_rate, weight_decay=0.0)
        return optimiser, LambdaLR(optimiser, lambda step: rate_factor(step, steps, self.settings.warmup_share))


class InOrder(Trainer):
    """The library's trainer, reading rows in the order they are given in."""

    def _get_train_sampler(self, *_: Any) -> Any:
        return torch.utils.data.SequentialSampler(self.train_dataset)


def demo_rows(tokenizer: Any) -> list[TokenRow]:
    """Return what the roleplay path learns from a hundred conversations of the demo's organisation, shuffled."""
    organisation = Organisation(seed=3, tenant="acme", book="first", conversations=100, turns=40)
    texts = [row for true in generate(organisation) for row in _turns(true)]
    Random(2).shuffle(texts)
    return [encode(tokenizer, row, SETTINGS.max_tokens) for row in texts]


def _turns(true: TrueConversation) -> list[Weighted]:
    lines = [prompts.Line(turn.role, turn.text) for turn in true.truth.turns]
    scene = prompts.Scene(industry=true.truth.industry, stage=true.truth.deal_stage or "unknown")
    return [
        Weighted(prompts.roleplay(scene, lines[:at]), prompts.completion(line.text))
        for at, line in enumerate(lines)
        if line.role == PROSPECT
    ]


def histogram(rows: Sequence[TokenRow]) -> str:
    """Return how many rows have how many tokens."""
    widths = [len(row.ids) // 32 * 32 for row in rows]
    bars = [f"{low:4d}-{low + 31:<4d} {widths.count(low):5d}" for low in sorted(set(widths))]
    mean, said = (sum(values) / len(rows) for values in ([len(r.ids) for r in rows], [r.completion for r in rows]))
    return "\n".join([*bars, f"{mean:.0f} tokens a row, {said:.0f} of them completion"])


def ours(task: Task) -> list[float]:
    """Return the losses of our loop."""
    material = Material(task.rows, {}, lambda: (0.0, 0))
    return train(task.adapted(), material, task.settings, Surroundings("default", "cpu")).losses


def by_trainer(task: Task) -> list[float]:
    """Return the losses of transformers' Trainer with peft and the collator that pads to the longest."""
    model = task.adapted()
    rows = [_labelled(task.rows[index]) for batch in task.batches for index in batch]
    collator = DataCollatorForSeq2Seq(task.tokenizer, padding=True, label_pad_token_id=-100)
    is_bf16 = model.dtype == torch.bfloat16
    with TemporaryDirectory() as scratch, redirect_stdout(StringIO()):
        trainer = InOrder(
            model=model,
            args=TrainingArguments(
                scratch,
                per_device_train_batch_size=task.settings.batch_size,
                num_train_epochs=1,
                bf16=is_bf16,
                **_quiet(),
            ),
            train_dataset=rows,
            data_collator=collator,
            optimizers=task.optimisers(model),
        )
        trainer.train()
    return [float(line["loss"]) for line in trainer.state.log_history if "loss" in line]


def by_trl(task: Task) -> list[float]:
    """Return the losses of TRL's SFTTrainer with packing, all rows in one batch, so that both sides learn the same."""
    from datasets import Dataset
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    model = task.adapted()
    masks = [[0] * (len(row.ids) - row.completion) + [1] * row.completion for row in task.rows]
    data = Dataset.from_dict({"input_ids": [row.ids for row in task.rows], "completion_mask": masks})
    with TemporaryDirectory() as scratch, redirect_stdout(StringIO()):
        arguments = SFTConfig(
            scratch,
            packing=True,
            max_length=task.settings.max_tokens,
            completion_only_loss=True,
            per_device_train_batch_size=len(task.rows),
            num_train_epochs=task.settings.epochs,
            bf16=False,
            gradient_checkpointing=False,
            **_quiet(),
        )
        trainer = SFTTrainer(
            model=model,
            args=arguments,
            train_dataset=data,
            processing_class=task.tokenizer,
            optimizers=task.optimisers(model),
        )
        trainer.train()
    return [float(line["loss"]) for line in trainer.state.log_history if "loss" in line]


def _quiet() -> dict[str, Any]:
    return {"logging_steps": 1, "save_strategy": "no", "report_to": [], "use_cpu": True, "disable_tqdm": True}


def _labelled(row: TokenRow) -> dict[str, list[int]]:
    labels = [-100] * (len(row.ids) - row.completion) + row.ids[len(row.ids) - row.completion :]
    return {"input_ids": row.ids, "attention_mask": [1] * len(row.ids), "labels": labels}


def demo_task() -> Task:
    """Return the demo's own base model with some of its rows."""
    directory = build_all(["causal"])["causal"]
    tokenizer = AutoTokenizer.from_pretrained(directory)
    base = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
    return Task(base, tokenizer, list(islice(demo_rows(tokenizer), ROWS)), SETTINGS)


def larger_task(dtype: torch.dtype) -> Task:
    """Return the same rows with an untrained model of 15 million weights."""
    task = demo_task()
    torch.manual_seed(0)
    sizes = {"vocab_size": len(task.tokenizer), "tie_word_embeddings": True, "max_position_embeddings": 1024}
    config = LlamaConfig(**LARGER, **sizes, pad_token_id=0, bos_token_id=None, eos_token_id=1)
    return replace(task, base=LlamaForCausalLM(config).to(dtype), rows=task.rows[:ROWS_OF_LARGER])


def _pair(what: str, task: Task, peer: Callable[[Task], list[float]], target: float, equal: float = EQUAL) -> Pair:
    tokens = sum(len(row.ids) for row in task.rows) * task.settings.epochs

    def check() -> None:
        differences = [abs(one - other) for one, other in zip(ours(task), peer(task), strict=True)]
        assert max(differences) <= equal, differences

    name = "TRL SFTTrainer, packing" if peer is by_trl else "transformers Trainer + peft"
    what = f"{what}, {tokens} tokens"
    return Pair("train_lora", what, name, target, partial(ours, task), partial(peer, task), check)


def against_trainer() -> Pair:
    """Return the demo's model in float32."""
    return _pair("demo's model, fp32", demo_task(), by_trainer, 0.40)


def against_trainer_larger() -> Pair:
    """Return the larger model in float32."""
    return _pair("15 M weights, fp32", larger_task(torch.float32), by_trainer, 0.40)


def against_trainer_bf16() -> Pair:
    """Return the demo's model in bfloat16 on both sides."""
    task = demo_task()
    return _pair("demo's model, bf16", replace(task, base=task.base.bfloat16()), by_trainer, 0.33, EQUAL_IN_BF16)


def against_trainer_larger_bf16() -> Pair:
    """Return the larger model in bfloat16 on both sides."""
    return _pair("15 M weights, bf16", larger_task(torch.bfloat16), by_trainer, 0.33, EQUAL_IN_BF16)


def against_trl() -> Pair:
    """Return the demo's model against packing, with all rows in each batch."""
    task = demo_task()
    settings = replace(SETTINGS, epochs=PACKED_STEPS, batch_size=PACKED_ROWS)
    return _pair("demo's model, fp32", replace(task, rows=task.rows[:PACKED_ROWS], settings=settings), by_trl, 0.80)


PAIRS: Sequence[Callable[[], Pair]] = (
    against_trainer,
    against_trl,
    against_trainer_bf16,
    against_trainer_larger,
    against_trainer_larger_bf16,
)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


if __name__ == "__main__":
    print(histogram(demo_rows(demo_task().tokenizer)))
    for make in PAIRS[: int(sys.argv[1])] if len(sys.argv) > 1 else PAIRS:
        print(measured(make()), flush=True)
