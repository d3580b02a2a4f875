"""Drift as KFP runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.findings import Findings
from talktrack.core.home import TenantHome
from talktrack.core.tables import CONVERSATIONS
from talktrack.operations.drift.component import drift
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store


def test_the_component_writes_page_findings_and_metrics(tmp_path: Path) -> None:
    """Two runs over 120 conversations: the second compares, finds nothing and draws its page."""
    home = str(tmp_path / "home")
    rows = [
        Conversation(
            id=f"c-{number}",
            tenant="acme",
            event_id=f"e-{number}",
            source="zoom",
            channel="call",
            duration_s=60.0 * (number % 17),
            started_at=datetime(2026, 1, 1 + number % 6, tzinfo=UTC),
        )
        for number in range(120)
    ]
    open_repository(home, "acme", create=True).publish(CONVERSATIONS, rows)
    logged: dict[str, float] = {}
    outputs = {name: SimpleNamespace(path=str(tmp_path / name)) for name in ("report", "findings")}
    metrics = SimpleNamespace(log_metric=logged.__setitem__)

    for _ in range(2):
        severity = drift.python_func(**outputs, metrics=metrics, tenant="acme", home=home, as_of="newest")

    found = msgspec.json.decode((tmp_path / "findings").read_bytes(), type=Findings)
    assert severity == "none"
    assert {finding.verdict for finding in found.items} == {"stable"}
    assert logged["stable"] == len(found.items)
    assert "<svg" in (tmp_path / "report").read_text()
    assert open_store(TenantHome(home, "acme").reports).read("drift.html") == (tmp_path / "report").read_bytes()
