"""The step over a repository and a registry."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Pointer
from talktrack.core.release import ReleaseManifest
from talktrack.operations.impact.comparison import BETTER, MISSING
from talktrack.operations.impact.step import Report, Settings, first_release, run
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from tests.operations.impact.samples import NOW, SINCE, TENANT, fill

MANIFEST = ReleaseManifest(
    id="r1",
    tenant=TENANT,
    base_id="base",
    tokenizer_sha256="t",
    prompt_version="1",
    encoder_version="e",
    adapters={},
    created_at=SINCE.isoformat(),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a home with a tenant whose business changed, and two releases of which the second serves."""
    path = str(tmp_path_factory.mktemp("impact"))
    fill(open_repository(path, TENANT, create=True))
    registry = open_registry(path, TENANT)
    second = msgspec.structs.replace(MANIFEST, id="r2", parent="r1", created_at=NOW.isoformat())
    for manifest in (MANIFEST, second):
        registry.register(manifest, tmp_path_factory.mktemp(manifest.id))
    registry.move(Pointer(), champion="r2", candidate=None)
    return path


@pytest.fixture(scope="module")
def report(home: str) -> Report:
    """Return what the step finds there."""
    return run(open_repository(home, TENANT), open_registry(home, TENANT), Settings(), NOW)


def test_the_first_release_of_the_champions_line_divides(home: str, report: Report) -> None:
    """Not the newest one, and nothing at all while none serves."""
    assert first_release(open_registry(home, TENANT)) == report.since == SINCE
    assert first_release(open_registry(home, "nobody")) is None


def test_what_got_better_is_found(report: Report) -> None:
    """Wins, days, use and corrections changed; amounts did not, and the time of tasks only by help."""
    verdicts = {change.measure.name: change.verdict for change in report.sections["Before and after"]}

    assert {name for name, verdict in verdicts.items() if verdict == BETTER} == {
        "win rate",
        "days from first call to signature",
        "active users a week",
        "sessions a week",
        "answers that were corrected",
    }
    assert [change.verdict for change in report.sections["With help and alone"]] == [BETTER]


def test_figures_are_those_of_the_records(report: Report) -> None:
    """Counted by hand: deals on both sides, the currency of most amounts, weeks that were watched."""
    changes = {change.measure.name: change for change in report.sections["Before and after"]}

    assert changes["win rate"].sizes == (150, 150)
    assert 0.2 < changes["win rate"].before < 0.4 < changes["win rate"].after < 0.7
    assert changes["days from first call to signature"].difference == pytest.approx(-20, abs=1)
    assert changes["average deal size"].measure.unit == "EUR"
    assert changes["active users a week"].after == pytest.approx(0.95 * 12, abs=1)


def test_arms_of_one_time_are_compared(report: Report) -> None:
    """With six users each there is too little, and it says so."""
    (name,) = set(report.sections) - {"Before and after", "With help and alone"}

    assert name == "release-1 against release-0"
    assert {change.verdict for change in report.sections[name]} == {MISSING}
    assert "6 users with release-1, 6 users with release-0" in report.sections[name][-2].note


def test_an_empty_tenant_is_told_what_is_missing(tmp_path: Path) -> None:
    """No release, no arms, no figures, and no failure."""
    repository = open_repository(str(tmp_path), TENANT, create=True)
    found = run(repository, open_registry(str(tmp_path), TENANT), Settings(as_of="newest"), NOW)

    assert (found.sections, len(found.notes)) == ({}, 2)


@pytest.mark.parametrize("settings", [{"since": "soon"}, {"as_of": "later"}, {"window_days": 0}])
def test_settings_that_cannot_work(settings: dict[str, str | int]) -> None:
    """Before any data is read."""
    with pytest.raises(ConfigurationInvalidError):
        Settings(**settings)  # type: ignore[arg-type]
