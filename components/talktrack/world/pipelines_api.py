"""The Kubeflow Pipelines API, v2beta1, in memory and over real HTTP on loopback; its generated client talks to it.

Rules are those of the published API and its server:
[api] https://www.kubeflow.org/docs/components/pipelines/reference/api/kubeflow-pipeline-api-spec/
[runs] backend/src/apiserver/server/run_server.go: a run needs an experiment and a pipeline version, or a specification
[jobs] backend/src/apiserver/server/recurring_run_server.go: no update; enable and disable are calls of their own
[gc] a scheduled workflow owns the workflows of its runs: deleting it deletes those that still run
[pipelines] backend/src/apiserver/server/pipeline_upload_server.go: names of pipelines and of their versions are unique
[cron] github.com/robfig/cron v1: six fields, seconds first
What is not modelled answers 501; fields that the published messages do not have are refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.loopback import Answer, Request
from talktrack.world.multipart import only_file

ROOT = "/apis/v2beta1/"
PAGE = 20
WAITING, WORKING, GOOD, BAD = "PENDING", "RUNNING", "SUCCEEDED", "FAILED"
MODES = ("ENABLE", "DISABLE")
CRON_FIELDS = 6

Object = dict[str, Any]


@dataclass
class Told:
    """What `PipelinesApi` was given and has: objects by id, and the files of versions."""

    experiments: dict[str, Object] = field(default_factory=dict)
    pipelines: dict[str, Object] = field(default_factory=dict)
    versions: dict[str, Object] = field(default_factory=dict)
    runs: dict[str, Object] = field(default_factory=dict)
    recurring: dict[str, Object] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


class PipelinesApi(JsonService):
    """One single-user server. Each look at a run takes it one state further; `course` says how it ends.

    With a `token` or a `cookie`, calls without it are refused.
    """

    def __init__(
        self,
        course: tuple[str, ...] = (WAITING, WORKING, GOOD),
        token: str = "",
        cookie: str = "",
        version: str = "2.15.0",
    ) -> None:
        """Begin empty."""
        super().__init__(ROOT)
        self.told = Told()
        self._course = course
        self._token, self._cookie = token, cookie
        self._version = version
        self._numbers = count(1)
        self._looks: dict[str, int] = {}

    def admitted(self, request: Request) -> Answer:
        """Do what is asked."""
        self._check_caller(request)
        kind, *rest = request.path.removeprefix(ROOT).split("/")
        kinds: dict[str, Callable[[Request, list[str]], Object]] = {
            "healthz": self._healthz,
            "experiments": self._experiments,
            "pipelines": self._pipelines,
            "runs": self._runs,
            "recurringruns": self._recurring,
        }
        if kind not in kinds:
            raise Refused(501, f"{kind} is not modelled")
        return Answer(200, kinds[kind](request, rest))

    def failure(self, refused: Refused) -> Answer:
        """Return the error as grpc-gateway words it."""
        return Answer(refused.status, {"error": str(refused), "message": str(refused), "code": refused.status})

    def _check_caller(self, request: Request) -> None:
        if self._token and request.headers.get("authorization") != f"Bearer {self._token}":
            raise Refused(401, "Unauthenticated: the token is missing or wrong")
        if self._cookie and request.headers.get("cookie") != self._cookie:
            raise Refused(401, "Unauthenticated: the cookie is missing or wrong")

    def _healthz(self, _: Request, __: list[str]) -> Object:
        return {"multi_user": False, "tag_name": self._version}

    def _experiments(self, request: Request, rest: list[str]) -> Object:
        if request.method == "POST" and not rest:
            body = _checked(request.body, "V2beta1Experiment", ("display_name",))
            if _named(self.told.experiments, body["display_name"]):
                raise Refused(409, f"an experiment called {body['display_name']} exists already")
            return self._made(self.told.experiments, "experiment_id", body)
        return self._read(request, rest, self.told.experiments, "experiments")

    def _pipelines(self, request: Request, rest: list[str]) -> Object:
        if request.method == "POST" and rest == ["upload"]:
            return self._uploaded(request)
        if request.method == "POST" and rest == ["upload_version"]:
            return self._uploaded_version(request)
        if len(rest) == 2 and rest[1] == "versions":
            mine = {name: one for name, one in self.told.versions.items() if one["pipeline_id"] == rest[0]}
            return self._read(request, [], mine, "pipeline_versions")
        return self._read(request, rest, self.told.pipelines, "pipelines")

    def _uploaded(self, request: Request) -> Object:
        name, data = request.query.get("name", ""), only_file(request)
        if not name or _named(self.told.pipelines, name):
            raise Refused(409, f"a pipeline called {name!r} exists already" if name else "a pipeline needs a name")
        made = self._made(self.told.pipelines, "pipeline_id", {"display_name": name})
        self._version_of(made["pipeline_id"], name, data)
        return made

    def _uploaded_version(self, request: Request) -> Object:
        pipeline, name, data = request.query.get("pipelineid", ""), request.query.get("name", ""), only_file(request)
        if pipeline not in self.told.pipelines:
            raise Refused(404, f"there is no pipeline {pipeline}")
        mine = [one for one in self.told.versions.values() if one["pipeline_id"] == pipeline]
        if not name or any(one["display_name"] == name for one in mine):
            raise Refused(409, f"a version called {name!r} exists already")
        return self._version_of(pipeline, name, data)

    def _version_of(self, pipeline: str, name: str, data: bytes) -> Object:
        made = self._made(self.told.versions, "pipeline_version_id", {"pipeline_id": pipeline, "display_name": name})
        self.told.files[made["pipeline_version_id"]] = data
        return made

    def _runs(self, request: Request, rest: list[str]) -> Object:
        if request.method == "POST" and not rest:
            body = _checked(request.body, "V2beta1Run", ("display_name", "experiment_id"))
            self._check_reference(body)
            return self._made(self.told.runs, "run_id", body | {"state": self._course[0]})
        if request.method == "GET" and len(rest) == 1:
            return self._looked_at(_found(self.told.runs, rest[0]))
        return self._read(request, rest, self.told.runs, "runs")

    def _looked_at(self, run: Object) -> Object:
        """Return a run and take it a state further, with one task that shares its fate."""
        looks = self._looks[run["run_id"]] = self._looks.get(run["run_id"], -1) + 1
        state = self._course[min(looks, len(self._course) - 1)]
        task: Object = {"task_id": f"{run['run_id']}-1", "display_name": "plan", "state": state}
        run |= {"state": state, "run_details": {"task_details": [task]}}
        if state == BAD:
            task["error"] = run["error"] = {"code": 2, "message": "task plan failed"}
        return run

    def _recurring(self, request: Request, rest: list[str]) -> Object:
        if request.method == "POST" and not rest:
            body = _checked(request.body, "V2beta1RecurringRun", ("display_name", "experiment_id", "trigger", "mode"))
            self._check_reference(body)
            _check_trigger(body)
            return self._made(self.told.recurring, "recurring_run_id", body | {"status": f"{body['mode']}D"})
        if request.method == "POST" and len(rest) == 1 and ":" in rest[0]:
            return self._switched(*rest[0].rsplit(":", 1))
        if request.method == "DELETE" and len(rest) == 1:
            _found(self.told.recurring, rest[0])
            del self.told.recurring[rest[0]]
            self._collect(rest[0])
            return {}
        return self._read(request, rest, self.told.recurring, "recurringRuns")

    def fire(self, recurring: str) -> str:
        """Begin a run of a recurring run, as its schedule would; return the run's id."""
        owner = _found(self.told.recurring, recurring)
        run = {"display_name": owner["display_name"], "experiment_id": owner["experiment_id"]}
        run |= {"recurring_run_id": recurring, "state": WORKING}
        return str(self._made(self.told.runs, "run_id", run)["run_id"])

    def _collect(self, recurring: str) -> None:
        """Remove the runs in progress that a deleted schedule owned [gc]."""
        owned = [run for run in self.told.runs.values() if run.get("recurring_run_id") == recurring]
        for run in owned:
            if run["state"] in {WAITING, WORKING}:
                run["state"] = "CANCELED"

    def _switched(self, identity: str, verb: str) -> Object:
        if verb.upper() not in MODES:
            raise Refused(501, f"{verb} is not modelled")
        _found(self.told.recurring, identity).update(mode=verb.upper(), status=f"{verb.upper()}D")
        return {}

    def _check_reference(self, body: Object) -> None:
        """A run is of a specification or of a pipeline, whose newest version it takes where none is named."""
        _found(self.told.experiments, body["experiment_id"])
        reference = body.get("pipeline_version_reference") or {}
        if bool(body.get("pipeline_spec")) == bool(reference):
            raise Refused(400, "give either pipeline_spec or pipeline_version_reference")
        if reference:
            _found(self.told.pipelines, reference.get("pipeline_id", ""))
            if version := reference.get("pipeline_version_id"):
                _found(self.told.versions, version)

    def _made(self, kind: dict[str, Object], key: str, body: Object) -> Object:
        number = next(self._numbers)
        identity = f"{number:08d}-0000-4000-8000-000000000000"
        kind[identity] = body | {key: identity, "created_at": f"2026-01-01T00:00:{number % 60:02d}Z"}
        return kind[identity]

    def _read(self, request: Request, rest: list[str], kind: dict[str, Object], name: str) -> Object:
        if request.method != "GET" or len(rest) > 1:
            raise Refused(501, f"{request.method} {request.path} is not modelled")
        return _found(kind, rest[0]) if rest else _page(request, kind, name)


def _page(request: Request, kind: dict[str, Object], name: str) -> Object:
    """List what a filter lets through, in pages whose token is where the next begins."""
    wanted = _predicates(request.query.get("filter", ""))
    found = [one for one in kind.values() if all(one.get(key) == value for key, value in wanted.items())]
    start, size = int(request.query.get("page_token") or 0), int(request.query.get("page_size") or PAGE)
    page = list(islice(found, start, start + size))
    more = {"next_page_token": str(start + size)} if start + size < len(found) else {}
    return {name: page, "total_size": len(found), **more} if page else {}


def _predicates(filtering: str) -> dict[str, str]:
    predicates = json.loads(filtering)["predicates"] if filtering else []
    for one in predicates:
        if one.get("operation") != "EQUALS" or not {"string_value", "stringValue"} & one.keys():
            raise Refused(501, "only EQUALS with a string is modelled")
    return {one["key"]: one.get("stringValue") or one["string_value"] for one in predicates}


def _checked(body: Object, message: str, needed: tuple[str, ...]) -> Object:
    """Refuse fields that the published message does not have, and missing ones."""
    import kfp_server_api

    known = getattr(kfp_server_api, message).attribute_map.values()
    unknown = sorted(body.keys() - set(known))
    missing = [name for name in needed if not body.get(name)]
    if unknown or missing:
        raise Refused(400, f"Invalid input: unknown fields {unknown}, missing fields {missing}")
    return body


def _check_trigger(body: Object) -> None:
    cron = (body["trigger"].get("cron_schedule") or {}).get("cron", "")
    if body["mode"] not in MODES or len(cron.split()) != CRON_FIELDS:
        raise Refused(400, f"Invalid input: mode {body['mode']!r}, schedule {cron!r}")


def _named(kind: dict[str, Object], name: str) -> bool:
    return any(one["display_name"] == name for one in kind.values())


def _found(kind: dict[str, Object], identity: str) -> Object:
    if identity not in kind:
        raise Refused(404, f"{identity} was not found")
    return kind[identity]
