"""The story of evaluate: all sides answer the golden rows of each path, then one verdict is given."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talktrack.core import prompts
from talktrack.core.artifacts import read_table
from talktrack.core.ids import sha256, stable_id
from talktrack.core.ports import AnsweringModel
from talktrack.core.records import Example
from talktrack.core.tables import EXAMPLES
from talktrack.training.evaluate.contest import CANDIDATE, Jury
from talktrack.training.evaluate.findings import Drawing, Findings, note_gains, note_leaks
from talktrack.training.evaluate.golden import GOLDEN, GoldenVersion
from talktrack.training.evaluate.lessons import learnt_from
from talktrack.training.evaluate.measures import MEASURES, PRIMARY, TOLD
from talktrack.training.evaluate.panel import Judges, Panel
from talktrack.training.evaluate.record import Evaluation
from talktrack.training.evaluate.sides import Match
from talktrack.training.evaluate.verdict import decide

LINEAGE = "lineage.json"
NOT_FROZEN = "not frozen"
PRIMARY_GAINS = frozenset(measure.gain for measure in MEASURES if measure.part == PRIMARY)
TOLD_GAINS = tuple(measure.gain for measure in MEASURES if measure.part == TOLD)


@dataclass(frozen=True)
class Settings:
    """How much is compared: golden rows per path, tokens per answer, bootstrap resamples.

    With a version of the golden set, rows of its conversations only; without one, all golden rows.
    """

    resamples: int = 2000
    max_golden: int = 160
    max_new_tokens: int = 80
    seed: int = 7
    golden: GoldenVersion | None = None


def run(
    examples: str | Path,
    model: AnsweringModel,
    judges: Judges,
    match: Match,
    settings: Settings,
) -> Evaluation:
    """Compare the candidate with the champion, and with the base, on every path that was trained."""
    found = Findings(golden=str(settings.golden.number) if settings.golden else NOT_FROZEN)
    for contest in match.contests:
        rows = golden_rows(examples, contest.path, settings)
        found.metrics[f"{contest.path}_golden"] = len(rows)
        if rows:
            lessons = learnt_from(read_table(examples, EXAMPLES), contest.path)
            panel = Panel(rows, lessons, judges)
            sides = Jury(model, panel, rows, settings.max_new_tokens).all_sides(contest, lessons)
            drawing = Drawing(settings.resamples, settings.seed, paths=len(match.contests))
            note_gains(found, contest.path, rows, sides, drawing)
            note_leaks(found, contest.path, rows, sides[CANDIDATE], lessons.memory)
    return _told(found, model, judges.encoder.version, match, Path(examples))


def _told(found: Findings, model: AnsweringModel, encoder_version: str, match: Match, examples: Path) -> Evaluation:
    primary = frozenset(f"{contest.path}_{name}" for contest in match.contests for name in PRIMARY_GAINS)
    deciding = {name: gain for name, gain in found.intervals.items() if not name.endswith(TOLD_GAINS)}
    verdict = decide(deciding, primary, found.leaks)
    return Evaluation(
        verdict=verdict.name,
        reasons=[*verdict.reasons, *filter(None, [match.note])],
        metrics=found.metrics,
        intervals={name: (gain.mean, gain.low, gain.high) for name, gain in found.intervals.items()},
        adapters={contest.path: contest.digest for contest in match.contests},
        champion=match.champion,
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version=encoder_version,
        lineage=msgspec.json.decode((examples / LINEAGE).read_bytes(), type=dict[str, int]),
        compared=found.compared,
        golden={"version": found.golden, "rows": str(len(found.rows)), "sha256": _digest(found.rows)},
    )


def _digest(rows: Sequence[str]) -> str:
    return sha256("\n".join(sorted(rows)).encode())


def golden_rows(examples: str | Path, path: str, settings: Settings) -> list[Example]:
    """Return a path's golden rows, at most `max_golden` of them, the same ones in every run."""
    frozen = frozenset(settings.golden.conversations) if settings.golden else None
    rows: Iterator[Example] = (
        row
        for row in read_table(examples, EXAMPLES)
        if row.path == path and row.split == GOLDEN and (frozen is None or row.conversation_id in frozen)
    )
    return heapq.nsmallest(settings.max_golden, rows, key=lambda row: stable_id("golden", row.id))
