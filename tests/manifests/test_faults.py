"""Each bad manifest is caught by the rule or validator that it names; good ones are not."""

from __future__ import annotations

from pathlib import Path
from shutil import which

import pytest

from tests.manifests.__main__ import alert_findings
from tests.manifests.fault import Fault
from tests.manifests.faults import CUSTOM_FAULTS, FAULTS
from tests.manifests.made_pods import made_pods
from tests.manifests.rendering import ROOT, Object
from tests.manifests.rules import BEFORE_APPLY, RULES, findings
from tests.manifests.schemas import CRDS, core_findings, custom_findings, definitions


@pytest.fixture(scope="session")
def folder() -> Path:
    """The definitions of KServe and Trainer."""
    found = definitions()
    if found is None:
        pytest.skip(f"SKIPPED: set {CRDS} to a folder of CustomResourceDefinitions")
    return found


def caught(found: list[Object], *, by_rules: bool = True, by_schemas: bool = True) -> set[str]:
    """Return the rules and validators that find something; schemas of Kubernetes take half a second."""
    ours = findings(found) if by_rules else []
    theirs = core_findings([*found, *made_pods(found)]) if by_schemas else []
    return {one.rule for one in [*ours, *theirs]}


@pytest.mark.parametrize("overlay", ["dev", "gke"])
def test_good_manifests_pass(good: dict[str, list[Object]], overlay: str) -> None:
    """Or what is caught below could have been there before."""
    assert caught(good[overlay]) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.fault)
def test_a_fault_is_caught(good: dict[str, list[Object]], fault: Fault) -> None:
    """By the rule that is meant for it."""
    by_rules = fault.caught_by in RULES

    assert fault.caught_by in caught(fault.applied(good[fault.overlay]), by_rules=by_rules, by_schemas=not by_rules)


@pytest.mark.parametrize("fault", CUSTOM_FAULTS, ids=lambda fault: fault.fault)
def test_a_fault_of_a_custom_kind_is_caught(good: dict[str, list[Object]], folder: Path, fault: Fault) -> None:
    """The API server would drop the field, or refuse the object."""
    bad = fault.applied(good[fault.overlay])

    assert (list(custom_findings(good[fault.overlay], folder)), bool(list(custom_findings(bad, folder)))) == ([], True)


def test_faults_differ_and_are_as_many_as_the_page_says() -> None:
    """Each has a name of its own."""
    page = (ROOT / "manifests" / "README.md").read_text(encoding="utf-8")

    assert len({fault.fault for fault in FAULTS}) == len(FAULTS)
    assert f"{len(FAULTS)} manifests with one fault each, and {len(CUSTOM_FAULTS)} more" in page


def test_an_object_that_is_none_is_caught(good: dict[str, list[Object]]) -> None:
    """Rules do not fall over what they cannot read."""
    broken = Fault("no pods", "limits", "Deployment/talktrack-controller", "spec template spec", "nothing")

    assert "limits" in {one.rule for one in findings(broken.applied(good["gke"]))}


def test_every_rule_can_fail() -> None:
    """A rule without a bad manifest is a wish."""
    assert {*RULES} - {fault.caught_by for fault in FAULTS} == set()


def test_nothing_is_applied_that_nobody_has_built(good: dict[str, list[Object]]) -> None:
    """The digests of the repository stand for others."""
    assert {one.rule for one in findings(good["gke"], BEFORE_APPLY)} == {"images-built"}


def test_an_expression_that_prometheus_cannot_read_is_caught(good: dict[str, list[Object]]) -> None:
    """By Prometheus' own tool."""
    if not which("promtool"):
        pytest.skip("SKIPPED: promtool is not installed (Debian: apt-get install prometheus)")
    broken = Fault("half an expression", "promtool", "PrometheusRule/talktrack", "spec groups 0 rules 1 expr", "sum(")

    assert (list(alert_findings(good["gke"])), len(list(alert_findings(broken.applied(good["gke"]))))) == ([], 1)
