"""A Kubernetes API server for TrainJobs, in memory and over HTTP on loopback; a job is over once it is looked at.

The unmodified `kubernetes` client talks to it. Documents:
[jobs] https://www.kubeflow.org/docs/components/trainer/api-reference/ (trainer.kubeflow.org/v1alpha1)
[labels] https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.kserve_objects import Denied
from talktrack.world.loopback import Answer, Request

_PATH = re.compile(r"/apis/trainer\.kubeflow\.org/v1alpha1/namespaces/(?P<namespace>[^/]+)/trainjobs(?:/(?P<name>.+))?")

Object = dict[str, Any]


class TrainJobApi(JsonService):
    """Jobs by name. `work` does what a job's nodes would do, once, before the job is told to have ended.

    It returns the type of the condition that then holds, Complete or Failed.
    """

    def __init__(self, work: Callable[[Object], str] = lambda _: "Complete") -> None:
        """Start empty."""
        super().__init__(root="/apis/trainer.kubeflow.org/v1alpha1/")
        self.jobs: dict[str, Object] = {}
        self._work = work

    def admitted(self, request: Request) -> Answer:
        """Create, read, list by label, delete."""
        found = _PATH.fullmatch(request.path)
        if not found:
            raise Denied(501, "NotImplemented", f"{request.path} is not modelled")
        name = found["name"]
        if request.method == "POST" and name is None:
            return self._created(request.body)
        if request.method == "GET" and name is None:
            return Answer(200, {"items": self._labelled(request.query.get("labelSelector", ""))})
        if name not in self.jobs:
            raise Denied(404, "NotFound", f"trainjobs {name!r} not found")
        if request.method == "DELETE":
            del self.jobs[name]
            return Answer(200, {"kind": "Status", "status": "Success"})
        if request.method == "GET":
            return Answer(200, self._looked_at(self.jobs[name]))
        raise Denied(501, "NotImplemented", f"{request.method} is not modelled")

    def failure(self, refused: Refused) -> Answer:
        """Return a Status object."""
        reason = refused.reason if isinstance(refused, Denied) else "InternalError"
        return Answer(refused.status, {"kind": "Status", "reason": reason, "message": str(refused)})

    def _created(self, body: Object) -> Answer:
        trainer = body.get("spec", {}).get("trainer", {})
        name = body.get("metadata", {}).get("name", "")
        if body.get("kind") != "TrainJob" or not name or "runtimeRef" not in body["spec"] or not trainer.get("image"):
            raise Denied(422, "Invalid", "this is no TrainJob with a name, a runtime and an image [jobs]")
        if name in self.jobs:
            raise Denied(409, "AlreadyExists", f"trainjobs {name!r} already exists")
        self.jobs[name] = body
        return Answer(201, body)

    def _labelled(self, selector: str) -> list[Object]:
        wanted = dict(part.split("=", 1) for part in selector.split(",") if part)
        return [job for job in self.jobs.values() if wanted.items() <= job["metadata"].get("labels", {}).items()]

    def _looked_at(self, job: Object) -> Object:
        if "status" not in job:
            condition = {"type": self._work(job), "status": "True", "message": "the nodes are done"}
            job["status"] = {"conditions": [condition]}
        return job
