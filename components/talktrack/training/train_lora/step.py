"""The story of train_lora: choose the path's rows, train when there are enough, else say why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talktrack.core.artifacts import read_table
from talktrack.core.ports import LanguageModel, LoraSettings, TrainingCurve, TrainingRun, Weighted
from talktrack.core.records import Example
from talktrack.core.release import SKIPPED
from talktrack.core.tables import EXAMPLES
from talktrack.training.train_lora.selection import newest, sample

TRAIN, VALIDATION = "train", "validation"
GOOD_WEIGHT = 0.5


@dataclass(frozen=True)
class Order:
    """What to train: the path, where it starts (None: the base), and between how many rows and how many."""

    path: str
    settings: LoraSettings
    start_from: Path | None = None
    min_examples: int = 100
    max_examples: int = 2000
    max_validation: int = 64


@dataclass(frozen=True)
class Result:
    """What came of it; without a curve nothing was trained, for `reason`."""

    rows: int
    curve: TrainingCurve | None = None
    reason: str = ""


def run(examples: str | Path, model: LanguageModel, into: Path, order: Order) -> Result:
    """Train one adapter into a directory; with too few good rows the directory holds only the reason.

    From the base, rows are a random choice of all; continuing an adapter, they are the newest.
    """
    good = sum(row.weight >= GOOD_WEIGHT for row in _rows(examples, order.path, TRAIN))
    if good < order.min_examples:
        return _skipped(into, good, order)
    rows = _rows(examples, order.path, TRAIN)
    seed, limit = order.settings.seed, order.max_examples
    train = newest(rows, limit) if order.start_from else sample(rows, limit, seed)
    validation = sample(_rows(examples, order.path, VALIDATION), order.max_validation, seed)
    curve = model.train_adapter(
        _weighted(train), _weighted(validation), into, order.settings, TrainingRun(start_from=order.start_from)
    )
    return Result(rows=len(train), curve=curve)


def _rows(examples: str | Path, path: str, split: str) -> Iterator[Example]:
    return (row for row in read_table(examples, EXAMPLES) if row.path == path and row.split == split)


def _weighted(rows: Iterable[Example]) -> list[Weighted]:
    return [Weighted(row.prompt, row.completion, row.weight) for row in rows]


def _skipped(into: Path, good: int, order: Order) -> Result:
    reason = f"{good} good {order.path} examples are fewer than {order.min_examples}: the adapter in service stays."
    into.mkdir(parents=True, exist_ok=True)
    (into / SKIPPED).write_bytes(msgspec.json.encode({"path": order.path, "reason": reason}))
    return Result(rows=good, reason=reason)
