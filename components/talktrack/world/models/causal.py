"""A Llama-style causal model with a byte-level tokenizer that knows the markers of the prompts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talktrack.core.prompts import END
from talktrack.world.models.training import Plan, Say, Stopwatch, TrainingCard, fit, write_card

if TYPE_CHECKING:
    import torch

PAD = "<|pad|>"
MARKERS = (PAD, END, "<|roleplay|>", "<|coach|>", "<|seller|>", "<|prospect|>", "<|other|>", "<|answer|>")

INITIAL_SPREAD = 0.06
"""Standard deviation of the untrained weights, wider than the usual 0.02; it came from a few short trials."""


@dataclass(frozen=True)
class CausalSettings:
    """Size of the causal model and how it is trained; lengths in tokens."""

    vocabulary: int = 2048
    hidden: int = 128
    layers: int = 3
    heads: int = 4
    context: int = 1024
    block: int = 256
    batch_blocks: int = 4
    held_out_share: float = 0.05
    held_out_blocks: int = 24
    plan: Plan = field(
        default_factory=lambda: Plan(most_steps=1200, learning_rate=4e-3, check_every=40, cooldown_steps=120)
    )


def make_causal(
    dialogues: Iterable[str], into: Path, seed: int, settings: CausalSettings | None = None, say: Say = lambda _: None
) -> TrainingCard:
    """Pretrain on dialogue texts and save so that AutoModelForCausalLM and AutoTokenizer load the directory.

    Each text is one dialogue; `<|end|>` is put after each. The texts may hold the speaker markers.
    """
    import torch

    settings = settings or CausalSettings()
    watch = Stopwatch()
    texts = list(dialogues)
    tokenizer = _tokenizer(texts, settings)
    train, held_out = _blocks(texts, tokenizer, settings, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = _untrained(tokenizer, settings)
        curve = fit(
            model,
            settings.plan,
            loss_of=lambda step: _loss(model, _batch(train, step, settings.batch_blocks)),
            held_out=lambda: float(_loss(model, held_out)),
            say=say,
        )
    model.save_pretrained(into)
    tokenizer.save_pretrained(into)
    return write_card(into, curve.card(model, "causal", seed, watch.seconds))


def _tokenizer(texts: Sequence[str], settings: CausalSettings) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=settings.vocabulary,
        special_tokens=list(MARKERS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    plain.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token=PAD, eos_token=END, model_max_length=settings.context, padding_side="left"
    )


def _untrained(tokenizer: Any, settings: CausalSettings) -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=settings.hidden,
        intermediate_size=8 * settings.hidden // 3,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        max_position_embeddings=settings.context,
        tie_word_embeddings=True,
        initializer_range=INITIAL_SPREAD,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return LlamaForCausalLM(config)


def _blocks(
    texts: Sequence[str], tokenizer: Any, settings: CausalSettings, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return training and held-out token blocks of equal length; whole dialogues are held out."""
    order = random.Random(seed).sample(texts, len(texts))
    held_out = max(1, round(len(order) * settings.held_out_share))
    blocks = _packed(order[:held_out], tokenizer, settings)[: settings.held_out_blocks]
    return _packed(order[held_out:], tokenizer, settings), blocks


def _packed(texts: Sequence[str], tokenizer: Any, settings: CausalSettings) -> torch.Tensor:
    """Join texts end to end and cut them into blocks; a short last block is filled by starting over."""
    import torch

    encoded = tokenizer.backend_tokenizer.encode_batch([text + END for text in texts])
    tokens = [token for encoding in encoded for token in encoding.ids]
    tokens += tokens[: settings.block]
    while len(tokens) < settings.block:
        tokens += tokens
    whole = len(tokens) // settings.block * settings.block
    return torch.tensor(tokens[:whole]).view(-1, settings.block)


def _batch(blocks: torch.Tensor, step: int, size: int) -> torch.Tensor:
    """Return the blocks of one step; every epoch sees them in another order."""
    import torch

    rows = [step * size + offset for offset in range(size)]
    picked = []
    for row in rows:
        order = torch.randperm(len(blocks), generator=torch.Generator().manual_seed(row // len(blocks)))
        picked.append(blocks[order[row % len(blocks)]])
    return torch.stack(picked)


def _loss(model: Any, blocks: torch.Tensor) -> torch.Tensor:
    loss: torch.Tensor = model(input_ids=blocks, labels=blocks, use_cache=False).loss
    return loss
