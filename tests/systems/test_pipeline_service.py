"""A Pipelines server over HTTP: what exists is found, runs are followed, errors say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.systems.pipeline_runs import ENDED, FAILED, STARTED, SUCCEEDED
from talktrack.systems.pipeline_server import COOKIE, ENDPOINT, IN_CLUSTER, TOKEN, TOKEN_FILE, Server, server_from
from talktrack.systems.pipeline_service import PipelineService, Version, Work
from talktrack.world.json_service import Fault
from talktrack.world.pipelines_api import BAD, PipelinesApi


@pytest.fixture
def api() -> Iterator[PipelinesApi]:
    """A server that lets everybody in."""
    with PipelinesApi() as running:
        yield running


@pytest.fixture
def service(api: PipelinesApi) -> PipelineService:
    """Its client, which does not wait."""
    return PipelineService(Server(api.url), wait=lambda _: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A compiled pipeline, as far as a server cares."""
    spec = tmp_path / "training.yaml"
    spec.write_text("pipelineInfo: {name: training}\n")
    return spec


@pytest.fixture
def work(service: PipelineService, file: Path) -> Work:
    """A run of a published version."""
    version = service.published("training", "v1", file)
    return Work("weekly", version, service.experiment("acme"), {"tenant": "acme", "epochs": 2})


def test_an_experiment_is_made_once(service: PipelineService, api: PipelinesApi) -> None:
    """The second time it is found by its name."""
    assert service.experiment("acme") == service.experiment("acme")
    assert len(api.told.experiments) == 1


def test_a_version_is_uploaded_once(service: PipelineService, api: PipelinesApi, file: Path) -> None:
    """A pipeline and a version of it; the same name is the same version."""
    first = service.published("training", "v1", file)
    again = service.published("training", "v1", file)
    later = service.published("training", "v2", file)

    assert first == again != later
    assert first.pipeline_id == later.pipeline_id
    assert api.told.files[first.version_id] == file.read_bytes()


def test_what_is_not_there_is_not_found(service: PipelineService, file: Path) -> None:
    """No pipeline, or a pipeline without such a version."""
    before = service.find("training", "v1")
    version = service.published("training", "v1", file)

    assert before is None
    assert service.find("training", "v9") == Version(version.pipeline_id)


def test_many_entries_come_in_pages(service: PipelineService, api: PipelinesApi, work: Work) -> None:
    """All of them are seen."""
    for number in range(230):
        service.schedule(Work(f"s{number}", work.version, work.experiment_id), "0 0 3 * * 1", enabled=True)

    assert len(service.recurring()) == 230


def test_a_run_is_followed_to_its_end(service: PipelineService, work: Work) -> None:
    """Each change of a task is told once."""
    kinds = [(event.kind, event.task) for event in service.follow(service.begin(work))]

    assert kinds == [(STARTED, "plan"), (SUCCEEDED, "plan"), (ENDED, "")]


def test_arguments_reach_the_run(service: PipelineService, api: PipelinesApi, work: Work) -> None:
    """As they were given, with their types."""
    run = api.told.runs[service.begin(work)]

    assert run["runtime_config"]["parameters"] == {"tenant": "acme", "epochs": 2}
    assert run["pipeline_version_reference"]["pipeline_version_id"] == work.version.version_id


def test_a_run_that_fails_says_why(file: Path) -> None:
    """The last event carries the server's reason."""
    with PipelinesApi(course=("RUNNING", BAD)) as api:
        service = PipelineService(Server(api.url), wait=lambda _: None)
        run = service.begin(Work("w", service.published("training", "v1", file), service.experiment("acme")))
        *_, last = service.follow(run)

    assert (last.kind, last.lines) == (FAILED, ["task plan failed"])


def test_a_schedule_is_made_switched_and_removed(service: PipelineService, api: PipelinesApi, work: Work) -> None:
    """One run at a time, nothing made up for."""
    identity = service.schedule(work, "0 0 3 * * 1", enabled=True)
    made = dict(api.told.recurring[identity])
    service.switch(identity, enabled=False)
    [disabled] = service.recurring()
    service.remove(identity)

    assert (made["no_catchup"], made["max_concurrency"], made["mode"]) == (True, "1", "ENABLE")
    assert (disabled.name, disabled.enabled, service.recurring()) == ("weekly", False, [])


def test_schedules_with_a_run_in_progress_are_busy(service: PipelineService, api: PipelinesApi, work: Work) -> None:
    """Removing them would remove the run."""
    calm, busy = (service.schedule(work, "0 0 3 * * 1", enabled=True) for _ in range(2))
    api.fire(busy)

    assert service.busy() == {busy} != {calm}


def test_a_token_is_read_anew_for_each_call(file: Path, tmp_path: Path) -> None:
    """A mounted token is rotated while a run is followed."""
    token = tmp_path / "token"
    token.write_text("new\n")
    with PipelinesApi(token="new") as api:
        environment = {TOKEN_FILE: str(token), ENDPOINT: api.url}
        service = PipelineService(server_from("", "", environment), wait=lambda _: None)
        first = service.experiment("acme")
        token.write_text("old")
        with pytest.raises(ConfigurationInvalidError, match=TOKEN):
            service.experiment("acme")
        token.write_text("new")

        assert service.experiment("acme") == first


def test_a_cookie_lets_us_in() -> None:
    """As behind Dex or oauth2-proxy."""
    with PipelinesApi(cookie="session=1") as api:
        service = PipelineService(server_from(api.url, "", {COOKIE: "session=1"}))

        assert service.health()["tag_name"] == "2.15.0"


@pytest.mark.parametrize(
    ("environment", "host", "expected"),
    [
        ({}, "https://kfp.example.com/", "https://kfp.example.com"),
        ({ENDPOINT: "https://other"}, "", "https://other"),
        ({ENDPOINT: "https://other"}, "https://given", "https://given"),
    ],
)
def test_the_server_is_the_nearest_that_is_named(environment: dict[str, str], host: str, expected: str) -> None:
    """The option before the environment."""
    assert server_from(host, "", environment).host == expected


def test_in_a_pod_it_is_the_clusters_own(tmp_path: Path) -> None:
    """A mounted token says that there is one."""
    (tmp_path / "token").write_text("t")
    found = server_from("", "", {TOKEN_FILE: str(tmp_path / "token")})

    assert (found.host, found.token()) == (IN_CLUSTER, "t")


@pytest.mark.parametrize("host", ["", "kfp.example.com"])
def test_no_server_is_an_error_before_any_call(host: str) -> None:
    """The sentence names the option."""
    with pytest.raises(ConfigurationInvalidError, match="--host"):
        server_from(host, "", {})


def test_a_server_that_is_away_is_named() -> None:
    """Nothing listens there."""
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        PipelineService(Server("http://127.0.0.1:9")).experiment("acme")


def test_a_server_that_fails_is_quoted(service: PipelineService, api: PipelinesApi) -> None:
    """With its status."""
    api.plant(Fault(status=500, call="GET experiments"))
    with pytest.raises(StoreUnavailableError, match="500"):
        service.experiment("acme")
