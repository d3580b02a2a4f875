"""Scores of the coach's assessments: what a tiny adapter writes about calls of accounts that it never met.

Run `python -m tests.benchmarks.score_coach second`. Experts judge calls of the synthetic organisation (one label in ten
is a level off); examples are made by the product's builders, trained on by the step train_lora, and assessed as
evaluate and the predictor do. What was heard in the calls is true, and their level is that of analyze's formula. The
base learnt only `first`, and no assessments. Everything is compared with the experts' labels of held-out accounts.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from pipelines.models import build_all
from talktrack.core import assessment, prompts
from talktrack.core.artifacts import write_table
from talktrack.core.assessment import Assessment
from talktrack.core.conversation import Conversation
from talktrack.core.effectiveness import effectiveness, level_of
from talktrack.core.ids import stable_id
from talktrack.core.ports import LoraSettings, TrainingRun
from talktrack.core.records import Example, FeedbackEvent
from talktrack.core.tables import EXAMPLES
from talktrack.engines.assessment_decoding import AssessmentDecoding
from talktrack.engines.language_model import open_language_model
from talktrack.engines.redactor import open_redactor
from talktrack.ingestion.prepare.preparation import Preparation, Settings
from talktrack.systems.keys import TenantKey
from talktrack.training.evaluate.agreement import weighted_kappa
from talktrack.training.examples import coaching
from talktrack.training.examples.source import Source, example
from talktrack.training.train_heads.figures import macro_f1
from talktrack.training.train_lora import step as training
from talktrack.world.conversations import generate
from talktrack.world.feedback import events
from talktrack.world.organisation import Organisation
from talktrack.world.truth import Truth
from tests.benchmarks.score_examples import heard_right
from tests.benchmarks.score_prepare import knowledge_of

TENANT, TURNS = "acme", 40
LEARNT, HELD_OUT, OTHER_ROWS = 240, 90, 80
HELD_OUT_SHARE = HELD_OUT / (LEARNT + HELD_OUT)
SETTINGS = LoraSettings(epochs=6, learning_rate=1e-2, batch_size=4)
NEW_TOKENS = 80
RESAMPLES = 2000
KAPPA = 0.75
_DIGITS = 8
Row = dict[str, object]
Statistic = Callable[[Sequence[Assessment], Sequence[Assessment]], float]


@dataclass(frozen=True)
class Judged:
    """A held-out call: what is asked about it, what the expert says, and the level that analyze found."""

    prompt: str
    expert: Assessment
    account: str
    level: int


@dataclass(frozen=True)
class Material:
    """What is learnt from, and what is judged."""

    examples: Sequence[Example]
    judged: Sequence[Judged]


def score(book: str, conversations: int = 1600, seed: int = 11) -> list[Row]:
    """Return agreement with experts and validity: step, what, value, target, command."""
    found = material(Organisation(seed, TENANT, book, conversations, TURNS))
    with TemporaryDirectory() as scratch:
        rows = list(_rows(found, Path(scratch)))
    command = f"python -m tests.benchmarks.score_coach {book} {conversations} {seed}"
    return [{"step": "coach"} | row | {"command": command} for row in rows]


def material(organisation: Organisation) -> Material:
    """Return the examples of accounts that are learnt from, and the assessments of the others.

    Calls that are restricted teach nothing, as in the step examples. Beside the assessments stand some answers and
    mails, for one adapter learns all three.
    """
    learnt: list[Example] = []
    judged: list[Judged] = []
    others = 0
    for truth, source in _sources(organisation):
        is_held_out = source.split != training.TRAIN
        for draft in coaching.drafts(source):
            row = example(source, draft)
            if row.task == assessment.TASK and is_held_out and len(judged) < HELD_OUT:
                judged.append(_judged(truth, source, row))
            elif row.task == assessment.TASK and not is_held_out and len(learnt) < LEARNT + others:
                learnt.append(row)
            elif row.task != assessment.TASK and not is_held_out and others < OTHER_ROWS:
                learnt.append(row)
                others += 1
        if len(judged) == HELD_OUT and len(learnt) == LEARNT + others:
            break
    return Material(learnt, judged)


def _sources(organisation: Organisation) -> Iterator[tuple[Truth, Source]]:
    """Yield the calls that experts judged, prepared, heard right, with the side of their account."""
    preparation = Preparation(knowledge_of(organisation), open_redactor(), TenantKey(b"0" * 32), Settings())
    for call in generate(organisation):
        labels = [event for event in events(organisation, call.truth) if event.kind == "expert_label"]
        done = preparation.prepare(call.conversation()).conversation if labels else None
        if done is not None and done.privacy_level != "restricted":
            yield call.truth, _source(call.truth, done, labels)


def _source(truth: Truth, call: Conversation, labels: Sequence[FeedbackEvent]) -> Source:
    analysis = heard_right(truth, call)
    analysis = msgspec.structs.replace(analysis, effectiveness=effectiveness(analysis))
    point = int(stable_id("coach", truth.account_id)[-_DIGITS:], 16) / 16**_DIGITS
    side = "golden" if point < HELD_OUT_SHARE else training.TRAIN
    return Source(call, side, analysis=analysis, labels=labels, heard=analysis.labels)


def _judged(truth: Truth, source: Source, row: Example) -> Judged:
    said = assessment.read(prompts.said(row.completion))
    value = source.analysis.effectiveness if source.analysis else None
    assert said is not None
    return Judged(row.prompt, said, truth.account_id, level_of(0.5 if value is None else value))


def _rows(found: Material, scratch: Path) -> Iterator[Row]:
    """Train an adapter, and let it and the bare base assess the held-out calls, unaided and as they are served."""
    model = open_language_model(build_all(["causal"])["causal"])
    write_table(scratch / "examples", EXAMPLES, found.examples)
    training.run(scratch / "examples", model, scratch / "adapter", training.Order("coach", SETTINGS, TrainingRun()))
    model.load_adapter("coach", scratch / "adapter")
    asked = [one.prompt for one in found.judged]
    yield _row("assessments learnt from", sum(row.task == assessment.TASK for row in found.examples))
    yield _row("held-out assessments", len(asked))
    yield _row("held-out accounts", len({one.account for one in found.judged}))
    for who, adapter in (("coach", "coach"), ("base", "")):
        unaided = [assessment.read(text) for text in model.generate(asked, adapter, NEW_TOKENS)]
        served = AssessmentDecoding(model).generate(asked, adapter, NEW_TOKENS)
        written = [one for one in map(assessment.read, served) if one]
        yield _row(f"{who}: valid JSON, written unaided", sum(map(bool, unaided)) / len(asked))
        yield _row(f"{who}: valid JSON, as served", len(written) / len(asked), 1.0 if adapter else None)
        yield from _agreement(who, found.judged, written, KAPPA if adapter else None)
    yield from _agreement("always the commonest", found.judged, [_commonest(found.examples)] * len(asked))
    levels = [Assessment(skill_level=one.level, question_class="none") for one in found.judged]
    yield from (row for row in _agreement("analyze's own level", found.judged, levels) if "level, " in str(row["what"]))


def _agreement(
    who: str, judged: Sequence[Judged], said: Sequence[Assessment], target: float | None = None
) -> Iterator[Row]:
    """Yield agreement of levels and of question classes, with the ends of their intervals."""
    for name, statistic, wanted in (
        ("skill level, weighted kappa", _kappa, target),
        ("skill level, mean error", _mean_error, None),
        ("question class, macro-F1", _f1, None),
    ):
        low, high = _interval(judged, said, statistic)
        yield _row(f"{who}: {name}", statistic([one.expert for one in judged], said), wanted)
        yield _row(f"{who}: {name}, low end of 95 %", low)
        yield _row(f"{who}: {name}, high end of 95 %", high)


def _interval(judged: Sequence[Judged], said: Sequence[Assessment], statistic: Statistic) -> tuple[float, float]:
    """Return the percentile interval, whole accounts drawn again (Efron and Tibshirani 1993, chapter 13)."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(judged):
        places.setdefault(one.account, []).append(place)
    accounts = list(places.values())
    values = []
    for drawn in np.random.default_rng(7).integers(len(accounts), size=(RESAMPLES, len(accounts))):
        rows = [place for account in drawn for place in accounts[account]]
        values.append(statistic([judged[row].expert for row in rows], [said[row] for row in rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _kappa(expert: Sequence[Assessment], said: Sequence[Assessment]) -> float:
    found = weighted_kappa([one.skill_level for one in expert], [one.skill_level for one in said])
    return found or 0.0


def _mean_error(expert: Sequence[Assessment], said: Sequence[Assessment]) -> float:
    return float(np.mean([abs(a.skill_level - b.skill_level) for a, b in zip(expert, said, strict=True)]))


def _f1(expert: Sequence[Assessment], said: Sequence[Assessment]) -> float:
    return macro_f1([one.question_class for one in expert], [one.question_class for one in said])


def _commonest(examples: Sequence[Example]) -> Assessment:
    """Return the level and the class that experts named most in what is learnt from."""
    said = [found for row in examples if (found := assessment.read(prompts.said(row.completion)))]
    level, _ = Counter(one.skill_level for one in said).most_common(1)[0]
    name, _ = Counter(one.question_class for one in said).most_common(1)[0]
    return Assessment(skill_level=level, question_class=name)


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"what": what, "value": round(value, 4), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(f"{line['what']!s:60} {line['value']:<12} {'' if line['target'] is None else line['target']}")
