"""What an evaluation takes down of one path after the other: means, gains with intervals, and leaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.core.bootstrap import Draws, Interval
from talktrack.core.records import Example
from talktrack.training.evaluate import leaks
from talktrack.training.evaluate.contest import BASE, CANDIDATE, CHAMPION, FEW_SHOT, Answers, gains
from talktrack.training.evaluate.lessons import plain
from talktrack.training.evaluate.measures import GUARD, MEASURES, PRIMARY, TOLD
from talktrack.training.evaluate.record import Compared
from talktrack.training.evaluate.scenes import groups, scenes

ACROSS_GROUPS = frozenset({"loss_gain", "relevance_gain"})


@dataclass
class Findings:
    """What was found so far, over all paths; `golden` is the version of the golden set."""

    golden: str = ""
    metrics: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    compared: list[Compared] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Drawing:
    """How intervals are drawn: those that could win are judged together over all paths, and so are all that guard."""

    resamples: int
    seed: int
    paths: int

    def deciding(self) -> dict[str, Draws]:
        """Return the draws of what decides, by part; more intervals at once are each wider (Bonferroni)."""
        counts = {part: self.paths * sum(one.part == part for one in MEASURES) for part in (PRIMARY, GUARD, TOLD)}
        return {part: self.told(count) for part, count in counts.items()}

    def told(self, together: int = 1) -> Draws:
        """Return the draws of intervals that are told, judged by themselves unless said otherwise."""
        return Draws(self.resamples, self.seed, together)


def note_gains(
    found: Findings, path: str, rows: Sequence[Example], sides: Mapping[str, Answers], drawing: Drawing
) -> None:
    """Take down means of all sides and the candidate's gains on one path."""
    owners = [row.conversation_id for row in rows]
    found.rows += [row.id for row in rows]
    for side, answers in sides.items():
        prefix = path if side == CANDIDATE else f"{path}_{side}"
        found.metrics |= {f"{prefix}_{name}": value for name, value in answers.means.items()}
    deciding = gains((sides[CANDIDATE], sides[CHAMPION]), owners, drawing.deciding())
    found.intervals |= {f"{path}_{name}": gain for name, gain in deciding.items()}
    alone = dict.fromkeys((PRIMARY, GUARD, TOLD), drawing.told())
    for against in (BASE, FEW_SHOT):
        gained = gains((sides[CANDIDATE], sides[against]), owners, alone)
        found.compared += [_compared(path, name, against, gain) for name, gain in gained.items()]
    for (kind, value), places in groups(rows, scenes(rows)).items():
        gained = gains((sides[CANDIDATE], sides[CHAMPION]), owners, alone, places)
        group = f"{kind}: {value}"
        told = {name: gain for name, gain in gained.items() if name in ACROSS_GROUPS}
        found.compared += [_compared(path, name, CHAMPION, gain, group) for name, gain in told.items()]


def note_leaks(
    found: Findings, path: str, rows: Sequence[Example], candidate: Answers, memory: leaks.TrainingMemory
) -> None:
    """Take down what the candidate says that it can only know from one customer's training rows."""
    known = [f"{row.prompt}\n{plain(row.completion)}" for row in rows]
    for kind, count in leaks.counted(memory, candidate.said, known).items():
        found.metrics[f"{path}_leaked_{kind}"] = count
        if count > leaks.ALLOWED_SHARE[kind] * len(rows):
            found.leaks.append(f"{path} leaks: {count} of {len(rows)} answers hold {leaks.MEANING[kind]}")


def _compared(path: str, name: str, against: str, gain: Interval, group: str = "") -> Compared:
    return Compared(
        path=path,
        measure=name.removesuffix("_gain"),
        against=against,
        group=group,
        mean=gain.mean,
        low=gain.low,
        high=gain.high,
        conversations=gain.clusters,
    )
