"""Respond with its memory: dry runs leave none, storms stop, races leave one winner."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.findings import Finding, Findings
from talktrack.core.ports import BlobStore
from talktrack.operations.respond.history import Limits
from talktrack.operations.respond.plan import Plan
from talktrack.operations.respond.step import HISTORY, read_findings, run
from talktrack.systems.storage import open_store
from talktrack.world.gcs import GcsServer

START = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = Limits(max_retrains=2, window_days=14, cooldown_days=0)


@pytest.fixture(params=["local", "gs-stand-in"])
def monitoring(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlobStore]:
    """An empty monitoring folder."""
    if request.param == "local":
        yield open_store(str(tmp_path / "monitoring"))
        return
    with GcsServer() as cloud:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
        yield open_store("gs://talktrack/home/acme/monitoring")


def findings(day: int = 0, severity: str = "high") -> Findings:
    """One loud finding on a day of March."""
    item = Finding(source="inputs", name="words", verdict="drifted", severity=severity, reason="PSI 0.3")
    return Findings(tenant="acme", as_of=(START + timedelta(days=day)).isoformat(), items=[item])


def respond(monitoring: BlobStore, day: int = 0, *, dry_run: bool = False) -> Plan:
    """Respond to that day's findings on that day."""
    return run(findings(day), monitoring, LIMITS, START + timedelta(days=day), dry_run=dry_run)


def test_a_dry_run_leaves_no_trace(monitoring: BlobStore) -> None:
    """The plan is the same as the real one."""
    planned = respond(monitoring, dry_run=True)

    assert list(monitoring.list()) == []
    assert planned == respond(monitoring)


def test_a_plan_is_kept(monitoring: BlobStore) -> None:
    """As JSON under its id."""
    made = respond(monitoring)

    assert msgspec.json.decode(monitoring.read(f"respond/plans/{made.id}.json"), type=Plan) == made


def test_twice_is_the_same_as_once(monitoring: BlobStore) -> None:
    """The same findings again add no entry and give the same plan."""
    first = respond(monitoring)
    before = monitoring.read(HISTORY)

    assert respond(monitoring) == first
    assert monitoring.read(HISTORY) == before


def test_a_storm_stops(monitoring: BlobStore) -> None:
    """Bad news every day: two retrainings, then a person; two weeks later one more."""
    first_kinds = [respond(monitoring, day).first for day in (0, 1, 2, 3, 4, 14)]

    assert first_kinds == [
        "retrain_incremental",
        "retrain_incremental",
        "investigate",
        "investigate",
        "investigate",
        "retrain_incremental",
    ]


def test_racing_runs_stay_within_the_limit(monitoring: BlobStore) -> None:
    """Six runs with six findings at once: two retrain."""
    with ThreadPoolExecutor(6) as pool:
        plans = list(
            pool.map(
                lambda number: run(findings(number), monitoring, LIMITS, START + timedelta(days=6), dry_run=False),
                range(6),
            )
        )

    assert sorted(plan.first for plan in plans) == ["investigate"] * 4 + ["retrain_incremental"] * 2


def test_a_damaged_history_stops_everything(monitoring: BlobStore) -> None:
    """Rather no plan than a storm."""
    monitoring.write(HISTORY, b"{")

    with pytest.raises(ConfigurationInvalidError, match="mend or remove"):
        respond(monitoring)


def test_findings_of_another_tenant_are_refused(tmp_path: Path) -> None:
    """Tenants never mix."""
    (tmp_path / "findings").write_bytes(msgspec.json.encode(findings()))

    assert read_findings(tmp_path / "findings", "acme") == findings()
    with pytest.raises(ConfigurationInvalidError, match="tenant acme"):
        read_findings(tmp_path / "findings", "globex")


def test_something_else_is_refused(tmp_path: Path) -> None:
    """The message names the right input."""
    (tmp_path / "findings").write_text("<html>")

    with pytest.raises(ConfigurationInvalidError, match="findings output of drift"):
        read_findings(tmp_path / "findings", "acme")
