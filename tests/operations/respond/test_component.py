"""Respond as KFP runs it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from talktrack.core.findings import Finding, Findings
from talktrack.core.home import TenantHome
from talktrack.operations.respond.component import respond
from talktrack.systems.storage import open_store

FINDINGS = Findings(
    tenant="acme",
    as_of="2026-03-01T00:00:00+00:00",
    items=[Finding(source="inputs", name="words", verdict="drifted", severity="critical", reason="PSI 0.9")],
)


@pytest.mark.parametrize(("dry_run", "expected", "plans"), [(True, "nothing", 0), (False, "retrain_full", 1)])
def test_the_component_prints_the_plan_and_applies_it_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dry_run: bool, expected: str, plans: int
) -> None:
    """A dry run prints the same plan, keeps nothing and asks for nothing."""
    (tmp_path / "findings").write_bytes(msgspec.json.encode(FINDINGS))
    logged: dict[str, float] = {}
    home = str(tmp_path / "home")

    action = respond.python_func(
        findings=SimpleNamespace(path=str(tmp_path / "findings")),
        report=SimpleNamespace(path=str(tmp_path / "report")),
        metrics=SimpleNamespace(log_metric=logged.__setitem__),
        tenant="acme",
        home=home,
        dry_run=dry_run,
    )

    assert action == expected
    assert "retrain_full: words is critical (PSI 0.9)" in capsys.readouterr().out
    assert logged["retrain_full"] == 1
    assert "retrain full" in (tmp_path / "report").read_text()
    assert len(list(open_store(TenantHome(home, "acme").monitoring).list("respond/plans/"))) == plans
