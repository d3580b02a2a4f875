"""A BERT-style sentence encoder, trained with in-batch negatives and saved in the sentence-transformers layout."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from talktrack.world.models.training import Plan, Say, Stopwatch, TrainingCard, fit, write_card

if TYPE_CHECKING:
    import torch

Pair = tuple[str, str]
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@dataclass(frozen=True)
class EncoderSettings:
    """Size of the encoder and how it is trained; lengths in tokens, `scale` multiplies cosines before the softmax."""

    vocabulary: int = 2000
    hidden: int = 128
    layers: int = 2
    heads: int = 4
    max_tokens: int = 256
    batch_pairs: int = 48
    held_out_pairs: int = 192
    scale: float = 20.0
    plan: Plan = field(default_factory=lambda: Plan(most_steps=400, check_every=25))


def make_encoder(
    pairs: Iterable[Pair], into: Path, seed: int, settings: EncoderSettings | None = None, say: Say = lambda _: None
) -> TrainingCard:
    """Train an encoder that puts the texts of a pair close together, and save it for SentenceTransformer to load."""
    import torch

    settings = settings or EncoderSettings()
    watch = Stopwatch()
    train, held_out = split_pairs(pairs, settings.held_out_pairs, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = untrained([text for pair in train for text in pair], settings)
        batches = _Batches(train, settings.batch_pairs, seed)
        curve = fit(
            model,
            settings.plan,
            loss_of=lambda _: in_batch_loss(model, batches.next(), settings.scale),
            held_out=lambda: _held_out_loss(model, held_out, settings),
            say=say,
        )
    model.save_pretrained(str(into), safe_serialization=True)
    return write_card(into, curve.card(model, "encoder", seed, watch.seconds))


def split_pairs(pairs: Iterable[Pair], held_out: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Return distinct training pairs and held-out pairs (at most a tenth of all), shuffled by the seed."""
    distinct = sorted(set(pairs))
    random.Random(seed).shuffle(distinct)
    count = min(held_out, len(distinct) // 10)
    return distinct[count:], distinct[:count]


def in_batch_loss(model: Any, pairs: Sequence[Pair], scale: float) -> torch.Tensor:
    """Return the multiple-negatives ranking loss: each text must find its partner among all partners of the batch.

    Henderson et al. 2017, "Efficient Natural Language Response Suggestion for Smart Reply", applied in both directions.
    """
    import torch

    left, right = (_embed(model, [pair[side] for pair in pairs]) for side in (0, 1))
    scores = left @ right.T * scale
    target = torch.arange(len(pairs))
    forward = torch.nn.functional.cross_entropy(scores, target)
    return (forward + torch.nn.functional.cross_entropy(scores.T, target)) / 2


def _embed(model: Any, texts: Sequence[str]) -> torch.Tensor:
    embedding: torch.Tensor = model(model.preprocess(list(texts)))["sentence_embedding"]
    return embedding


def _held_out_loss(model: Any, pairs: Sequence[Pair], settings: EncoderSettings) -> float:
    """Average over whole batches of the training size, so that the number compares with the training loss."""
    size = min(settings.batch_pairs, len(pairs))
    batches = [pairs[start : start + size] for start in range(0, len(pairs) - size + 1, size)]
    return sum(float(in_batch_loss(model, batch, settings.scale)) for batch in batches) / len(batches)


class _Batches:
    """Endless batches of pairs, each epoch in a new order; no text stands twice on one side of a batch."""

    def __init__(self, pairs: Sequence[Pair], size: int, seed: int) -> None:
        self._pairs = list(pairs)
        self._size = size
        self._random = random.Random(seed)
        self._waiting: list[Pair] = []

    def next(self) -> list[Pair]:
        """Return the next batch, of at most the given size."""
        batch: dict[str, str] = {}
        answers: set[str] = set()
        for _ in range(4 * self._size):
            left, right = self._draw()
            if left not in batch and right not in answers:
                batch[left] = right
                answers.add(right)
            if len(batch) == self._size:
                break
        return list(batch.items())

    def _draw(self) -> Pair:
        if not self._waiting:
            self._waiting = self._random.sample(self._pairs, len(self._pairs))
        return self._waiting.pop()


def untrained(texts: Sequence[str], settings: EncoderSettings) -> Any:
    """Return an untrained SentenceTransformer: BERT, mean pooling, unit length."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    tokenizer = _tokenizer(texts, settings)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=settings.hidden,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        intermediate_size=4 * settings.hidden,
        max_position_embeddings=settings.max_tokens,
        pad_token_id=tokenizer.pad_token_id,
    )
    with TemporaryDirectory() as bare:  # Transformer only starts from a saved model
        BertModel(config).save_pretrained(bare)
        tokenizer.save_pretrained(bare)
        transformer = Transformer(bare, max_seq_length=settings.max_tokens)
    return SentenceTransformer(modules=[transformer, Pooling(settings.hidden, "mean"), Normalize()], device="cpu")


def _tokenizer(texts: Sequence[str], settings: EncoderSettings) -> Any:
    """Return a lower-casing WordPiece tokenizer trained on the texts.

    The trainer numbers the pieces inside words in an order that changes from run to run, and breaks ties by these
    numbers. Naming all pieces of one character first makes the same texts give the same vocabulary.
    """
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertTokenizerFast

    characters = sorted({character for text in texts for character in text.lower() if not character.isspace()})
    first = [*SPECIAL_TOKENS, *(f"##{character}" for character in characters)]
    trained = BertWordPieceTokenizer(lowercase=True)
    trained.train_from_iterator(texts, vocab_size=settings.vocabulary, special_tokens=first, show_progress=False)
    return BertTokenizerFast(vocab=trained.get_vocab(), model_max_length=settings.max_tokens)
