"""The story over a real repository: what is kept, what is refused, and what stays in service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Features, Fitted, Head, Heads
from talktrack.core.tables import FEEDBACK
from talktrack.engines.linear_heads import LogisticFitter
from talktrack.systems.repository import LanceRepository, open_repository
from talktrack.training.train_heads.material import Shares
from talktrack.training.train_heads.step import Fitters, Order, Result, run
from tests.samples import WordEncoder
from tests.training.train_heads.toy import TENANT, level_event

ORDER = Order(Shares(exam=0.4), min_labels=50, min_levels=10)
ENCODER = WordEncoder(dimension=64)
FITTERS = Fitters(LogisticFitter(strength=0.1), LogisticFitter(strength=0.1))


@dataclass(frozen=True)
class Confused(LogisticFitter):
    """A fitter that learns the labels of other rows."""

    def fit(self, features: Features, labels: Sequence[str]) -> Fitted:
        """Turn the labels around."""
        return super().fit(features, list(reversed(labels)))


def _trained(repository: LanceRepository, before: Heads | None = None, order: Order = ORDER) -> Result:
    return run(repository, ENCODER, FITTERS, before, order)


def _verdicts(result: Result) -> dict[str, str]:
    return {one.kind: one.verdict.name for one in result.trials}


def test_heads_that_hear_what_rules_cannot_are_kept(repository: LanceRepository) -> None:
    """The words are in no list of cues. Nobody labelled techniques or levels, so rules go on with those."""
    result = _trained(repository)

    assert result.verdict == "kept"
    assert _verdicts(result) == {"question": "kept", "technique": "refused", "objection": "kept", "skill": "refused"}
    assert result.figures["question.macro_f1"] > 0.95
    assert result.figures["question.macro_f1_before"] < 0.5
    assert result.heads is not None
    assert [head.kind for head in result.heads.heads] == ["objection", "question"]
    assert result.heads.encoder_version == ENCODER.version


def test_the_same_labels_prove_nothing_over_heads_that_learnt_them(repository: LanceRepository) -> None:
    """In service are heads that hear as well: both stay."""
    first = _trained(repository).heads
    result = _trained(repository, first)

    assert (result.verdict, result.heads) == ("refused", None)
    assert "not proven better than the head in service" in result.trials[0].verdict.reason


def test_a_worse_head_leaves_the_one_in_service(repository: LanceRepository) -> None:
    """One that learns nonsense is refused; where the one in service is deaf it is beaten, and the other stays."""
    good = _trained(repository).heads
    assert good is not None
    worse = run(repository, ENCODER, Fitters(Confused(), Confused()), good, ORDER)
    spoilt = [_deaf(head) if head.kind == "question" else head for head in good.heads]
    result = _trained(repository, Heads(encoder_version=ENCODER.version, heads=spoilt))

    assert set(_verdicts(worse).values()) == {"refused"}
    assert _verdicts(result)["question"] == "kept"
    assert result.heads is not None
    assert result.heads.by_kind()["objection"].head == good.by_kind()["objection"].head


def _deaf(head: Head) -> Head:
    nothing = [[0.0] * len(row) for row in head.weights]
    return Head(kind=head.kind, classes=head.classes, weights=nothing, bias=head.bias)


@pytest.mark.parametrize("order", [replace(ORDER, min_labels=10_000), replace(ORDER, max_labels=20)])
def test_too_few_labels_train_nothing(repository: LanceRepository, order: Order) -> None:
    """The run is green and says how many are needed."""
    result = _trained(repository, order=order)

    assert result.verdict == "refused"
    assert "are needed" in result.trials[0].verdict.reason


def test_a_tenant_without_labels_trains_nothing(home: str) -> None:
    """An empty table is too few."""
    result = run(open_repository(home, TENANT), ENCODER, FITTERS, None, ORDER)

    assert (result.verdict, set(_verdicts(result).values())) == ("refused", {"refused"})


def test_levels_train_a_head_of_skill(repository: LanceRepository) -> None:
    """Experts like calls with two questions about consequences: the head learns it, the formula cannot know."""
    scan = [event for event in repository.scan(FEEDBACK) if event.text == "question:consequence"]
    counts = {number: sum(event.subject == f"c{number}" for event in scan) for number in range(60)}
    repository.publish(FEEDBACK, [level_event(n, 5.0 if count > 1 else 1.0) for n, count in counts.items()])
    result = _trained(repository)

    assert result.figures["skill.weighted_kappa"] > max(0.5, result.figures["skill.weighted_kappa_before"])


@pytest.mark.parametrize("changes", [{"shares": Shares(exam=0.0)}, {"shares": Shares(exam=0.9)}, {"min_labels": 0}])
def test_an_order_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    """Before any work is done."""
    with pytest.raises(ConfigurationInvalidError):
        replace(ORDER, **changes)  # type: ignore[arg-type]
