"""What a finished local run prints."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec
import pytest

from pipelines import summaries
from pipelines.local_runs import Outcome
from talktrack.core.conversation import Conversation
from talktrack.core.findings import DRIFTED, STABLE, Finding, Findings
from talktrack.core.home import TenantHome
from talktrack.core.records import MERGED, Quarantined
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, QUARANTINE
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from tests.samples import TENANT, call


def test_a_run_that_adds_nothing_says_so(tmp_path: Path) -> None:
    """The totals of a home look the same after every run; what is new does not."""
    home = str(tmp_path)
    open_repository(home, TENANT, create=True).publish(CONVERSATIONS_RAW, [call()])
    known = summaries.read_so_far(TENANT, home)
    facts = summaries.ingested(open_repository(home, TENANT), known)

    assert (known, facts["records read"]) == (1, "1 (0 new)")


def test_a_second_record_of_a_call_is_no_loss(tmp_path: Path) -> None:
    """What was merged into a better record and what is held are told apart."""
    repository = open_repository(str(tmp_path), TENANT, create=True)
    ready, merged, held = (call(identity=name) for name in ("c-ready", "c-merged", "c-held"))
    repository.publish(CONVERSATIONS_RAW, [ready, merged, held])
    repository.publish(CONVERSATIONS, [ready])
    question = msgspec.structs.replace(_held(merged), id="q2", status="dropped", decided_by=MERGED)
    repository.publish(QUARANTINE, [_held(held), question])
    facts = summaries.ingested(repository)

    assert facts["other records of the same call"] == "1"
    assert (facts["conversations ready"], facts["held in quarantine"]) == ("1 (50.0%)", "1")


def _held(conversation: Conversation) -> Quarantined:
    return Quarantined(
        id="q1",
        tenant=TENANT,
        stage="gate",
        uri="in/a.json",
        sha256="0",
        reasons=["too_few_turns"],
        severity="high",
        suggestion="Look at it.",
        conversation=conversation,
    )


def test_a_tenant_that_is_not_there_has_read_nothing(tmp_path: Path) -> None:
    """The first ingestion makes it."""
    assert summaries.read_so_far(TENANT, str(tmp_path)) == 0


def test_monitoring_tells_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Severity first, then what drifted."""
    home = str(tmp_path)
    open_repository(home, TENANT, create=True)
    items = [
        Finding(source="inputs", name=name, verdict=verdict, severity=severity, reason="psi")
        for name, verdict, severity in (("topics", DRIFTED, "high"), ("turns", STABLE, "none"))
    ]
    document = msgspec.json.encode(Findings(tenant=TENANT, as_of="2026-01-05", items=items))
    open_store(TenantHome(home, TENANT).monitoring).write(summaries.FINDINGS, document)
    summaries.show("monitoring", TENANT, home, known=0, outcome=Outcome(good=True, metrics={}, pages=[]))
    told = capsys.readouterr().out

    assert [line for line in told.splitlines() if "severity" in line and "high" in line]
    assert [line for line in told.splitlines() if "drifted" in line and "topics" in line]


def test_too_few_examples_are_the_reason_that_is_told(tmp_path: Path) -> None:
    """With how many there were, and what was refused on the way."""
    home = str(tmp_path)
    metrics = defaultdict(
        dict, {"examples": {"good": 5.0, "enough": 0.0}, "feedback": {"rejected_not_json": 2.0, "new": 0.0}}
    )
    repository = open_repository(home, TENANT, create=True)
    facts = summaries.trained(repository, open_registry(home, TENANT), metrics)

    assert facts["no release"] == "5 good examples are fewer than min_examples: bring more calls and feedback"
    assert facts["feedback lines refused"] == "2 (not_json 2)"
    assert facts["feedback events that are new"] == "0"


def test_only_the_pages_of_this_run_are_shown(tmp_path: Path) -> None:
    """A short run leaves the pages of a longer one behind, but does not call them its own."""
    place = TenantHome(str(tmp_path), TENANT)
    for name in ("feedback-report", "evaluate-page"):
        open_store(place.reports).write(f"training/{name}.html", b"<!doctype html>")

    assert [Path(page).stem for page in summaries.pages(place, "training")] == ["evaluate-page", "feedback-report"]
    assert [Path(page).stem for page in summaries.pages(place, "training", ["training/feedback-report.html"])] == [
        "feedback-report"
    ]
