"""The part of a Model Registry's REST interface that keeps models, versions and artifacts, over HTTP on loopback.

The unmodified `model-registry` client talks to it, in version v1 of the interface. A name is given once below its
parent, what is updated keeps the fields that are not named, and custom properties are replaced as a whole [core]. What
is not modelled answers 501.

[oas] https://github.com/kubeflow/model-registry/blob/main/api/openapi/model-registry.yaml
[core] https://github.com/kubeflow/model-registry/blob/main/internal/core/partial_update_test.go
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from talktrack.world.json_service import JsonService, Refused
from talktrack.world.loopback import Answer, Request
from talktrack.world.model_registry.rules import check

ROOT = "/api/model_registry/v1/"
PARENT = "parent"  # the one field of ours in what is kept; it is never answered

Thing = dict[str, Any]


class ModelRegistryApi(JsonService):
    """An empty service. Use as a context manager; `url` is its address, `calls` lists all calls so far.

    With `only`, a version of the interface is answered that is not v1, as services did before they had it.
    """

    def __init__(self, only: str = "", token: str = "", page: int = 100) -> None:
        """Start empty; `page` is the longest list that is answered at once."""
        super().__init__(ROOT.replace("v1", only) if only else ROOT)
        self._kept: dict[str, list[Thing]] = {"registered_models": [], "model_versions": [], "model_artifacts": []}
        self._token = token
        self._page = page
        self._next_id = 1

    def kept(self, kind: str) -> list[Thing]:
        """Return all registered_models, model_versions or model_artifacts, oldest first."""
        with self.lock:
            return copy.deepcopy(self._kept[kind])

    def admitted(self, request: Request) -> Answer:
        """Route a call [oas]."""
        if self._token and request.headers.get("authorization") != f"Bearer {self._token}":
            raise Refused(401, "Unauthorized [oas]")
        if not request.path.startswith(self._root):
            raise Refused(404, "page not found")
        path = request.path.removeprefix(self._root).split("/")
        does = {"GET": self._read, "POST": self._write, "PATCH": self._update}.get(request.method)
        if does is None:
            raise Refused(501, "this is not modelled")
        return Answer(201 if request.method == "POST" else 200, does(path, request))

    def failure(self, refused: Refused) -> Answer:
        """Return the Error of failed calls [oas]."""
        return Answer(refused.status, {"code": str(refused.status), "message": str(refused)})

    def _read(self, path: list[str], request: Request) -> Thing:
        match path:
            case ["registered_model" | "model_version" | "model_artifact" as kind]:
                return self._found(f"{kind}s", request.query)
            case ["registered_models"]:
                return self._listed("registered_models", "", request.query)
            case ["registered_models", parent, "versions"]:
                return self._listed("model_versions", parent, request.query)
        raise Refused(501, "this is not modelled")

    def _write(self, path: list[str], request: Request) -> Thing:
        match path:
            case ["registered_models"]:
                return self._made("registered_models", "", request.body)
            case ["model_versions"]:
                return self._made("model_versions", request.body["registeredModelId"], request.body)
            case ["model_versions", parent, "artifacts"]:
                return self._made("model_artifacts", parent, request.body)
        raise Refused(501, "this is not modelled")

    def _update(self, path: list[str], request: Request) -> Thing:
        match path:
            case ["model_versions" as kind, identity]:
                check(kind, request.body)
                thing = self._only(kind, lambda thing: bool(thing["id"] == identity))
                thing.update(request.body)
                return _sent(thing)
        raise Refused(501, "this is not modelled")

    def _found(self, kind: str, query: Mapping[str, str]) -> Thing:
        if "name" not in query or (kind != "registered_models" and "parentResourceId" not in query):
            raise Refused(400, "name what is sought and its parent [oas]")
        wanted = (query["name"], query.get("parentResourceId", ""))
        return _sent(self._only(kind, lambda thing: (thing["name"], thing[PARENT]) == wanted))

    def _listed(self, kind: str, parent: str, query: Mapping[str, str]) -> Thing:
        if query.get("orderBy", "ID") != "ID" or query.get("sortOrder", "ASC") != "ASC":
            raise Refused(501, "only the order by id is modelled")
        start, size = int(query.get("nextPageToken") or 0), min(self._page, int(query.get("pageSize", self._page)))
        below = [thing for thing in self._kept[kind] if thing[PARENT] == parent]
        token = str(start + size) if start + size < len(below) else ""
        items = [_sent(thing) for thing in below[start : start + size]]
        return {"items": items, "nextPageToken": token, "pageSize": size, "size": len(items)}

    def _made(self, kind: str, parent: str, body: Thing) -> Thing:
        check(kind, body)
        above = {"model_versions": "registered_models", "model_artifacts": "model_versions"}.get(kind)
        if above:
            self._only(above, lambda thing: bool(thing["id"] == parent))
        if any((thing["name"], thing[PARENT]) == (body["name"], parent) for thing in self._kept[kind]):
            raise Refused(409, f"{kind}: {body['name']} already exists [core]")
        made = {"state": "LIVE", **body, "id": str(self._next_id), PARENT: parent}
        self._next_id += 1
        self._kept[kind].append(made)
        return _sent(made)

    def _only(self, kind: str, wanted: Callable[[Thing], bool]) -> Thing:
        for thing in self._kept[kind]:
            if wanted(thing):
                return thing
        raise Refused(404, f"none of the {kind} is so [oas]")


def _sent(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if name != PARENT}
