"""``python -m pipelines.capacity``: what so many conversations a day need in cores, pods, runs, bytes and money.

Arithmetic over measured rates: `Rate.source` says what measured each, in CPU time of a shared virtual machine.
It is a first estimate; measure your own calls on your own nodes before you order any.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pipelines import capacity_rates as rates
from pipelines.capacity_rates import Rate
from pipelines.ingestion import PARALLEL_SHARDS
from pipelines.resources import HOUR_S, SIZES
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.ingestion.plan.packing import MAX_SHARDS

DAY_S, DAY_H, YEAR_D = 86_400, 24, 365
PODS_PER_TASK = 2  # Pipelines' driver, and the step itself
SHARD_TASKS = ("ingest", "quality-gate", "prepare", "analyze", "embed", "index")
AUDIO_TASKS = ("transcribe", "diarize")
RUN_TASKS = ("plan", "reference", "shards", "shards", "events", "report")
SHARE_OF_LIMIT = 0.5  # of its time limit may a step take in the plan, so that a slow node does not end it
GB = 1e9


@dataclass(frozen=True)
class Load:
    """What comes in, and how it is worked on; every field is an option of the command line.

    Raises:
        ConfigurationInvalidError: a number is negative, a share above 1, or the encoder has no measured rate.
    """

    conversations_per_day: float = 10_000_000
    minutes: float = 30.0
    turns: float = 200.0
    audio_share: float = 0.0
    encoder: str = "tuned"
    shard_size: int = 2_000
    pod_start_s: float = 20.0
    requests_per_conversation: float = 0.1
    peak_factor: float = 4.0
    tenants: int = 100
    core_hour: float = 0.04
    gb_month: float = 0.02

    def __post_init__(self) -> None:
        """Refuse what cannot be reckoned with."""
        for name in (one.name for one in fields(self) if one.name != "encoder"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ConfigurationInvalidError(f"{name} is {getattr(self, name)}: use a number from 0 up.")
        if self.audio_share > 1:
            raise ConfigurationInvalidError(f"audio_share is {self.audio_share}: use a share between 0 and 1.")
        if min(self.shard_size, self.tenants) < 1:
            raise ConfigurationInvalidError("shard_size and tenants must be at least 1.")
        if self.encoder not in rates.EMBED:
            raise ConfigurationInvalidError(f"encoder {self.encoder!r} has no rate: use {', '.join(rates.EMBED)}.")


@dataclass(frozen=True)
class Work:
    """What a step takes each day."""

    rate: Rate
    core_s: float  # of one conversation

    def core_hours(self, load: Load) -> float:
        """Return core hours of a day."""
        return self.core_s * load.conversations_per_day / HOUR_S


def work(load: Load) -> list[Work]:
    """Return the steps with what one conversation costs each; audio counts by its share."""
    hours = load.minutes / 60
    units = {
        "turn": load.turns,
        "hour": hours,
        "chunk": hours * rates.CHUNKS_AN_HOUR,
        "audio": hours * load.audio_share,
    }
    used = (*rates.STEPS, rates.ANALYZE[load.encoder], rates.EMBED[load.encoder])
    return [Work(rate, rate.core_s * units[rate.per]) for rate in used if units[rate.per]]


@dataclass(frozen=True)
class Runs:
    """How ingestion is cut into runs: `at_once` of them have to go on side by side to keep up."""

    shard_size: int
    shard_s: float
    largest_shard: int
    binding: str
    per_day: float
    hours: float
    pods_per_day: float

    @property
    def at_once(self) -> float:
        """Return how many runs are in progress at any time."""
        return self.per_day * self.hours / DAY_H


def runs(load: Load) -> Runs:
    """Return the runs of a day, with shards no larger than the slowest step's time limit allows."""
    found = work(load)
    binding, largest = _largest_shard(found)
    size = max(1, min(load.shard_size, largest))
    tasks = SHARD_TASKS + (AUDIO_TASKS if load.audio_share else ())
    shard_s = sum(_step_s(found, step) * size + PODS_PER_TASK * load.pod_start_s for step in tasks)
    shards_a_day = load.conversations_per_day / size
    per_day = shards_a_day / MAX_SHARDS
    fixed_s = len(RUN_TASKS) * PODS_PER_TASK * load.pod_start_s + _step_s(found, "plan") * size * MAX_SHARDS
    hours = (math.ceil(MAX_SHARDS / PARALLEL_SHARDS) * shard_s + fixed_s) / HOUR_S
    pods = PODS_PER_TASK * (shards_a_day * len(tasks) + math.ceil(per_day) * len(RUN_TASKS))
    return Runs(size, shard_s, largest, binding, per_day, hours, pods)


def _largest_shard(found: Sequence[Work]) -> tuple[str, int]:
    """Return the step that bounds a shard, and the bound."""
    looped = [step for step in SHARD_TASKS + AUDIO_TASKS if _step_s(found, step)]
    bounds = {step: int(SHARE_OF_LIMIT * SIZES[step].hours * HOUR_S / _step_s(found, step)) for step in looped}
    return min(bounds.items(), key=lambda bound: bound[1])


def _step_s(found: Sequence[Work], step: str) -> float:
    """Return seconds of one conversation in a step, on one core: more of them help torch alone, and not by all."""
    return sum(one.core_s for one in found if one.rate.step == step)


@dataclass(frozen=True)
class Storage:
    """Bytes that a day adds."""

    repository: float
    vectors: float

    @property
    def year_gb(self) -> float:
        """Return gigabytes after a year without retention."""
        return (self.repository + self.vectors) * YEAR_D / GB


def storage(load: Load) -> Storage:
    """Return what a day adds in both zones of the repository and in the vector store."""
    hours = load.conversations_per_day * load.minutes / 60
    dimension = rates.DIMENSIONS[load.encoder]
    chunk = rates.CHUNK_BYTES - rates.FLOAT_BYTES * (rates.MEASURED_DIMENSION - dimension)
    turns = load.conversations_per_day * load.turns
    return Storage(turns * rates.TURN_BYTES, hours * rates.CHUNKS_AN_HOUR * chunk)


def predictors(load: Load) -> int:
    """Return predictor pods of two cores for the busiest hour, at least two for each tenant."""
    peak = load.conversations_per_day * load.requests_per_conversation * load.peak_factor / DAY_S
    return max(2 * load.tenants, math.ceil(peak / rates.ANSWERS_PER_POD_S))


def training_core_hours(rows: int = 2_000, epochs: int = 2, paths: int = 2) -> float:
    """Return core hours of one release: 4 operations per weight and token, forward and back to the inputs."""
    operations = 4 * rates.WEIGHTS * rows * epochs * paths * rates.ROW_TOKENS
    return operations / rates.TRAINING_FLOPS_A_CORE / HOUR_S


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables, or write them into a page."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.capacity", description=__doc__)
    for one in fields(Load):
        kind = type(one.default)
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=kind, default=one.default, metavar=kind.__name__)
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the tables between the page's marks instead")
    asked = parser.parse_args(argv)
    from pipelines import capacity_page

    try:
        load = Load(**{one.name: getattr(asked, one.name) for one in fields(Load)})
    except ConfigurationInvalidError as wrong:
        print(f"ConfigurationInvalid: {wrong}", file=sys.stderr)
        return 2
    if asked.page:
        asked.page.write_text(capacity_page.filled(asked.page.read_text(encoding="utf-8"), load), encoding="utf-8")
    else:
        print("\n\n".join(capacity_page.tables(load).values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
