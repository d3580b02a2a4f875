"""The story of train_encoder: tune a copy, ask both the held-out questions, keep the better, measure how to read."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.bootstrap import Interval, paired_interval
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Encoder, EncoderSettings, EncoderTraining, Repository, TrainingCurve
from talktrack.training.train_encoder.exam import drawn_up
from talktrack.training.train_encoder.gate import KEPT, REFUSED, decided
from talktrack.training.train_encoder.material import Limits, Material
from talktrack.training.train_encoder.measure import Measure, Rankings, words_weight_of

WORDS_WEIGHTS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
FEWEST_WINDOW_TOKENS = 8
TOLERANCE = 0.01
"""How much nDCG@10 one pass may lose against texts alone: a conversation is then encoded once for all its levels."""
WORDS_SHARE = 0.9
"""Words weigh as much as they can while this share of the best nDCG@10 is kept."""


@dataclass(frozen=True)
class Order:
    """What to train on and how often each pair is seen; fewer pairs or held-out questions train nothing."""

    limits: Limits = field(default_factory=Limits)
    settings: EncoderSettings = field(default_factory=EncoderSettings)
    epochs: int = 8
    min_pairs: int = 500
    min_questions: int = 50

    def __post_init__(self) -> None:
        """Refuse an order that cannot be carried out."""
        if not 0 < self.limits.held_out_share < 1:
            raise ConfigurationInvalidError("held_out_share must lie between 0 and 1: 0.2 holds a fifth out.")
        if self.settings.window_tokens and self.settings.window_tokens < FEWEST_WINDOW_TOKENS:
            message = f"window_tokens must be 0, for no windows, or at least {FEWEST_WINDOW_TOKENS}: 64 is usual."
            raise ConfigurationInvalidError(message)
        if min(self.epochs, self.min_pairs, self.min_questions, self.settings.batch_pairs) < 1:
            raise ConfigurationInvalidError("epochs, min_pairs, min_questions and batch_pairs must be at least 1.")


@dataclass(frozen=True)
class Form:
    """How the kept encoder is best used: windows of one pass (0: each text alone), and the weight of words."""

    window_tokens: int
    words_weight: float


@dataclass(frozen=True)
class Result:
    """The verdict with its reason and figures; a form only where the candidate was kept."""

    verdict: str
    reason: str
    figures: dict[str, float]
    curve: TrainingCurve | None = None
    gain: Interval | None = None
    form: Form | None = None


def run(repository: Repository, training: EncoderTraining, into: Path, order: Order) -> Result:
    """Leave the better of two encoders in a directory: the tuned one, or the one that training started from."""
    start = training.start()  # one that cannot be loaded is told before anything is read
    material = Material(repository, order.limits)
    pairs = material.pairs()
    exam = drawn_up(material.held_out())
    figures = {"pairs": float(len(pairs)), "questions": float(len(exam.questions))}
    if len(pairs) < order.min_pairs or len(exam.questions) < order.min_questions:
        training.keep_start(into)
        return Result(REFUSED, _too_few(figures, order), figures)
    steps = math.ceil(len(pairs) * order.epochs / order.settings.batch_pairs)
    with TemporaryDirectory() as scratch:
        tuned = Path(scratch) / "encoder"
        curve = training.train(pairs, tuned, replace(order.settings, steps=steps))
        result = _judged(training, start, tuned, Measure(exam), order)
        if result.verdict == KEPT:
            shutil.copytree(tuned, into, dirs_exist_ok=True)
        else:
            training.keep_start(into)
    return replace(result, figures=figures | result.figures, curve=curve)


def _judged(training: EncoderTraining, start: Encoder, tuned: Path, measure: Measure, order: Order) -> Result:
    """Compare the tuned encoder with its start on the same questions."""
    before, alone = measure.alone(start), measure.alone(training.trained(tuned))
    pairs = zip(measure.values(before), measure.values(alone), strict=True)
    gain = paired_interval([after - before for before, after in pairs], measure.conversations)
    verdict = decided(gain)
    figures = {"start": measure.mean(before), "tuned": measure.mean(alone), "full_text": measure.mean(measure.words)}
    if verdict.name != KEPT:
        return Result(verdict.name, verdict.reason, figures, gain=gain)
    form, found = _formed(training, tuned, measure, alone, order)
    return Result(verdict.name, verdict.reason, figures | found, gain=gain, form=form)


def _formed(
    training: EncoderTraining, tuned: Path, measure: Measure, alone: Rankings, order: Order
) -> tuple[Form, dict[str, float]]:
    """Choose how conversations are read, then how much words count beside vectors that are read so."""
    tokens = order.settings.window_tokens
    encoder = training.in_one_pass(tuned, tokens) if tokens else None
    read = measure.in_one_pass(encoder) if encoder else alone
    as_good = measure.mean(read) >= measure.mean(alone) - TOLERANCE
    window = tokens if encoder and as_good else 0
    by_weight = measure.fused(read if window else alone, WORDS_WEIGHTS)
    figures = {f"words_weight_{weight:g}": value for weight, value in by_weight.items()}
    figures |= {f"one_pass_{tokens}": measure.mean(read)} if encoder else {}
    return Form(window, words_weight_of(by_weight, WORDS_SHARE)), figures


def _too_few(figures: dict[str, float], order: Order) -> str:
    return (
        f"{figures['pairs']:.0f} questions with answers to learn from and {figures['questions']:.0f} to be judged on: "
        f"at least {order.min_pairs} and {order.min_questions} are needed, the encoder in service stays"
    )
