"""An untrained sentence-transformers model of a few kilobytes, made from configuration like any published one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "price", "seat", "audit", "the", "a"]
DIMENSION = 16


@dataclass(frozen=True)
class Shape:
    """How large an untrained encoder is."""

    dimension: int = DIMENSION
    layers: int = 1
    heads: int = 2
    inner: int = 32


def make_encoder(directory: Path, seed: int, shape: Shape = Shape()) -> Path:
    """Save an untrained encoder, by default one with sixteen dimensions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(seed)
    bare = directory.with_suffix(".bare")
    bare.mkdir()
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    BertTokenizerFast(vocab=vocabulary, model_max_length=32).save_pretrained(bare)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=shape.dimension,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(bare)
    modules: list[Any] = [Transformer(str(bare), max_seq_length=32), Pooling(shape.dimension, "mean")]
    SentenceTransformer(modules=modules, device="cpu").save(str(directory))
    return directory
