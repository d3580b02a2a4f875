"""The story of train_lora: choose the path's rows, train when there are enough, else say why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from talktrack.core.artifacts import read_table
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import AdapterTrainer, LoraSettings, TrainingCurve, TrainingRun, Weighted
from talktrack.core.records import Example
from talktrack.core.release import SKIPPED
from talktrack.core.tables import EXAMPLES
from talktrack.training.train_lora.lessons import lessons
from talktrack.training.train_lora.selection import sample, with_replay

TRAIN, VALIDATION = "train", "validation"
GOOD_WEIGHT = 0.5
LINEAGE = "lineage.json"  # the versions of the tables that the examples were made from, beside them


@dataclass(frozen=True)
class Order:
    """What to train: the path, how, in what surroundings, and between how many rows and how many.

    `replay_share` of the rows of a continued adapter are older ones.
    """

    path: str
    settings: LoraSettings
    run: TrainingRun
    min_examples: int = 100
    max_examples: int = 2000
    replay_share: float = 0.3
    max_validation: int = 64


@dataclass(frozen=True)
class Result:
    """What came of it; without a curve nothing was trained, for `reason`."""

    rows: int
    curve: TrainingCurve | None = None
    reason: str = ""


def run(examples: str | Path, model: AdapterTrainer, into: Path, order: Order) -> Result:
    """Train one adapter into a directory; with too few good rows the directory holds only the reason.

    From the base, rows are a random choice of all; continuing an adapter, they are the newest and some older ones.

    Raises:
        ConfigurationInvalidError: the share of older rows is no share.
    """
    if not 0 <= order.replay_share <= 1:
        raise ConfigurationInvalidError(f"replay_share is {order.replay_share}: use a number from 0 to 1.")
    good = sum(row.weight >= GOOD_WEIGHT for row in _rows(examples, order.path, TRAIN))
    if good < order.min_examples:
        return _skipped(into, good, order)
    rows = partial(_rows, examples, order.path, TRAIN)
    seed, limit = order.settings.seed, order.max_examples
    continues = order.run.start_from is not None
    train = with_replay(rows, limit, order.replay_share, seed) if continues else sample(rows(), limit, seed)
    validation = sample(_rows(examples, order.path, VALIDATION), order.max_validation, seed)
    around = replace(order.run, about=_about(examples, order, len(validation)))
    curve = model.train_adapter(lessons(train), _weighted(validation), into, order.settings, around)
    return Result(rows=len(train), curve=curve)


def _rows(examples: str | Path, path: str, split: str) -> Iterator[Example]:
    return (row for row in read_table(examples, EXAMPLES) if row.path == path and row.split == split)


def _weighted(rows: Iterable[Example]) -> list[Weighted]:
    return [Weighted(row.prompt, row.completion, row.weight, row.rejected) for row in rows]


def _about(examples: str | Path, order: Order, validation: int) -> dict[str, str]:
    """Return what the card says beside the settings: the path, the rows behind it, and the versions of the tables."""
    file = Path(examples) / LINEAGE
    versions = msgspec.json.decode(file.read_bytes(), type=dict[str, int | str]) if file.is_file() else {}
    known = {"path": order.path, "validation_rows": str(validation)}
    return known | {f"table_{name}": str(version) for name, version in sorted(versions.items())}


def _skipped(into: Path, good: int, order: Order) -> Result:
    reason = f"{good} good {order.path} examples are fewer than {order.min_examples}: the adapter in service stays."
    into.mkdir(parents=True, exist_ok=True)
    (into / SKIPPED).write_bytes(msgspec.json.encode({"path": order.path, "reason": reason}))
    return Result(rows=good, reason=reason)
