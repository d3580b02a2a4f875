"""Kubeflow Pipelines on a cluster, over its generated client: versions, runs that are followed, recurring runs."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from talktrack.core.errors import StoreUnavailableError
from talktrack.systems import pipeline_answers
from talktrack.systems.pipeline_runs import ENDED, FAILED, STARTED, SUCCEEDED, RunEvent
from talktrack.systems.pipeline_server import Server

TIMEOUT_S = 30.0
LOOK_EVERY_S = 5.0
PAGE = 100

GOOD_STATES, BAD_STATES = frozenset({"SUCCEEDED", "SKIPPED"}), frozenset({"FAILED", "CANCELED"})
OVER = GOOD_STATES | BAD_STATES


@dataclass(frozen=True)
class Version:
    """A pipeline's version on the server; without `version_id` the newest, whichever that is when a run begins."""

    pipeline_id: str
    version_id: str = ""


@dataclass(frozen=True)
class Recurring:
    """A recurring run as the server has it."""

    id: str
    name: str
    description: str
    enabled: bool


@dataclass(frozen=True)
class Work:
    """What to run: a version with arguments, in an experiment, as a service account."""

    name: str
    version: Version
    experiment_id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    service_account: str = ""
    description: str = ""


class PipelineService:
    """One server. Errors name what to do; what exists already is found, so that every call may be repeated."""

    def __init__(self, server: Server, wait: Callable[[float], None] = time.sleep) -> None:
        """Prepare to talk; `wait` passes the time between looks at a run."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import kfp_server_api as api
        configuration = api.Configuration(host=server.host)
        configuration.retries = False
        self._api, self._server, self._wait = api, server, wait
        self._client = api.ApiClient(configuration, cookie=server.cookie or None)

    def health(self) -> dict[str, Any]:
        """Return what the server says about itself, with its version as ``tag_name`` where it tells."""
        with self._explained("the server"):
            found = self._client.call_api(
                "/apis/v2beta1/healthz",
                "GET",
                header_params=self._headers(),
                _preload_content=False,
                _return_http_data_only=True,
                _request_timeout=TIMEOUT_S,
            )
        told: dict[str, Any] = msgspec.json.decode(found.data)
        return told

    def experiment(self, name: str) -> str:
        """Return the id of an experiment, which is made where there is none of that name."""
        service = self._api.ExperimentServiceApi(self._authorised())
        found = self._listed(
            service.experiment_service_list_experiments, "experiments", filter=_called(name), **self._scope
        )
        if found:
            return str(found[0].experiment_id)
        body = self._api.V2beta1Experiment(display_name=name, namespace=self._server.namespace or None)
        with self._explained(f"experiment {name}"):
            made = service.experiment_service_create_experiment(experiment=body, _request_timeout=TIMEOUT_S)
        return self._identity(made.experiment_id)

    def published(self, pipeline: str, version: str, file: Path) -> Version:
        """Return a version of a pipeline, uploaded where the server has none of that name."""
        known = self.find(pipeline, version)
        if known and known.version_id:
            return known
        service = self._api.PipelineUploadServiceApi(self._authorised())
        if known is None:
            with self._explained(f"pipeline {pipeline}"):
                made = service.upload_pipeline(str(file), name=pipeline, **self._scope, _request_timeout=TIMEOUT_S)
            known = Version(self._identity(made.pipeline_id))
        with self._explained(f"version {version} of {pipeline}"):
            more = service.upload_pipeline_version(
                str(file), name=version, pipelineid=known.pipeline_id, _request_timeout=TIMEOUT_S
            )
        return Version(known.pipeline_id, self._identity(more.pipeline_version_id))

    def find(self, pipeline: str, version: str = "") -> Version | None:
        """Return a pipeline, and its version of that name where there is one; None without such a pipeline."""
        service = self._api.PipelineServiceApi(self._authorised())
        found = self._listed(
            service.pipeline_service_list_pipelines, "pipelines", filter=_called(pipeline), **self._scope
        )
        if not found:
            return None
        identity = found[0].pipeline_id
        if not version:
            return Version(identity)
        asked = partial(service.pipeline_service_list_pipeline_versions, identity)
        versions = self._listed(asked, "pipeline_versions", filter=_called(version))
        return Version(identity, versions[0].pipeline_version_id if versions else "")

    def begin(self, work: Work) -> str:
        """Start a run and return its id."""
        body = self._api.V2beta1Run(display_name=work.name, **self._body(work))
        with self._explained(f"run {work.name}"):
            service = self._api.RunServiceApi(self._authorised())
            made = service.run_service_create_run(run=body, _request_timeout=TIMEOUT_S)
        return self._identity(made.run_id)

    def follow(self, run_id: str, every_s: float = LOOK_EVERY_S) -> Iterator[RunEvent]:
        """Yield what happens in a run until it is over; the last event is `ended`, or `failed` with the reason."""
        seen: dict[str, str] = {}
        while True:
            run = self._run(run_id)
            yield from _news(run, seen)
            if run.state in OVER:
                good = run.state in GOOD_STATES
                yield RunEvent(ENDED, "") if good else RunEvent(FAILED, "", _reasons(run, "the run"))
                return
            self._wait(every_s)

    def run_link(self, run_id: str) -> str:
        """Return where the user interface shows a run."""
        return f"{self._server.host}/#/runs/details/{run_id}"

    def recurring(self) -> list[Recurring]:
        """Return all recurring runs."""
        service = self._api.RecurringRunServiceApi(self._authorised())
        found = self._listed(service.recurring_run_service_list_recurring_runs, "recurring_runs", **self._scope)
        return [
            Recurring(one.recurring_run_id, one.display_name, one.description or "", one.status == "ENABLED")
            for one in found
        ]

    def schedule(self, work: Work, cron: str, *, enabled: bool) -> str:
        """Make a recurring run, one at a time and without catching up on missed ones; return its id."""
        api = self._api
        body = api.V2beta1RecurringRun(
            display_name=work.name,
            description=work.description,
            trigger=api.V2beta1Trigger(cron_schedule=api.V2beta1CronSchedule(cron=cron)),
            mode=api.RecurringRunMode.ENABLE if enabled else api.RecurringRunMode.DISABLE,
            max_concurrency="1",
            no_catchup=True,
            **self._body(work),
        )
        with self._explained(f"recurring run {work.name}"):
            service = api.RecurringRunServiceApi(self._authorised())
            made = service.recurring_run_service_create_recurring_run(recurring_run=body, _request_timeout=TIMEOUT_S)
        return self._identity(made.recurring_run_id)

    def switch(self, recurring_id: str, *, enabled: bool) -> None:
        """Let a recurring run begin runs, or keep it from that."""
        service = self._api.RecurringRunServiceApi(self._authorised())
        verb = "enable" if enabled else "disable"
        with self._explained(f"recurring run {recurring_id}"):
            getattr(service, f"recurring_run_service_{verb}_recurring_run")(recurring_id, _request_timeout=TIMEOUT_S)

    def remove(self, recurring_id: str) -> None:
        """Delete a recurring run; the cluster deletes the runs that it began and that still go on with it."""
        service = self._api.RecurringRunServiceApi(self._authorised())
        with self._explained(f"recurring run {recurring_id}"):
            service.recurring_run_service_delete_recurring_run(recurring_id, _request_timeout=TIMEOUT_S)

    def busy(self) -> set[str]:
        """Return the ids of recurring runs of which a run is in progress."""
        service = self._api.RunServiceApi(self._authorised())
        found = self._listed(service.run_service_list_runs, "runs", **self._scope)
        return {run.recurring_run_id for run in found if run.recurring_run_id and run.state not in OVER}

    def _run(self, run_id: str) -> Any:
        with self._explained(f"run {run_id}"):
            service = self._api.RunServiceApi(self._authorised())
            run = service.run_service_get_run(run_id, _request_timeout=TIMEOUT_S)
        self._identity(run.run_id)
        return run

    def _body(self, work: Work) -> dict[str, Any]:
        api, version = self._api, work.version
        return {
            "experiment_id": work.experiment_id,
            "pipeline_version_reference": api.V2beta1PipelineVersionReference(
                pipeline_id=version.pipeline_id, pipeline_version_id=version.version_id or None
            ),
            "runtime_config": api.V2beta1RuntimeConfig(parameters=dict(work.arguments)),
            "service_account": work.service_account or None,
        }

    def _listed(self, call: Callable[..., Any], name: str, **asked: Any) -> list[Any]:
        """Return the entries of all pages."""
        found: list[Any] = []
        token = ""
        while True:
            with self._explained(name.replace("_", " ")):
                page = call(page_size=PAGE, page_token=token, _request_timeout=TIMEOUT_S, **asked)
            found += getattr(page, name) or []
            token = page.next_page_token or ""
            if not token:
                return found

    def _authorised(self) -> Any:
        for name, value in self._headers().items():
            self._client.set_default_header(name, value)
        return self._client

    @property
    def _scope(self) -> dict[str, str]:
        """Return what a server of several users wants to be told with each question."""
        return {"namespace": self._server.namespace} if self._server.namespace else {}

    def _identity(self, told: str | None) -> str:
        """Return the id that an answer gives; JSON without one is of some other service."""
        if not told:
            raise pipeline_answers.foreign(self._server.host)
        return told

    def _headers(self) -> dict[str, str]:
        token = self._server.token()
        return {"authorization": f"Bearer {token}"} if token else {}

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """Turn what the client raises, and answers that are none, into errors that say what to do."""
        from urllib3.exceptions import HTTPError

        host = self._server.host
        try:
            yield
            pipeline_answers.check_answer(host, self._client.last_response.data)
        except self._api.ApiException as refused:
            raise pipeline_answers.refusal(host, what, refused.status, refused.body) from refused
        except HTTPError as away:
            message = f"{host} does not answer ({type(away).__name__}): check --host and the network."
            raise StoreUnavailableError(message) from away
        except AttributeError as unsafe:  # the client stumbles over errors of TLS, which come without a body
            message = f"{host} cannot be asked over TLS: check --host, its http or https, and its certificate."
            raise StoreUnavailableError(message) from unsafe
        except (UnicodeError, LookupError, TypeError) as strange:
            raise pipeline_answers.foreign(host) from strange


def _called(name: str) -> str:
    predicate = {"operation": "EQUALS", "key": "display_name", "stringValue": name}
    return msgspec.json.encode({"predicates": [predicate]}).decode()


def _news(run: Any, seen: dict[str, str]) -> Iterator[RunEvent]:
    """Yield what is new about a run's tasks; `seen` remembers their states."""
    for task in (run.run_details.task_details if run.run_details else None) or []:
        name, state, before = task.display_name, task.state, seen.get(task.display_name, "")
        if not state or state == before:
            continue
        seen[name] = state
        if not before:
            yield RunEvent(STARTED, name)
        if state in GOOD_STATES:
            yield RunEvent(SUCCEEDED, name)
        elif state in BAD_STATES:
            yield RunEvent(FAILED, name, _reasons(task, f"task {name}"))


def _reasons(found: Any, what: str) -> list[str]:
    return [found.error.message] if found.error and found.error.message else [f"{what} is {found.state}"]
