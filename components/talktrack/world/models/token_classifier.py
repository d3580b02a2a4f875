"""A BERT-style token classifier that punctuates, with the labels of published ones: "0", ".", ",", "?", "-", ":"."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talktrack.world.models.encoder import SPECIAL_TOKENS
from talktrack.world.models.training import Plan, Say, Stopwatch, TrainingCard, fit, write_card

if TYPE_CHECKING:
    import torch

LABELS = ("0", ".", ",", "?", "-", ":")
IGNORED = -100
LEAST_WORDS = 2
_WORD = re.compile(r"[^\W_]+(?:['’&@._/+-][^\W_]+)*")
_MARKS = {".": ".", "!": ".", ";": ".", ",": ",", "?": "?", ":": ":"}


@dataclass(frozen=True)
class TokenClassifierSettings:
    """Size of the classifier and how it is trained; lengths in tokens."""

    vocabulary: int = 3000
    hidden: int = 128
    layers: int = 2
    max_tokens: int = 256
    batch_texts: int = 32
    held_out_share: float = 0.05
    plan: Plan = field(default_factory=lambda: Plan(most_steps=600, learning_rate=2e-3, check_every=50))


def make_token_classifier(
    texts: Iterable[str],
    into: Path,
    seed: int,
    settings: TokenClassifierSettings | None = None,
    say: Say = lambda _: None,
) -> TrainingCard:
    """Train on punctuated texts, bare of marks and capitals, for AutoModelForTokenClassification to load."""
    import torch

    settings = settings or TokenClassifierSettings()
    watch = Stopwatch()
    examples = [example for text in dict.fromkeys(texts) if len(example := bare(text)) >= LEAST_WORDS]
    random.Random(seed).shuffle(examples)
    kept = max(1, round(len(examples) * settings.held_out_share))
    held_out, train = examples[:kept], examples[kept:]
    tokenizer = _tokenizer([" ".join(word for word, _ in example) for example in train], settings)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = _untrained(tokenizer, settings)
        batches = _batches(train, settings.batch_texts, seed)
        curve = fit(
            model,
            settings.plan,
            loss_of=lambda _: _loss(model, tokenizer, next(batches)),
            held_out=lambda: float(_loss(model, tokenizer, held_out[: 4 * settings.batch_texts])),
            say=say,
        )
    model.save_pretrained(into)
    tokenizer.save_pretrained(into)
    return write_card(into, curve.card(model, "token_classifier", seed, watch.seconds))


def bare(text: str) -> list[tuple[str, str]]:
    """Return the small-letter words of a text, each with the mark behind it ("0" for none)."""
    words = list(_WORD.finditer(text))
    ends = [*(word.start() for word in words[1:]), len(text)]
    gaps = (text[word.end() : end].strip() for word, end in zip(words, ends, strict=True))
    return [(word.group().lower(), _MARKS.get(gap[:1], "0")) for word, gap in zip(words, gaps, strict=True)]


def _tokenizer(texts: Sequence[str], settings: TokenClassifierSettings) -> Any:
    """Return a WordPiece tokenizer; naming the characters first makes the same texts give the same vocabulary."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertTokenizerFast

    characters = sorted({character for text in texts for character in text if not character.isspace()})
    first = [*SPECIAL_TOKENS, *(f"##{character}" for character in characters)]
    trained = BertWordPieceTokenizer(lowercase=True)
    trained.train_from_iterator(texts, vocab_size=settings.vocabulary, special_tokens=first, show_progress=False)
    return BertTokenizerFast(vocab=trained.get_vocab(), model_max_length=settings.max_tokens)


def _untrained(tokenizer: Any, settings: TokenClassifierSettings) -> Any:
    from transformers import BertConfig, BertForTokenClassification

    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=settings.hidden,
        num_hidden_layers=settings.layers,
        num_attention_heads=4,
        intermediate_size=4 * settings.hidden,
        max_position_embeddings=settings.max_tokens,
        pad_token_id=tokenizer.pad_token_id,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    return BertForTokenClassification(config)


def _batches(examples: Sequence[list[tuple[str, str]]], size: int, seed: int) -> Iterator[list[list[tuple[str, str]]]]:
    """Yield batches for ever, in a new order each time round."""
    numbers = random.Random(seed)
    while True:
        order = numbers.sample(examples, len(examples))
        for place in range(0, len(order), size):
            yield order[place : place + size]


def _loss(model: Any, tokenizer: Any, batch: Sequence[list[tuple[str, str]]]) -> torch.Tensor:
    """Return the mean cross-entropy of the label of every token; all tokens of a word have its label."""
    import torch

    words = [[word for word, _ in example] for example in batch]
    inputs = tokenizer(words, is_split_into_words=True, truncation=True, padding=True, return_tensors="pt")
    labels = torch.full(inputs["input_ids"].shape, IGNORED)
    for row, example in enumerate(batch):
        for column, word in enumerate(inputs.word_ids(row)):
            if word is not None:
                labels[row, column] = LABELS.index(example[word][1])
    result: torch.Tensor = model(**inputs, labels=labels).loss
    return result
