"""An untrained sentence-transformers model of a few kilobytes, made from configuration like any published one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "price", "seat", "audit", "the", "a"]
DIMENSION = 16


def make_encoder(directory: Path, seed: int) -> Path:
    """Save an untrained encoder with sixteen dimensions."""
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
        hidden_size=DIMENSION,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(bare)
    modules: list[Any] = [Transformer(str(bare), max_seq_length=32), Pooling(DIMENSION, "mean")]
    SentenceTransformer(modules=modules, device="cpu").save(str(directory))
    return directory
