"""``schedule`` over a server that answers as the v2beta1 API says: apply, compare, pause, and runs that survive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.catalogue import published_name
from talktrack.systems.pipeline_server import Server
from talktrack.systems.pipeline_service import PipelineService
from talktrack.world.json_service import Fault
from talktrack.world.pipelines_api import PipelinesApi

FILE = """tenant: acme
params: {home: gs://b/h}
schedules:
  - {name: weekly, pipeline: training, cron: "0 0 3 * * 1", version: VERSION}
  - {name: daily, pipeline: monitoring, cron: "0 30 4 * * *"}
"""


@pytest.fixture
def api(tmp_path: Path) -> Iterator[PipelinesApi]:
    """A server that has both pipelines, training in two versions."""
    (tmp_path / "spec.yaml").write_text("spec")
    with PipelinesApi() as running:
        service = PipelineService(Server(running.url))
        for pipeline, version in (("training", "v1"), ("training", "v2"), ("monitoring", "v1")):
            service.published(published_name(pipeline), version, tmp_path / "spec.yaml")
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with two schedules."""
    target = tmp_path / "schedules.yaml"
    target.write_text(FILE.replace("VERSION", "latest"))
    return target


def schedule(api: PipelinesApi, *words: str) -> int:
    """Call the command line."""
    return main(["schedule", *words, "--host", api.url])


def names(api: PipelinesApi) -> list[tuple[str, str]]:
    """Return the server's recurring runs with their state."""
    return [(one["display_name"], one["status"]) for one in api.told.recurring.values()]


def test_applying_makes_what_the_file_says(api: PipelinesApi, file: Path) -> None:
    """With complete arguments, six fields of cron and the newest version."""
    assert schedule(api, "apply", "--file", str(file)) == 0
    weekly = next(iter(api.told.recurring.values()))

    assert names(api) == [("acme--weekly", "ENABLED"), ("acme--daily", "ENABLED")]
    assert weekly["trigger"]["cron_schedule"]["cron"] == "0 0 3 * * 1"
    assert weekly["runtime_config"]["parameters"] == {"home": "gs://b/h", "tenant": "acme"}
    assert "pipeline_version_id" not in weekly["pipeline_version_reference"]


def test_applying_twice_changes_nothing(api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time reads only, and says so."""
    schedule(api, "apply", "--file", str(file))
    before = len(api.calls)
    schedule(api, "apply", "--file", str(file))

    assert {call.partition(" ")[0] for call in api.calls[before:]} == {"GET"}
    assert capsys.readouterr().out.endswith("The server has the schedules of the file.\n")


@pytest.mark.parametrize(("old", "new"), [("0 0 3 * * 1", "0 0 5 * * 1"), ("gs://b/h", "gs://b/i"), ("latest", "v2")])
def test_a_changed_schedule_is_replaced(api: PipelinesApi, file: Path, old: str, new: str) -> None:
    """Whatever changed: time, arguments or version."""
    schedule(api, "apply", "--file", str(file))
    first = next(iter(api.told.recurring))
    file.write_text(file.read_text().replace(old, new))
    schedule(api, "apply", "--file", str(file))

    assert first not in api.told.recurring
    assert sorted(names(api)) == [("acme--daily", "ENABLED"), ("acme--weekly", "ENABLED")]


def test_a_pinned_version_stays(api: PipelinesApi, file: Path, tmp_path: Path) -> None:
    """A newer version changes nothing for it."""
    file.write_text(FILE.replace("VERSION", "v1"))
    schedule(api, "apply", "--file", str(file))
    PipelineService(Server(api.url)).published(published_name("training"), "v3", tmp_path / "spec.yaml")
    weekly = next(iter(api.told.recurring.values()))
    version = api.told.versions[weekly["pipeline_version_reference"]["pipeline_version_id"]]

    assert version["display_name"] == "v1"


def test_a_run_in_progress_survives_its_schedule(
    api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old schedule begins nothing any more, and goes by a later apply when its run is over."""
    schedule(api, "apply", "--file", str(file))
    first = next(iter(api.told.recurring))
    run = api.told.runs[api.fire(first)]
    file.write_text(FILE.replace("VERSION", "v2"))
    schedule(api, "apply", "--file", str(file))
    during = (run["state"], api.told.recurring[first]["status"], "when its run is over" in capsys.readouterr().out)
    run["state"] = "SUCCEEDED"
    schedule(api, "apply", "--file", str(file))

    assert during == ("RUNNING", "DISABLED", True)
    assert (run["state"], first in api.told.recurring) == ("SUCCEEDED", False)


def test_what_left_the_file_leaves_the_server(api: PipelinesApi, file: Path) -> None:
    """Only recurring runs that a file of this tenant made."""
    schedule(api, "apply", "--file", str(file))
    foreign = next(iter(api.told.recurring.values())) | {"display_name": "somebody's", "description": ""}
    api.told.recurring["foreign"] = foreign | {"recurring_run_id": "foreign"}
    file.write_text("\n".join(line for line in FILE.splitlines() if "daily" not in line).replace("VERSION", "latest"))
    schedule(api, "apply", "--file", str(file))

    assert [name for name, _ in names(api)] == ["acme--weekly", "somebody's"]


def test_the_difference_is_printed_and_nothing_done(
    api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading only."""
    schedule(api, "diff", "--file", str(file))

    assert api.told.recurring == {}
    assert capsys.readouterr().out.splitlines() == [
        "create acme--weekly: training at 0 0 3 * * 1",
        "create acme--daily: monitoring at 0 30 4 * * *",
    ]


def test_what_a_person_paused_stays_paused(api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Apply says so, and resume ends it."""
    schedule(api, "apply", "--file", str(file))
    schedule(api, "pause", "--tenant", "acme", "weekly")
    schedule(api, "apply", "--file", str(file))
    paused, told = names(api), capsys.readouterr().out
    schedule(api, "resume", "--tenant", "acme")

    assert paused == [("acme--weekly", "DISABLED"), ("acme--daily", "ENABLED")]
    assert "acme--weekly was paused by somebody" in told
    assert {state for _, state in names(api)} == {"ENABLED"}


def test_schedules_are_listed(api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what they run and when."""
    schedule(api, "apply", "--file", str(file))
    capsys.readouterr()
    schedule(api, "list", "--tenant", "acme")
    told = capsys.readouterr().out

    assert ("acme--weekly" in told, "training at 0 0 3 * * 1" in told) == (True, True)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["pause", "--tenant", "acme", "yearly"], "acme--yearly"),
        (["apply", "--file", "FILE", "version"], "publish training"),
    ],
)
def test_what_is_not_there_is_named(
    api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str], words: list[str], word: str
) -> None:
    """A schedule or a version that the server does not have."""
    if words[-1] == "version":
        file.write_text(FILE.replace("VERSION", "v9"))
        words = [*words[:2], str(file)]
    code = schedule(api, *words)

    assert (code, word in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("home: gs://b/h", "home: /data", "gs://"),
        ("params: {home: gs://b/h}\n", "", "needs home"),
        ("version: latest", "params: {epochs: 0}", "above 0"),
        ("0 30 4 * * *", "0 0 0 31 2 *", "never comes"),
    ],
)
def test_what_each_run_would_fail_of_is_refused(
    *, api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, word: str
) -> None:
    """Before anything is changed."""
    file.write_text(file.read_text().replace(old, new))
    code = schedule(api, "apply", "--file", str(file))

    assert (code, word in capsys.readouterr().err, api.told.recurring) == (2, True, {})


def test_what_a_person_paused_stays_paused_when_it_is_changed(
    api: PipelinesApi, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is made anew does not run either, until somebody resumes it."""
    schedule(api, "apply", "--file", str(file))
    schedule(api, "pause", "--tenant", "acme", "weekly")
    file.write_text(file.read_text().replace("0 0 3 * * 1", "0 0 5 * * 1"))
    capsys.readouterr()
    schedule(api, "apply", "--file", str(file))
    paused, told = sorted(names(api)), capsys.readouterr().out
    schedule(api, "apply", "--file", str(file))
    again = sorted(names(api))
    schedule(api, "resume", "--tenant", "acme", "weekly")

    assert paused == again == [("acme--daily", "ENABLED"), ("acme--weekly", "DISABLED")]
    assert ("create acme--weekly: training at 0 0 5 * * 1, paused" in told, "schedule resume" in told) == (True, True)
    assert {state for _, state in names(api)} == {"ENABLED"}


def test_an_apply_that_was_killed_leaves_nothing_paused(api: PipelinesApi, file: Path) -> None:
    """A schedule whose old form was not yet taken away is enabled all the same, and once only after the next apply."""
    schedule(api, "apply", "--file", str(file))
    file.write_text(file.read_text().replace("0 0 3 * * 1", "0 0 5 * * 1"))
    api.plant(Fault(status=503, call="POST recurringruns", spared=1))
    killed = schedule(api, "apply", "--file", str(file))
    schedule(api, "apply", "--file", str(file))

    assert killed == 2
    assert sorted(names(api)) == [("acme--daily", "ENABLED"), ("acme--weekly", "ENABLED")]
