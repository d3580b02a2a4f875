"""Scores of learning: what tiny adapters learn from a synthetic organisation, judged on accounts they never met.

Run `python -m tests.benchmarks.score_learning second`. The base learnt only `first`, until it stopped getting better.
Both adapters are trained by the steps examples, train_lora and evaluate, at a higher rank and rate than by default,
since nearly all of a tiny base must learn. Then the roleplay adapter plays the prospects of calls of other accounts,
and a weekly run continues both.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from pipelines.models import build_all
from talktrack.core.artifacts import read_table
from talktrack.core.bootstrap import paired_interval
from talktrack.core.ports import LanguageModel, LoraSettings, TrainingRun, Weighted
from talktrack.core.records import Example
from talktrack.core.tables import EXAMPLES
from talktrack.engines.adapter_files import read_digest
from talktrack.engines.encoder import open_encoder
from talktrack.engines.language_model import open_language_model
from talktrack.training.evaluate import step as evaluation
from talktrack.training.evaluate.contest import Contestants
from talktrack.training.evaluate.panel import Judges
from talktrack.training.evaluate.record import Evaluation
from talktrack.training.evaluate.sides import Match
from talktrack.training.train_lora import step as training
from talktrack.world.organisation import Organisation
from tests.benchmarks import learning_ears, learning_play
from tests.benchmarks.learning_material import Material, made

TENANT, TURNS = "acme", 40
PATHS = ("roleplay", "coach")
SETTINGS = LoraSettings(rank=32, learning_rate=4e-3)  # chosen on first
ROWS, ROWS_A_WEEK = 1000, 300
PLAYED = 24
GOLDEN = 64
RELEVANCE, HEARD, BREAKS, ALIKE, FORGOTTEN = 0.85, 0.8, 0.02, 0.2, 0.03
Row = dict[str, object]


def score(book: str, conversations: int = 240, seed: int = 11) -> list[Row]:
    """Return what was learnt, heard and forgotten: step, what, value, target, command."""
    causal = build_all(["causal"])["causal"]
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        material = made(Organisation(seed, TENANT, book, conversations, TURNS), root / "material")
        with ProcessPoolExecutor(len(PATHS), get_context("spawn")) as pool:
            list(pool.map(_trained_twice, PATHS, [material] * 2, [root] * 2, [causal] * 2))
        model = open_language_model(causal)
        rows = [*_learnt(model, material, root), *_forgotten(model, material, root), *_played(model, book)]
    command = f"python -m tests.benchmarks.score_learning {book} {conversations} {seed}"
    return [{"step": "learning"} | row | {"command": command} for row in rows]


def _trained_twice(path: str, material: Material, root: Path, causal: str) -> None:
    """Train an adapter in full, then continue it with what came in during the week after."""
    model = open_language_model(causal)
    first, second = _places(root, path)
    training.run(material.before, model, first, training.Order(path, SETTINGS, TrainingRun(), max_examples=ROWS))
    training.run(
        material.after, model, second, training.Order(path, SETTINGS, TrainingRun(first), max_examples=ROWS_A_WEEK)
    )


def _places(root: Path, path: str) -> tuple[Path, Path]:
    return root / f"{path}-before", root / f"{path}-after"


def _learnt(model: LanguageModel, material: Material, root: Path) -> Iterator[Row]:
    """Let the step evaluate compare both adapters with the base, and with the base that is shown examples."""
    places = {path: _places(root, path)[0] for path in PATHS}
    match = Match(None, [Contestants(path, place, read_digest(place)) for path, place in places.items()])
    judges = Judges(open_encoder(build_all(["encoder"])["encoder"]))
    found = evaluation.run(material.before, model, judges, match, evaluation.Settings(max_golden=GOLDEN))
    for path in PATHS:
        yield from _losses(path, found)
        yield _row(f"{path}: relevance", found.metrics[f"{path}_relevance"], RELEVANCE)
        yield _row(f"{path}: relevance of the base", found.metrics[f"{path}_base_relevance"])


def _losses(path: str, found: Evaluation) -> Iterator[Row]:
    for side, name in (("", "tuned"), ("base_", "base"), ("few_shot_", "base with examples")):
        yield _row(f"{path}: held-out loss per token, {name}", found.metrics[f"{path}_{side}loss"])
    for one in found.compared:
        if (one.path, one.measure, one.group) == (path, "loss", ""):
            yield _row(f"{path}: loss gained over {one.against}", one.mean)
            yield _row(f"{path}: loss gained over {one.against}, low end of 95 %", one.low, 0.0)


def _forgotten(model: LanguageModel, material: Material, root: Path) -> Iterator[Row]:
    """Compare losses on the old golden set before and after the weekly update."""
    for path in PATHS:
        rows = [row for row in read_table(material.before, EXAMPLES) if (row.path, row.split) == (path, "golden")]
        before, after = (_loss(model, rows, place) for place in _places(root, path))
        change = [late - early for early, late in zip(before, after, strict=True)]
        interval = paired_interval(change, [row.conversation_id for row in rows])
        yield _row(f"{path}: golden loss after the weekly update, worse by", interval.mean / np.mean(before), FORGOTTEN)
        yield _row(f"{path}: golden loss, worse by at most (95 %)", interval.high / np.mean(before))


def _loss(model: LanguageModel, rows: list[Example], adapter: Path) -> list[float]:
    model.load_adapter("judged", adapter)
    return model.losses([Weighted(row.prompt, row.completion) for row in rows], "judged")


def _played(model: LanguageModel, book: str) -> Iterator[Row]:
    """Say what is heard in played dialogues, and beside it what is heard in the true ones."""
    calls, ears = learning_play.scripts(book, PLAYED), learning_ears.learnt(book)
    true = learning_play.heard(calls, [call.lines for call in calls], ears)
    told = learning_play.heard(calls, learning_play.played(model, "candidate-roleplay", calls), ears)
    yield _row("roleplay: persona recovered", told.persona, HEARD)
    yield _row("roleplay: persona recovered from true dialogues", true.persona)
    yield _row("roleplay: persona recovered by one guess for all", learning_play.constant_guess(calls))
    yield _row("roleplay: share of the persona's traits recovered", told.traits)
    yield _row("roleplay: share of the persona's traits recovered from true dialogues", true.traits)
    yield _row("roleplay: scripted objection raised", told.objections, HEARD)
    yield _row("roleplay: objection heard in true dialogues", true.objections)
    yield _row("roleplay: role breaks", told.breaks, BREAKS)
    yield _row("roleplay: role breaks heard in true dialogues", true.breaks)
    yield _row("roleplay: distinct-2 against people's, off by", abs(told.distinct / true.distinct - 1), ALIKE)
    yield _row("roleplay: distinct-2", told.distinct)


def _row(what: str, value: float | np.floating, target: float | None = None) -> Row:
    return {"what": what, "value": round(float(value), 4), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(f"{line['what']!s:70} {line['value']:<10} {'' if line['target'] is None else line['target']}")
