"""Tuning a sentence encoder: the ranking loss of sentence-transformers in a loop of our own.

The library's trainer takes the same steps, but it needs the `datasets` package, which nothing else here does, and its
batches know no answer that fits the question of another pair.
"""

from __future__ import annotations

import logging
import math
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError, TalktrackError
from talktrack.core.ports import Encoder, EncoderSettings, OnePassEncoder, TextPair, TrainingCurve
from talktrack.engines.answer_windows import AnswerWindows, same
from talktrack.engines.embedding_endpoint import is_endpoint
from talktrack.engines.encoder import OnePassSentenceEncoder, open_encoder
from talktrack.engines.encoder_card import EncoderCard
from talktrack.engines.sentence_model import loaded

MAX_GRADIENT_NORM = 1.0
WEIGHT_DECAY = 0.01
STEPS_PER_LINE = 50
GROUPS = 4
"""In how many groups by length a batch goes through the model: half the time of one, as a few answers are long."""
DRAWS_PER_PLACE = 4
"""How many pairs are tried for each place of a batch before it stays smaller, as where many questions are the same."""

_log = logging.getLogger(__name__)


class EncoderDivergedError(TalktrackError):
    """The loss stopped being a number; nothing was saved."""


class SentenceEncoderTraining:
    """The `EncoderTraining` port: tunes copies of one SentenceTransformer."""

    def __init__(self, start: str) -> None:
        """Take a directory or ``name@revision`` to start from.

        Raises:
            ConfigurationInvalidError: it is a service, of which nobody here has the weights.
        """
        if is_endpoint(start):
            raise ConfigurationInvalidError(
                f"{start} is a service and cannot be tuned: name a directory, or name@revision."
            )
        self._start = start

    def start(self) -> Encoder:
        """Return the encoder that every training starts from."""
        return open_encoder(self._start)

    def trained(self, directory: Path) -> Encoder:
        """Return an encoder that encodes each text on its own."""
        return open_encoder(str(directory))

    def in_one_pass(self, directory: Path, window_tokens: int) -> OnePassEncoder | None:
        """Return an encoder that reads whole conversations, or None when the model cannot."""
        try:
            return OnePassSentenceEncoder(
                str(directory), None, directory.name, EncoderCard(window_tokens=window_tokens)
            )
        except ConfigurationInvalidError:
            return None

    def keep_start(self, into: Path) -> None:
        """Save the encoder that training starts from, as it is."""
        name, _, revision = self._start.partition("@")
        if Path(name).is_dir():
            shutil.copytree(name, into, dirs_exist_ok=True)
        else:
            loaded(name, revision or None).save_pretrained(str(into), create_model_card=False)

    def train(self, pairs: Sequence[TextPair], into: Path, settings: EncoderSettings) -> TrainingCurve:
        """Tune a copy and save it as safetensors.

        Equal pairs, start, settings and number of threads give equal weights on the CPU.

        Raises:
            EncoderDivergedError: the loss is no number.
        """
        import torch

        name, _, revision = self._start.partition("@")
        model = loaded(name, revision or None)
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            curve = _descended(model, pairs, settings)
        model.save_pretrained(str(into), create_model_card=False, safe_serialization=True)
        return curve


def rate_factor(step: int, settings: EncoderSettings) -> float:
    """Return the share of the learning rate at a step: linear warm-up to 1, then linear decay towards 0."""
    warmup = max(1, round(settings.steps * settings.warmup_share))
    return min((step + 1) / warmup, (settings.steps - step) / max(1, settings.steps - warmup))


def batches(pairs: Sequence[TextPair], settings: EncoderSettings) -> Iterator[list[TextPair]]:
    """Yield `settings.steps` batches in which no text belongs to two pairs: each answer is wrong for all others.

    Epochs are in random order. A pair that does not fit into a batch waits for the next epoch.
    """
    source = random.Random(settings.seed)
    waiting: list[TextPair] = []
    for _ in range(settings.steps):
        batch, texts = list[TextPair](), set[str]()
        for _ in range(DRAWS_PER_PLACE * settings.batch_pairs):
            waiting = waiting or source.sample(pairs, len(pairs))
            pair = waiting.pop()
            own = {same(pair.asks), same(pair.answers)}
            if not texts & own:
                texts |= own
                batch.append(pair)
            if len(batch) == settings.batch_pairs:
                break
        yield batch


def _descended(model: Any, pairs: Sequence[TextPair], settings: EncoderSettings) -> TrainingCurve:
    """Take all steps, and return the loss of each."""
    import torch

    loss_of = PairLoss(model, settings)
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_factor(step, settings))
    curve = TrainingCurve()
    model.train()
    for step, batch in enumerate(batches(pairs, settings), start=1):
        loss = loss_of(batch)
        value = _finite(float(loss.detach()), step, settings)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        schedule.step()
        curve.steps.append(step)
        curve.losses.append(value)
        if step % STEPS_PER_LINE == 0:
            _log.info("step %d of %d, loss %.3f", step, settings.steps, value)
    return curve


class PairLoss:
    """The symmetric ranking loss of a batch: a question finds its answer, an answer its question.

    It is taken of answers as texts alone, and once more of the same answers pooled from windows of their conversation,
    among the other turns of those windows.
    """

    def __init__(self, model: Any, settings: EncoderSettings) -> None:
        """Keep the model that is tuned."""
        from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

        self._model, self._scale = model, settings.scale
        self._alone = MultipleNegativesRankingLoss(
            model, settings.scale, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
        )
        source = random.Random(settings.seed)
        self._windows = AnswerWindows(model, settings.window_tokens, source) if settings.window_tokens else None

    def __call__(self, batch: Sequence[TextPair]) -> Any:
        """Return the loss with its gradient."""
        vectors = _embedded(self._model, [pair.asks for pair in batch] + [pair.answers for pair in batch])
        asked, answers = vectors[: len(batch)], vectors[len(batch) :]
        alone = self._alone.compute_loss_from_embeddings([asked, answers], None)
        return alone + self._in_windows(batch, asked, self._windows) if self._windows else alone

    def _in_windows(self, batch: Sequence[TextPair], asked: Any, windows: AnswerWindows) -> Any:
        import torch

        asked = torch.nn.functional.normalize(asked, dim=1).cpu()
        answers, others = windows.pooled(batch)
        scores, right = self._scale * asked @ answers.T, torch.arange(len(batch))
        among = torch.cat([scores, self._scale * asked @ others.T], dim=1)
        entropy = torch.nn.functional.cross_entropy
        return (entropy(among, right) + entropy(scores.T, right)) / 2


def _embedded(model: Any, texts: Sequence[str]) -> Any:
    """Return a vector a text; texts of like length go through the model together, so that little of it is padding."""
    import torch
    from sentence_transformers.util import batch_to_device

    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    size = -(-len(texts) // GROUPS)
    groups = [[texts[place] for place in order[start : start + size]] for start in range(0, len(texts), size)]
    found = [model(batch_to_device(model.preprocess(group), model.device))["sentence_embedding"] for group in groups]
    return torch.cat(found)[torch.tensor(order).argsort()]


def _finite(loss: float, step: int, settings: EncoderSettings) -> float:
    if not math.isfinite(loss):
        message = f"the loss at step {step} is {loss}: lower learning_rate (now {settings.learning_rate})."
        raise EncoderDivergedError(message)
    return loss
