"""Impact as KFP runs it."""

from __future__ import annotations

from pathlib import Path

from kfp import local

from talktrack.core.home import TenantHome
from talktrack.core.outcomes import PATH, Comparison, Outcomes, decode
from talktrack.operations.impact.component import impact
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store
from tests.operations.impact.samples import NOW, SINCE, TENANT, fill


def test_the_component_writes_its_page_and_metrics(tmp_path: Path) -> None:
    """Sentences, tables and plots; the same page lies with the tenant's reports."""
    home = str(tmp_path / "home")
    fill(open_repository(home, TENANT, create=True))
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    task = impact(tenant=TENANT, home=home, since=SINCE.isoformat(), as_of=NOW.isoformat())
    page = Path(task.outputs["report"].path).read_text()
    metrics = task.outputs["metrics"].metadata

    assert "Win rate: " in page
    assert "More than chance explains: more than before, which is better." in page
    assert "<svg" in page
    assert metrics["better"] == 6
    assert metrics["Before and after: win rate, low"] > 0
    assert open_store(TenantHome(home, TENANT).reports).read("impact.html").decode() == page


def test_the_component_keeps_what_a_rollout_reads(tmp_path: Path) -> None:
    """Arms that were served together, as of the time that was looked at; six users each are too few for a share."""
    home = str(tmp_path / "home")
    fill(open_repository(home, TENANT, create=True))
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=str(tmp_path / "runs"))
    impact(tenant=TENANT, home=home, as_of=NOW.isoformat())

    assert decode(open_store(TenantHome(home, TENANT).monitoring).read(PATH)) == Outcomes(
        tenant=TENANT,
        as_of_s=NOW.timestamp(),
        comparisons=(Comparison(baseline="release-0", other="release-1", measures={}),),
    )
