"""Scores of train_heads and analyze: what is heard in calls of accounts that no head was trained on.

Run `python -m tests.benchmarks.score_heads second`. A tenant that speaks the book trains heads on the turn labels of
its experts, with the tiny encoder, which learnt only `first`; its held-out accounts judge them. Beside that: the same
calls heard by rules, by heads of a tenant that speaks `first`, and by heads for which nobody labelled anything: they
learnt from what a starter of that tenant hears in this one's calls, less those of the held-out accounts.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.models import build_all
from talktrack.core.effectiveness import level_of
from talktrack.core.hearing import SAID_BY, Hearing, sides_of
from talktrack.core.ports import Encoder
from talktrack.core.records import Analysis, FeedbackEvent
from talktrack.core.sales_labels import NONE, OBJECTION, QUESTION
from talktrack.core.starter import Starter
from talktrack.core.tables import CONVERSATIONS, FEEDBACK
from talktrack.core.weighted_kappa import weighted_kappa
from talktrack.engines.encoder import open_encoder
from talktrack.engines.linear_heads import OF_CALLS, LogisticFitter
from talktrack.engines.word_heads import LogisticWordReader
from talktrack.systems.repository import open_repository
from talktrack.training.train_heads.figures import Judged, calibration_error, macro_f1
from talktrack.training.train_heads.material import EXAM, Shares, side_of
from talktrack.training.train_heads.step import Fitters, Order, Result, run
from talktrack.training.train_heads.transfer import Start
from talktrack.world.feedback import events
from talktrack.world.organisation import Organisation
from tests.benchmarks.score_encoder import TENANT, TURNS, Said, prepared

SEED, CALLS = 501, 500
OWN, FOREIGN = "heads of this tenant", "heads of a tenant that speaks first"
STARTED = "heads of this tenant without labels, by the starter of one that speaks first"
TARGETS = {OWN: 0.9, STARTED: 0.65}
KAPPA = 0.75
Row = dict[str, object]


def score(book: str, conversations: int = CALLS, seed: int = SEED) -> list[Row]:
    """Return what heads and rules hear on held-out accounts: step, what, value, target, command."""
    encoder = open_encoder(build_all(["encoder"])["encoder"])
    said = list(prepared(book, seed, conversations))
    exam = [(truth, call) for truth, call in said if side_of(truth.account_id, Shares()) == EXAM]
    hearings = {OWN: trained(book, said, seed, encoder).heads, "rules": None}
    if book != "first":
        other = trained("first", list(prepared("first", seed, conversations)), seed, encoder)
        hearings[FOREIGN] = other.heads
        hearings[STARTED] = started(said, other.starter, encoder).heads
    found = [row for who, heads in hearings.items() for row in _rows(who, Hearing(heads), exam, encoder)]
    found.append({"what": "held-out accounts", "value": len({truth.account_id for truth, _ in exam}), "target": None})
    command = f"python -m tests.benchmarks.score_heads {book} {conversations} {seed}"
    return [{"step": "train_heads"} | row | {"command": command} for row in found]


def trained(book: str, said: Sequence[Said], seed: int, encoder: Encoder) -> Result:
    """Return what a tenant trains on what its experts said: its heads, and a starter for others."""
    organisation = Organisation(seed=seed, tenant=TENANT, book=book, conversations=len(said), turns=TURNS)
    return _run(said, _labels(organisation, said), encoder, None)


def started(said: Sequence[Said], starter: Starter | None, encoder: Encoder) -> Result:
    """Return what a tenant without a label trains on calls of the accounts that are not held out."""
    assert starter is not None
    heard = [(truth, call) for truth, call in said if side_of(truth.account_id, Shares()) != EXAM]
    return _run(heard, iter(()), encoder, Start(starter, LogisticWordReader()))


def _run(said: Sequence[Said], labels: Iterator[FeedbackEvent], encoder: Encoder, start: Start | None) -> Result:
    with TemporaryDirectory() as scratch:
        repository = open_repository(str(Path(scratch) / "home"), TENANT, create=True)
        repository.publish(CONVERSATIONS, (call for _, call in said))
        repository.publish(FEEDBACK, labels)
        fitters = Fitters(LogisticFitter(), LogisticFitter(OF_CALLS), start)
        return run(repository, encoder, fitters, None, Order())


def _labels(organisation: Organisation, said: Sequence[Said]) -> Iterator[FeedbackEvent]:
    for truth, _ in said:
        yield from (event for event in events(organisation, truth) if event.kind in {"turn_label", "expert_label"})


def _rows(who: str, hearing: Hearing, exam: Sequence[Said], encoder: Encoder) -> Iterator[Row]:
    heard = [hearing.analysis(call, encoder.encode([turn.text for turn in call.turns])) for _, call in exam]
    for kind in SAID_BY:
        judged = _judged(kind, exam, heard)
        target = TARGETS.get(who) if kind in {QUESTION, OBJECTION} else None
        yield _row(f"{who}: {kind} macro-F1", macro_f1(judged.right, judged.heard), target)
        yield _row(f"{who}: {kind} calibration error of what was heard", calibration_error(_sure(judged)))
    levels = [level_of(0.5 if one.effectiveness is None else one.effectiveness) for one in heard]
    kappa = weighted_kappa([truth.skill for truth, _ in exam], levels)
    yield _row(f"{who}: skill level, weighted kappa", kappa, KAPPA if who == OWN else None)
    yield _row(f"{who}: handling met or missed, macro-F1", _handling(exam, heard))
    if who == "rules":
        yield _row("traits of the prospects, F1", _traits(exam, heard))


def _judged(kind: str, exam: Sequence[Said], heard: Sequence[Analysis]) -> Judged:
    """Return all held-out turns of one kind; what has no label was heard to be none."""
    columns = defaultdict[str, list[str]](list)
    sure: list[float] = []
    for (truth, call), analysis in zip(exam, heard, strict=True):
        labels = {one.turn: one for one in analysis.labels if one.kind == kind}
        for place, (turn, side) in enumerate(zip(truth.turns, sides_of(call), strict=True)):
            if side == SAID_BY[kind]:
                one = labels.get(place)
                columns["right"].append(getattr(turn, kind))
                columns["heard"].append(one.label if one else NONE)
                columns["accounts"].append(truth.account_id)
                sure.append(one.confidence if one else -1.0)
    return Judged(columns["right"], columns["heard"], sure, columns["accounts"])


def _sure(judged: Judged) -> Judged:
    """Return only what was heard to be something: none has no label that could be sure."""
    places = [place for place, value in enumerate(judged.confidence) if value >= 0]
    return Judged(*([column[place] for place in places] for column in _columns(judged)))  # type: ignore[arg-type]


def _columns(judged: Judged) -> tuple[Sequence[str], Sequence[str], Sequence[float], Sequence[str]]:
    return judged.right, judged.heard, judged.confidence, judged.accounts


def _handling(exam: Sequence[Said], heard: Sequence[Analysis]) -> float:
    """Return the macro-F1 over the turns that raise an objection in truth; one that was not heard is wrong."""
    right, found = list[str](), list[str]()
    for (truth, _), analysis in zip(exam, heard, strict=True):
        labels = {one.turn: one.label for one in analysis.labels if one.kind == "handling"}
        for place, outcome in _outcomes([(turn.role, turn.objection, turn.technique) for turn in truth.turns]):
            right.append(outcome)
            found.append(labels.get(place, NONE))
    return macro_f1(right, found)


def _outcomes(turns: Sequence[tuple[str, str, str]]) -> Iterator[tuple[int, str]]:
    """Yield the turns that raise an objection and how it ended: by the script, a reframe is always accepted."""
    open_at: int | None = None
    for place, (role, objection, technique) in enumerate(turns):
        if role == "prospect" and objection != NONE and open_at is None:
            open_at = place
        elif role == "seller" and open_at is not None and technique != "clarify":
            yield open_at, "met" if technique == "reframe" else "missed"
            open_at = -1
        elif role == "prospect" and open_at == -1:
            open_at = None


def _traits(exam: Sequence[Said], heard: Sequence[Analysis]) -> float:
    """Return the F1 of the traits of all who take part, call by call."""
    hits = named = true = 0
    for (truth, _), analysis in zip(exam, heard, strict=True):
        spoke = {turn.person_id for turn in truth.turns}
        traits = {trait for person in truth.people if person.id in spoke for trait in person.traits}
        hits, named, true = hits + len(traits & set(analysis.traits)), named + len(analysis.traits), true + len(traits)
    return 2 * hits / max(named + true, 1)


def _row(what: str, value: float, target: float | None = None) -> Row:
    return {"what": what, "value": round(value, 4), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1], *map(int, sys.argv[2:])):
        print(line)
