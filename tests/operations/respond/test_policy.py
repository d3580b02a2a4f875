"""From severity to plan: the table, the limit and the silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.findings import SEVERITIES, Finding, Findings
from talktrack.operations.respond.history import History, Limits, Retrain
from talktrack.operations.respond.plan import ORDER, RETRAINING, Plan
from talktrack.operations.respond.policy import decide

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = Limits()


def finding(source: str, severity: str, name: str = "words", verdict: str = "drifted") -> Finding:
    """A finding."""
    return Finding(source=source, name=name, verdict=verdict, severity=severity, reason="PSI 0.3")


def plan(*items: Finding, history: History | None = None, note: str = "") -> Plan:
    """The plan for some findings."""
    findings = Findings(tenant="acme", as_of="2026-03-01", items=list(items), note=note)
    return decide(findings, history or History(), LIMITS, NOW)


def kinds(made: Plan) -> list[str]:
    """The plan's actions without their reasons."""
    return [action.kind for action in made.actions]


def past(*days: float) -> History:
    """Retrainings some days ago."""
    ages = enumerate(days)
    return History(
        retrains=[Retrain(plan=f"p-{n}", kind="retrain_full", at=NOW - timedelta(days=age)) for n, age in ages]
    )


@pytest.mark.parametrize(
    ("source", "severity", "expected"),
    [
        ("inputs", "none", ["nothing"]),
        ("inputs", "low", ["notify"]),
        ("inputs", "medium", ["investigate", "notify"]),
        ("inputs", "high", ["retrain_incremental", "notify"]),
        ("inputs", "critical", ["retrain_full", "investigate", "notify"]),
        ("quality", "none", ["nothing"]),
        ("quality", "low", ["notify"]),
        ("quality", "medium", ["retrain_incremental", "notify"]),
        ("quality", "high", ["retrain_full", "investigate", "notify"]),
        ("quality", "critical", ["roll_back", "investigate", "notify"]),
        ("unheard-of", "critical", ["retrain_full", "investigate", "notify"]),
    ],
)
def test_a_severity_has_its_actions(source: str, severity: str, expected: list[str]) -> None:
    """The table of the README, row by row."""
    assert kinds(plan(finding(source, severity))) == expected


def test_an_action_says_why() -> None:
    """The worst finding comes first, the others are counted and named."""
    made = plan(finding("inputs", "medium", "turns"), finding("inputs", "critical", "words"))
    investigate = made.actions[1]

    assert investigate.reason == "words is critical (PSI 0.3) and 1 more"
    assert investigate.findings == ["words", "turns"]


def test_a_full_retraining_takes_the_incremental_ones_place() -> None:
    """One retraining answers both findings."""
    made = plan(finding("inputs", "high", "turns"), finding("quality", "high", "golden"))

    assert kinds(made) == ["retrain_full", "investigate", "notify"]
    assert sorted(made.actions[0].findings) == ["golden", "turns"]


def test_missing_data_means_hold() -> None:
    """Inconclusive findings lead to nothing, and the reason says so."""
    made = plan(finding("inputs", "none", verdict="inconclusive"), finding("inputs", "none", verdict="stable"))

    assert kinds(made) == ["nothing"]
    assert made.actions[0].reason.startswith("1 of 2 findings are inconclusive")


def test_a_first_look_passes_its_note_on() -> None:
    """The run that made the reference found nothing, and why."""
    assert plan(note="this run made the reference").actions[0].reason == "this run made the reference"


def test_after_two_retrainings_a_person_decides() -> None:
    """The third within the window becomes an investigation."""
    made = plan(finding("inputs", "critical"), history=past(10, 5))

    assert kinds(made) == ["investigate", "notify"]
    assert made.actions[0].reason.startswith("no retraining: 2 automatic retrainings in 14 days")


def test_a_retraining_that_just_began_is_waited_for() -> None:
    """The same findings a day later ask for no second one."""
    made = plan(finding("inputs", "high"), history=past(1))

    assert kinds(made) == ["investigate", "notify"]
    assert "wait for its result" in made.actions[0].reason


def test_old_retrainings_are_forgotten() -> None:
    """What lies before the window does not count."""
    assert plan(finding("inputs", "high"), history=past(20, 15, 14)).retrain == "retrain_incremental"


def test_rolling_back_has_no_limit() -> None:
    """Quality comes first however often it was retrained."""
    made = plan(finding("quality", "critical"), finding("inputs", "high"), history=past(1, 2))

    assert kinds(made) == ["roll_back", "investigate", "notify"]


def test_a_plan_does_not_stand_in_its_own_way() -> None:
    """Deciding again after its own entry was made gives the same plan."""
    first = plan(finding("inputs", "high"))
    entry = Retrain(plan=first.id, kind="retrain_incremental", at=NOW)

    assert plan(finding("inputs", "high"), history=History(retrains=[entry])) == first


some_findings = st.lists(
    st.builds(finding, st.sampled_from(["inputs", "quality"]), st.sampled_from(SEVERITIES)), max_size=6
)


@given(some_findings, st.lists(st.floats(0, 30), max_size=4))
def test_every_plan_is_ordered_and_bounded(items: list[Finding], ages: list[float]) -> None:
    """Never empty, no kind twice, the most urgent first, at most one retraining, none beyond the limit."""
    history = past(*ages)
    made = plan(*items, history=history)
    found = kinds(made)

    assert found
    assert found == sorted(set(found), key=ORDER.index)
    assert sum(kind in RETRAINING for kind in found) <= 1
    assert made.retrain is None or history.refusal(made.id, LIMITS, NOW) is None
    assert ("roll_back" in found) == any(f.source == "quality" and f.severity == "critical" for f in items)
