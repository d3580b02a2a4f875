"""A Kubernetes API server for two kinds, InferenceService and ConfigMap, in memory and over real HTTP on loopback.

The unmodified `kubernetes` client talks to it. Documents:
[conventions] https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md
[concepts] https://kubernetes.io/docs/reference/using-api/api-concepts/
[gc] https://kubernetes.io/docs/concepts/architecture/garbage-collection/
What is not modelled answers 501.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from talktrack.world import kserve_rules as rules
from talktrack.world.json_service import JsonService, Refused
from talktrack.world.kserve_objects import Denied, checked_service, merged
from talktrack.world.loopback import Answer, Request

Object = dict[str, Any]
_PATH = re.compile(
    r"/(?:apis/serving\.kserve\.io/v1beta1|api/v1)/namespaces/(?P<namespace>[^/]+)"
    r"/(?P<plural>inferenceservices|configmaps)(?:/(?P<name>[^/]+))?"
)
MERGE_PATCH = "application/merge-patch+json"


class KServeApi(JsonService):
    """The API server with its KServe controller. Use as a context manager; `url` is the server's address.

    `on_revision` is told of each new revision and later calls `settle`; without it revisions are ready at once.
    """

    def __init__(self, on_revision: Callable[[str, rules.Revision], None] | None = None) -> None:
        """Start empty."""
        super().__init__(root="")
        self.services: dict[str, rules.Service] = {}
        self.documents: dict[str, Object] = {}
        self._on_revision = on_revision
        self._version = 0

    def settle(self, service: str, revision: str, url: str = "", *, failed: bool = False) -> None:
        """Say that a revision has become ready at `url`, or cannot load."""
        with self.lock:
            found = self.services[service]
            snapshot = found.revision(revision)
            snapshot.ready, snapshot.failed, snapshot.url = not failed, failed, url
            rules.reconcile(found)
            self._stamp(found.body)

    def admitted(self, request: Request) -> Answer:
        """Do a call to one of the two kinds."""
        found = _PATH.fullmatch(request.path)
        if not found:
            raise Denied(501, "NotImplemented", f"{request.path} is not modelled")
        name = found["name"]
        if request.method == "PATCH" and request.content_type != MERGE_PATCH:
            raise Denied(415, "UnsupportedMediaType", "custom resources take merge patches only [concepts]")
        kind = self._service_call if found["plural"] == "inferenceservices" else self._document_call
        body = kind(request.method, name, request.body)
        return Answer(201 if request.method == "POST" else 200, copy.deepcopy(body))

    def failure(self, refused: Refused) -> Answer:
        """Return the Status kind that every failed call carries [conventions]."""
        reason = refused.reason if isinstance(refused, Denied) else "InternalError"
        status = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
        return Answer(refused.status, status | {"reason": reason, "message": str(refused), "code": refused.status})

    def _service_call(self, method: str, name: str | None, body: Object) -> Object:
        if method == "POST" and name is None:
            return self._create_service(body)
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
            return self._change_service(service, merged(service.body, body) if method == "PATCH" else body, sent=body)
        raise Denied(501, "NotImplemented", f"{method} is not modelled")

    def _create_service(self, body: Object) -> Object:
        checked_service(body)
        name = body["metadata"]["name"]
        if name in self.services:
            raise Denied(409, "AlreadyExists", f"inferenceservices {name!r} already exists")
        body["metadata"] |= {"uid": f"uid-{name}-{self._version}", "generation": 1}
        self.services[name] = rules.Service(body)
        self._control(self.services[name])
        return body

    def _change_service(self, service: rules.Service, wanted: Object, *, sent: Object) -> Object:
        _compare(sent, service.body)
        checked_service(wanted)
        kept = {key: service.body["metadata"][key] for key in ("uid", "generation", "name")}
        wanted["metadata"] |= kept
        changed = rules.Service(wanted)
        if changed.mode != service.mode:
            raise Denied(422, "Invalid", "the deployment mode of a service cannot be changed")
        if wanted["spec"] != service.body["spec"]:
            wanted["metadata"]["generation"] += 1  # the generation counts changes of the spec [conventions]
        service.body = wanted
        self._control(service)
        return service.body

    def _delete_service(self, service: rules.Service) -> Object:
        """Dependents go with their owner [gc]."""
        uid = service.body["metadata"]["uid"]
        del self.services[service.name]
        owned = [
            name
            for name, document in self.documents.items()
            if any(owner["uid"] == uid for owner in document["metadata"].get("ownerReferences") or [])
        ]
        for name in owned:
            del self.documents[name]
        return {"kind": "Status", "apiVersion": "v1", "status": "Success"}

    def _control(self, service: rules.Service) -> None:
        """What the KServe controller does after a change."""
        revision = rules.revise(service)
        if revision is not None and self._on_revision is None:
            revision.ready, revision.url = True, f"http://{revision.name}"
        rules.reconcile(service)
        self._stamp(service.body)
        if revision is not None and self._on_revision is not None:
            self._on_revision(service.name, revision)

    def _document_call(self, method: str, name: str | None, body: Object) -> Object:
        if method == "POST" and name is None:
            return self._create_document(body)
        document = self.documents.get(name or "")
        if name is None or method not in {"GET", "PUT", "DELETE"}:
            raise Denied(501, "NotImplemented", f"{method} on configmaps is not modelled")
        if document is None:
            raise Denied(404, "NotFound", f"configmaps {name!r} not found")
        if method == "GET":
            return document
        if method == "DELETE":
            return self.documents.pop(name)
        _compare(body, document)
        self.documents[name] = body
        return self._stamp(body)

    def _create_document(self, body: Object) -> Object:
        name = body["metadata"]["name"]
        if name in self.documents:
            raise Denied(409, "AlreadyExists", f"configmaps {name!r} already exists")
        self.documents[name] = body
        return self._stamp(body)

    def _stamp(self, body: Object) -> Object:
        """Every write gives the object a new resourceVersion [concepts]."""
        self._version += 1
        body["metadata"]["resourceVersion"] = str(self._version)
        return body


def _compare(sent: Object, stored: Object) -> None:
    """A write that names a resourceVersion succeeds only if it is the current one [concepts]."""
    version = sent.get("metadata", {}).get("resourceVersion")
    if version is not None and version != stored["metadata"]["resourceVersion"]:
        message = "the object has been modified; please apply your changes to the latest version and try again"
        raise Denied(409, "Conflict", message)
