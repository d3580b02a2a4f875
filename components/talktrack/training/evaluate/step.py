"""The story of evaluate: both sides answer the golden rows of each path, then one verdict is given."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from talktrack.core import prompts
from talktrack.core.artifacts import read_table
from talktrack.core.bootstrap import Draws, Interval
from talktrack.core.ids import stable_id
from talktrack.core.ports import Encoder, LanguageModel
from talktrack.core.records import Example
from talktrack.core.tables import EXAMPLES
from talktrack.training.evaluate.contest import MEASURES, Contestants, Jury, gains
from talktrack.training.evaluate.record import Evaluation
from talktrack.training.evaluate.sides import Match
from talktrack.training.evaluate.verdict import decide

GOLDEN = "golden"
LINEAGE = "lineage.json"
PRIMARY = frozenset({"roleplay_loss_gain", "coach_loss_gain"})


@dataclass(frozen=True)
class Settings:
    """How much is compared: golden rows per path, tokens per answer, bootstrap resamples."""

    resamples: int = 2000
    max_golden: int = 64
    max_new_tokens: int = 48
    seed: int = 7


def run(examples: str | Path, model: LanguageModel, encoder: Encoder, match: Match, settings: Settings) -> Evaluation:
    """Compare the candidate with the champion on every path that was trained."""
    draws = Draws(settings.resamples, settings.seed, together=MEASURES * len(match.contests))
    jury = Jury(model, encoder, settings.max_new_tokens)
    metrics: dict[str, float] = {}
    intervals: dict[str, Interval] = {}
    for contest in match.contests:
        rows = golden_rows(examples, contest.path, settings)
        metrics[f"{contest.path}_golden"] = len(rows)
        if rows:
            means, found = _compared(jury, contest, rows, draws)
            metrics |= {f"{contest.path}_{name}": value for name, value in means.items()}
            intervals |= {f"{contest.path}_{name}": gain for name, gain in found.items()}
    verdict = decide(intervals, PRIMARY)
    return Evaluation(
        verdict=verdict.name,
        reasons=list(verdict.reasons),
        metrics=metrics,
        intervals={name: (gain.mean, gain.low, gain.high) for name, gain in intervals.items()},
        adapters={contest.path: contest.digest for contest in match.contests},
        champion=match.champion,
        base_id=model.base_id,
        tokenizer_sha256=model.tokenizer_sha256,
        prompt_version=prompts.VERSION,
        encoder_version=encoder.version,
        lineage=msgspec.json.decode((Path(examples) / LINEAGE).read_bytes(), type=dict[str, int]),
    )


def _compared(
    jury: Jury, contest: Contestants, rows: Sequence[Example], draws: Draws
) -> tuple[dict[str, float], dict[str, Interval]]:
    """Return the means of both sides and the candidate's gains on one path."""
    candidate = jury.answers(rows, f"candidate-{contest.path}", contest.candidate)
    champion = jury.answers(rows, f"champion-{contest.path}", contest.champion)
    means = candidate.means | {f"champion_{name}": value for name, value in champion.means.items()}
    return means, gains(rows, candidate, champion, draws)


def golden_rows(examples: str | Path, path: str, settings: Settings) -> list[Example]:
    """Return a path's golden rows, at most `max_golden` of them, the same ones in every run."""
    rows = (row for row in read_table(examples, EXAMPLES) if row.path == path and row.split == GOLDEN)
    return heapq.nsmallest(settings.max_golden, rows, key=lambda row: stable_id("golden", row.id))
