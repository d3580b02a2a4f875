"""ConfigMaps of the API server in memory.

Documents: [concepts] https://kubernetes.io/docs/reference/using-api/api-concepts/
[gc] https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from talktrack.world.kserve_objects import Denied

Object = dict[str, Any]


class Documents:
    """All ConfigMaps by name in `stored`; `stamp` gives an object its new resourceVersion."""

    def __init__(self, stamp: Callable[[Object], Object]) -> None:
        """Start empty."""
        self.stored: dict[str, Object] = {}
        self._stamp = stamp

    def call(self, method: str, name: str | None, body: Object) -> Object:
        """Do one call and return what the server answers."""
        if method == "POST" and name is None:
            return self._create(body)
        if name is None or method not in {"GET", "PUT", "DELETE"}:
            raise Denied(501, "NotImplemented", f"{method} on configmaps is not modelled")
        document = self.stored.get(name)
        if document is None:
            raise Denied(404, "NotFound", f"configmaps {name!r} not found")
        if method == "GET":
            return document
        if method == "DELETE":
            return self.stored.pop(name)
        compare(body, document)
        self.stored[name] = body
        return self._stamp(body)

    def collect(self, owner_uid: str) -> None:
        """Remove what the owner leaves behind [gc]."""
        for name, document in list(self.stored.items()):
            owners = document["metadata"].get("ownerReferences") or []
            if any(owner["uid"] == owner_uid for owner in owners):
                del self.stored[name]

    def _create(self, body: Object) -> Object:
        name = body["metadata"]["name"]
        if name in self.stored:
            raise Denied(409, "AlreadyExists", f"configmaps {name!r} already exists")
        self.stored[name] = body
        return self._stamp(body)


def compare(sent: Object, stored: Object) -> None:
    """A write that names a resourceVersion succeeds only if it is the current one [concepts]."""
    version = sent.get("metadata", {}).get("resourceVersion")
    if version is not None and version != stored["metadata"]["resourceVersion"]:
        message = "the object has been modified; please apply your changes to the latest version and try again"
        raise Denied(409, "Conflict", message)
