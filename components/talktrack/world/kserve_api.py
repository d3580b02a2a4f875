"""A Kubernetes API server for InferenceServices, ConfigMaps and what KServe makes, in memory, over HTTP on loopback.

The unmodified `kubernetes` client talks to it. Documents:
[conventions] https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md
[concepts] https://kubernetes.io/docs/reference/using-api/api-concepts/
[gc] https://kubernetes.io/docs/concepts/architecture/garbage-collection/
[pruning] https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
What is not modelled answers 501.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from talktrack.world import kserve_rules as rules
from talktrack.world import kserve_standard as standard
from talktrack.world.json_service import JsonService, Refused
from talktrack.world.kserve_documents import Documents, compare
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_objects import Denied, checked_canaries, checked_change, checked_service, merged
from talktrack.world.kserve_views import view
from talktrack.world.loopback import Answer, Request

Object = dict[str, Any]
_PATH = re.compile(
    r"/(?:apis/serving\.kserve\.io/v1beta1|api/v1)/namespaces/(?P<namespace>[^/]+)"
    r"/(?P<plural>inferenceservices|configmaps)(?:/(?P<name>[^/]+))?"
)
MERGE_PATCH = "application/merge-patch+json"
STANDARD = "Standard"


class KServeApi(JsonService):
    """The API server with its KServe controller. Use as a context manager; `url` is the server's address.

    `on_revision` is told of each new revision, which in Standard mode is a deployment, and later calls `settle`;
    without it revisions are ready at once. `installation` says what the cluster knows; it may be exchanged meanwhile.
    """

    def __init__(
        self,
        on_revision: Callable[[str, rules.Revision], None] | None = None,
        installation: Installation = Installation(),  # noqa: B008 - it is frozen
    ) -> None:
        """Start empty."""
        super().__init__(root="")
        self.installation = installation
        self.services: dict[str, rules.Service] = {}
        self._documents = Documents(self._stamp)
        self._on_revision = on_revision
        self._version = 0

    @property
    def documents(self) -> dict[str, Object]:
        """Return all ConfigMaps by name."""
        return self._documents.stored

    def settle(self, service: str, revision: str, url: str = "", *, failed: bool = False) -> None:
        """Say that a revision has become ready at `url`, or cannot load; one that is gone meanwhile does not matter."""
        with self.lock:
            found = self.services[service]
            snapshot = next((known for known in found.revisions if known.name == revision), None)
            if snapshot is None:
                return
            snapshot.ready, snapshot.failed, snapshot.url = not failed, failed, url
            self._reconcile(found)

    def admitted(self, request: Request) -> Answer:
        """Do a call to one of the two kinds that can be written, or read another one."""
        seen = view(request.path, self.services, self.installation) if request.method == "GET" else None
        if seen is not None:
            return Answer(200, seen)
        found = _PATH.fullmatch(request.path)
        if not found:
            raise Denied(501, "NotImplemented", f"{request.path} is not modelled")
        name = found["name"]
        if request.method == "PATCH" and request.content_type != MERGE_PATCH:
            raise Denied(415, "UnsupportedMediaType", "custom resources take merge patches only [concepts]")
        if found["plural"] == "configmaps":
            body = self._documents.call(request.method, name, request.body)
        else:
            body = self._service_call(request, name)
        return Answer(201 if request.method == "POST" else 200, copy.deepcopy(body))

    def failure(self, refused: Refused) -> Answer:
        """Return the Status kind that every failed call carries [conventions]."""
        reason = refused.reason if isinstance(refused, Denied) else "InternalError"
        status = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
        return Answer(refused.status, status | {"reason": reason, "message": str(refused), "code": refused.status})

    def _service_call(self, request: Request, name: str | None) -> Object:
        method, body = request.method, request.body
        dry = request.query.get("dryRun") == "All"
        if method == "POST" and name is None:
            return self._create_service(body, dry=dry)
        if name is None:
            raise Denied(501, "NotImplemented", "collections are not modelled")
        service = self.services.get(name)
        if service is None:
            raise Denied(404, "NotFound", f"inferenceservices {name!r} not found")
        if method == "GET":
            return service.body
        if method == "DELETE":
            return self._delete_service(service)
        if method in {"PATCH", "PUT"}:
            wanted = merged(service.body, body) if method == "PATCH" else body
            return self._change_service(service, wanted, sent=body, dry=dry)
        raise Denied(501, "NotImplemented", f"{method} is not modelled")

    def _create_service(self, body: Object, *, dry: bool) -> Object:
        service = self._admit(body)
        name = body["metadata"]["name"]
        if name in self.services:
            raise Denied(409, "AlreadyExists", f"inferenceservices {name!r} already exists")
        body["metadata"] |= {"uid": f"uid-{name}-{self._version}", "generation": 1}
        if not dry:
            self.services[name] = service
            self._control(service)
        return body

    def _admit(self, body: Object) -> rules.Service:
        """Drop what an older schema does not know [pruning], then check what is left."""
        checked_service(body)
        if not self.installation.knows_canary:
            body["spec"].pop("canary", None)
            body["spec"]["predictor"].pop("name", None)
        service = rules.Service(body, default_mode=self.installation.default_mode or STANDARD)
        checked_canaries(body, service.mode)
        return service

    def _change_service(self, service: rules.Service, wanted: Object, *, sent: Object, dry: bool) -> Object:
        compare(sent, service.body)
        changed = self._admit(wanted)
        wanted["metadata"] |= {key: service.body["metadata"][key] for key in ("uid", "generation", "name")}
        if changed.mode != service.mode:
            raise Denied(422, "Invalid", "the deployment mode of a service cannot be changed")
        checked_change(service.body, wanted)
        if dry:  # everything but storing it [concepts]
            return wanted
        if wanted["spec"] != service.body["spec"]:
            wanted["metadata"]["generation"] += 1  # the generation counts changes of the spec [conventions]
        service.body = wanted
        self._control(service)
        return service.body

    def _delete_service(self, service: rules.Service) -> Object:
        """Dependents go with their owner [gc]."""
        del self.services[service.name]
        self._documents.collect(service.body["metadata"]["uid"])
        return {"kind": "Status", "apiVersion": "v1", "status": "Success"}

    def _control(self, service: rules.Service) -> None:
        """What the KServe controller does after a change."""
        new = standard.revise(service) if service.mode == STANDARD else rules.revise(service)
        for revision in new:
            if self._on_revision is None:
                revision.ready, revision.url = True, f"http://{revision.name}"
        self._reconcile(service)
        for revision in new:
            if self._on_revision is not None:
                self._on_revision(service.name, revision)

    def _reconcile(self, service: rules.Service) -> None:
        if service.mode == STANDARD:
            standard.reconcile(service, self.installation)
        else:
            rules.reconcile(service)
        self._stamp(service.body)

    def _stamp(self, body: Object) -> Object:
        """Every write gives the object a new resourceVersion [concepts]."""
        self._version += 1
        body["metadata"]["resourceVersion"] = str(self._version)
        return body
