"""The story of train_heads: read what experts said, train a head of each kind, keep those that hear better."""

from __future__ import annotations

from dataclasses import dataclass, field

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import SKILL, Head, HeadFitter, Heads
from talktrack.core.hearing import SAID_BY, Hearing
from talktrack.core.ports import Encoder, Repository
from talktrack.core.sales_rules import RULES
from talktrack.core.starter import Starter
from talktrack.training.train_heads.gate import KEPT, REFUSED
from talktrack.training.train_heads.lessons import Lesson, of_calls, of_turns
from talktrack.training.train_heads.material import TRAIN, Material, Shares
from talktrack.training.train_heads.starting import starter_of
from talktrack.training.train_heads.transfer import Start, lessons_by, of_all_turns
from talktrack.training.train_heads.trial import Trial, transferred, tried


@dataclass(frozen=True)
class Order:
    """Which accounts are held out, and how many labels a head needs and takes at most."""

    shares: Shares = field(default_factory=Shares)
    min_labels: int = 200
    max_labels: int = 20_000
    min_levels: int = 30

    def __post_init__(self) -> None:
        """Refuse an order that cannot be carried out."""
        if min(self.shares.exam, self.shares.calibrate) <= 0 or self.shares.exam + self.shares.calibrate >= 1:
            raise ConfigurationInvalidError("held_out_share must lie between 0 and 0.8: 0.2 holds a fifth out.")
        if min(self.min_labels, self.max_labels, self.min_levels) < 1:
            raise ConfigurationInvalidError("min_labels, max_labels and min_levels must be at least 1.")


@dataclass(frozen=True)
class Fitters:
    """What trains heads of turns, and the head of whole calls, which have few rows of few features.

    Kinds with too few labels learn from what the starter of another tenant hears, where `start` has one.
    """

    turns: HeadFitter
    calls: HeadFitter
    start: Start | None = None


@dataclass(frozen=True)
class Result:
    """Kept when at least one head is; `heads` then holds the new ones with those in service that nobody beat.

    `starter` is for tenants without labels, where this one has enough of them.
    """

    verdict: str
    trials: list[Trial]
    unfit: int
    heads: Heads | None = None
    starter: Starter | None = None

    @property
    def figures(self) -> dict[str, float]:
        """Return the figures of all heads as ``kind.name`` → value."""
        found = {f"{one.kind}.{name}": value for one in self.trials for name, value in one.figures.items()}
        return found | {"unfit_labels": float(self.unfit)}


def run(repository: Repository, encoder: Encoder, fitters: Fitters, before: Heads | None, order: Order) -> Result:
    """Train a head of each kind on the labels of experts; `before` are the heads that serve this encoder today."""
    material, today = Material(repository, order.shares), Hearing(before)
    serving = {head.kind: head for head in before.heads} if before else {}
    lessons = of_turns(material.labelled(), encoder, today, order.max_labels)
    unfit = material.unfit
    few = {kind for kind in SAID_BY if len(lessons.get(kind, Lesson()).on(TRAIN).right) < order.min_labels}
    helped = dict[str, Lesson]()
    if fitters.start and few:
        helped = lessons_by(fitters.start, few, of_all_turns(material.all(), encoder, today, order.max_labels))
    trials = []
    for kind in SAID_BY:
        by, lesson = (transferred, helped[kind]) if kind in helped else (tried, lessons.pop(kind, Lesson()))
        trials.append(by(kind, lesson, fitters.turns, _name(kind, serving), order.min_labels))
    heads = _together(encoder, material, serving, trials)
    calls = of_calls(material.labelled(), encoder, Hearing(heads), today)
    trials.append(tried(SKILL, calls, fitters.calls, _name(SKILL, serving), order.min_levels))
    heads = _together(encoder, material, serving, trials)
    starter = starter_of(material.labelled(), fitters.turns, order.min_labels, order.max_labels)
    kept = any(one.verdict.name == KEPT for one in trials)
    return Result(KEPT if kept else REFUSED, trials, unfit, heads if kept else None, starter)


def _together(encoder: Encoder, material: Material, serving: dict[str, Head], trials: list[Trial]) -> Heads:
    new = {one.kind: one.head for one in trials if one.head}
    heads = serving | new
    return Heads(
        encoder_version=encoder.version,
        heads=[heads[kind] for kind in sorted(heads)],
        conversations=str(material.version),
    )


def _name(kind: str, serving: dict[str, Head]) -> str:
    return "the head in service" if kind in serving else RULES
