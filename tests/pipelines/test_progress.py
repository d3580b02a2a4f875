"""Progress: events become lines, and the first failure is what is explained."""

from __future__ import annotations

from itertools import count

import pytest

from pipelines.progress import show
from talktrack.systems.pipeline_runs import ENDED, FAILED, STARTED, SUCCEEDED, RunEvent

Say = pytest.CaptureFixture[str]
CLEAN = [RunEvent(STARTED, "clean"), RunEvent(SUCCEEDED, "clean")]


def _show(events: list[RunEvent]) -> RunEvent:
    ticks = count(0.0, 1.5)
    return show("ingestion", events, clock=lambda: next(ticks))


def test_a_good_run_ends_well(capsys: Say) -> None:
    """Each task is a line with its seconds."""
    ended = _show([*CLEAN, RunEvent(ENDED, "")])

    assert (ended.kind, capsys.readouterr().out.split()[:4]) == (ENDED, ["clean", "done", "1.5", "s"])


def test_the_first_failure_is_returned(capsys: Say) -> None:
    """What failed after it failed because of it."""
    first = RunEvent(FAILED, "redact", ["ValueError: no key"])
    ended = _show([*CLEAN, RunEvent(STARTED, "redact"), first, RunEvent(FAILED, "loop"), RunEvent(FAILED, "")])

    assert ended == first
    assert "FAILED" in capsys.readouterr().out


def test_a_run_without_events_is_failed() -> None:
    """The process died before it said anything."""
    assert _show([]) == RunEvent(FAILED, "", ["the run never started"])
