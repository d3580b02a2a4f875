"""Report as a task: a page with the run's numbers, and a copy of it in the home."""

from __future__ import annotations

from pathlib import Path

from kfp import dsl

from talktrack.core.home import TenantHome
from talktrack.core.ports import LiveIndex
from talktrack.ingestion.index.step import run as publish
from talktrack.ingestion.report.component import report
from talktrack.systems.repository import open_repository
from talktrack.systems.vectors.lancedb import open_lance
from tests.ingestion.index.shards import OCCASION, case, write_shard
from tests.samples import TENANT, call


def _status(state: str) -> dsl.PipelineTaskFinalStatus:
    return dsl.PipelineTaskFinalStatus(
        state=state,
        pipeline_job_resource_name="run-1",
        pipeline_task_name="report",
        error_code=None,
        error_message=None,
    )


def test_the_page_shows_the_runs_numbers(tmp_path: Path) -> None:
    """Reasons and counts are there, what was said is not, and the home keeps the same page."""
    home = str(tmp_path / "home")
    shard = write_shard(tmp_path, [call(identity=f"c{n}") for n in range(13)], [case()])
    publish(
        shard,
        OCCASION,
        open_repository(home, TENANT, create=True),
        open_lance(home, TENANT),
        LiveIndex("chunks-words-16", "words@1"),
    )
    page = dsl.HTML(uri=str(tmp_path / "page.html"))
    report.python_func(page, TENANT, home, "run-1", _status("SUCCEEDED"))
    text = (tmp_path / "page.html").read_text()

    assert text.startswith("<!doctype html>")
    assert all(part in text for part in ("Ingestion of acme", "succeeded", "<b>13</b>", "too_few_turns", "gong"))
    assert "Hello Bob" not in text
    assert (Path(TenantHome(home, TENANT).reports) / "ingestion.html").read_text() == text


def test_a_failed_run_has_a_page_too(tmp_path: Path) -> None:
    """Nothing was published, and the page says so."""
    home = str(tmp_path / "home")
    open_repository(home, TENANT, create=True)
    page = dsl.HTML(uri=str(tmp_path / "page.html"))
    report.python_func(page, TENANT, home, "run-1", _status("FAILED"))

    assert "<b>failed</b>" in (tmp_path / "page.html").read_text()
