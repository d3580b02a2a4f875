"""The last layer's feed-forward part for completions alone: no loss ever looks at what it says of a prompt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

PRE_NORM = frozenset({"LlamaDecoderLayer", "MistralDecoderLayer", "Qwen2DecoderLayer", "Qwen3DecoderLayer"})
"""Layers that add attention, then the feed-forward part, each to what came in, and do nothing else."""


@contextmanager
def without_prompts(model: Any, kept: torch.Tensor) -> Iterator[bool]:
    """Make the last layer of a causal model return only the kept tokens, where its kind is known; tell whether so."""
    layer = _last(model)
    if layer is None:
        yield False
        return

    def forward(hidden_states: torch.Tensor, **options: Any) -> torch.Tensor:
        heard, _ = layer.self_attn(hidden_states=layer.input_layernorm(hidden_states), **options)
        hidden: torch.Tensor = (hidden_states + heard)[:, kept]
        said: torch.Tensor = layer.mlp(layer.post_attention_layernorm(hidden))
        return hidden + said

    layer.forward = forward
    try:
        yield True
    finally:
        del layer.forward


def _last(model: Any) -> Any:
    """Return the last layer if it is of a known kind; recomputing activations calls `forward` when it is gone again."""
    layers = getattr(model.get_decoder(), "layers", None)
    layer = layers[-1] if layers else None
    if type(layer).__name__ not in PRE_NORM or getattr(layer, "gradient_checkpointing", False):
        return None
    return layer
