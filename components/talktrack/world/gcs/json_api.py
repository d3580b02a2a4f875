"""The JSON API: buckets and objects (https://cloud.google.com/storage/docs/json_api/v1)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from talktrack.world.gcs.objects import Bucket, ListQuery, Precondition, StoredObject
from talktrack.world.gcs.refusals import RefusedError, not_found, not_implemented
from talktrack.world.gcs.wire import Reply, Request, json_reply, media, partial_reply, resource_in

PREFIXES = ("/storage/v1/b", "/download/storage/v1/b")

_OBJECT = re.compile(r"/b/(?P<bucket>[^/]+)/o/(?P<name>[^/]+)")
_COPY = re.compile(
    r"/b/(?P<bucket>[^/]+)/o/(?P<name>[^/]+)/(?P<verb>copyTo|rewriteTo)/b/(?P<to_bucket>[^/]+)/o/(?P<to_name>[^/]+)"
)
_COMPOSE = re.compile(r"/b/(?P<bucket>[^/]+)/o/(?P<name>[^/]+)/compose")
_LIST = re.compile(r"/b/(?P<bucket>[^/]+)/o/?")
_BUCKET = re.compile(r"/b/(?P<bucket>[^/]+)/?")
_BUCKETS = re.compile(r"/b/?")
_PRECONDITIONS = ("ifGenerationMatch", "ifGenerationNotMatch")


def query_precondition(request: Request) -> Precondition:
    """Read the JSON API's preconditions from the query."""
    return Precondition(request.number("ifGenerationMatch"), request.number("ifGenerationNotMatch"))


def resource(bucket: str, found: StoredObject, base_url: str) -> dict[str, object]:
    """Return the object resource (https://cloud.google.com/storage/docs/json_api/v1/objects#resource)."""
    when = found.created.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "kind": "storage#object",
        "id": f"{bucket}/{found.name}/{found.generation}",
        "selfLink": f"{base_url}/storage/v1/b/{bucket}/o/{found.name}",
        "name": found.name,
        "bucket": bucket,
        "generation": str(found.generation),
        "metageneration": "1",
        "contentType": found.content_type,
        "storageClass": "STANDARD",
        "size": str(len(found.data)),
        "md5Hash": found.md5,
        "crc32c": found.crc32c,
        "etag": found.etag,
        "timeCreated": when,
        "updated": when,
        "metadata": found.metadata,
    }


@dataclass
class JsonApi:
    """Answers the JSON API's requests from the buckets it shares with the XML API."""

    buckets: dict[str, Bucket] = field(default_factory=dict)

    def bucket(self, name: str) -> Bucket:
        """Return a bucket or refuse with 404."""
        if name not in self.buckets:
            raise not_found(f"Bucket {name}")
        return self.buckets[name]

    def handle(self, request: Request) -> Reply:
        """Route by path; 501 for what has no route here."""
        path = request.path.removeprefix("/download").removeprefix("/storage/v1")
        routes = (
            (_COPY, self._copy),
            (_COMPOSE, self._compose),
            (_OBJECT, self._object),
            (_LIST, self._list),
            (_BUCKET, self._bucket),
            (_BUCKETS, self._create_bucket),
        )
        for pattern, answer in routes:
            match = pattern.fullmatch(path)
            if match:
                names = {key: unquote(value) for key, value in match.groupdict().items()}
                return partial_reply(request, answer(request, names))
        raise not_implemented(f"{request.method} {request.path}")

    def _create_bucket(self, request: Request, _: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/buckets/insert: 409 when the name is taken."""
        if request.method != "POST":
            raise not_implemented(f"{request.method} of the bucket list")
        request.only("project")
        name = str(resource_in(request.body, "name").get("name", ""))
        if name in self.buckets:
            raise RefusedError(409, "BucketAlreadyOwnedByYou", f"Bucket {name} exists.")
        self.buckets[name] = Bucket(name)
        return json_reply({"kind": "storage#bucket", "id": name, "name": name})

    def _bucket(self, request: Request, names: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/buckets/get."""
        if request.method != "GET":
            raise not_implemented(f"{request.method} of a bucket")
        request.only()
        name = self.bucket(names["bucket"]).name
        return json_reply({"kind": "storage#bucket", "id": name, "name": name})

    def _object(self, request: Request, names: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/objects/get and .../objects/delete."""
        bucket = self.bucket(names["bucket"])
        if request.method == "DELETE":
            request.only(*_PRECONDITIONS)
            bucket.delete(names["name"], query_precondition(request))
            return Reply(204)
        if request.method != "GET":
            raise not_implemented(f"{request.method} of an object")
        request.only("generation", *_PRECONDITIONS)
        found = bucket.get(names["name"], query_precondition(request), request.number("generation"))
        wants_media = request.query.get("alt") == "media"
        return media(request, found) if wants_media else json_reply(resource(bucket.name, found, request.base_url))

    def _list(self, request: Request, names: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/objects/list."""
        if request.method != "GET":
            raise not_implemented(f"{request.method} of an object list")
        request.only("prefix", "delimiter", "maxResults", "pageToken", "startOffset", "endOffset")
        page = self.bucket(names["bucket"]).list(_list_query(request))
        reply: dict[str, Any] = {"kind": "storage#objects"}
        if page.objects:
            reply["items"] = [resource(names["bucket"], found, request.base_url) for found in page.objects]
        if page.prefixes:
            reply["prefixes"] = page.prefixes
        if page.next_after:
            reply["nextPageToken"] = base64.urlsafe_b64encode(page.next_after.encode()).decode()
        return json_reply(reply)

    def _copy(self, request: Request, names: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite and .../objects/copy."""
        request.only("sourceGeneration", "ifSourceGenerationMatch", *_PRECONDITIONS)
        resource_in(request.body)
        source_precondition = Precondition(request.number("ifSourceGenerationMatch"))
        generation = request.number("sourceGeneration")
        source = self.bucket(names["bucket"]).get(names["name"], source_precondition, generation)
        made = self.bucket(names["to_bucket"]).put(
            names["to_name"],
            source.data,
            content_type=source.content_type,
            metadata=source.metadata,
            precondition=query_precondition(request),
        )
        copied = resource(names["to_bucket"], made, request.base_url)
        if names["verb"] == "copyTo":
            return json_reply(copied)
        size = str(len(source.data))
        rewrite = {"kind": "storage#rewriteResponse", "done": True, "totalBytesRewritten": size, "objectSize": size}
        return json_reply(rewrite | {"resource": copied})

    def _compose(self, request: Request, names: dict[str, str]) -> Reply:
        """https://cloud.google.com/storage/docs/json_api/v1/objects/compose: 1 to 32 sources of one bucket."""
        request.only(*_PRECONDITIONS)
        bucket = self.bucket(names["bucket"])
        asked = resource_in(request.body, "kind", "destination", "sourceObjects")
        destination, sources = asked.get("destination", {}), asked.get("sourceObjects", [])
        if set(destination) - {"name", "contentType"} or any(set(s) - {"name", "generation"} for s in sources):
            raise not_implemented("A compose with more than names, generations and a content type")
        kind = destination.get("contentType", "application/octet-stream")
        made = bucket.compose(
            names["name"],
            [(source.get("name", ""), source.get("generation")) for source in sources],
            lambda data: bucket.put(names["name"], data, content_type=kind, precondition=query_precondition(request)),
        )
        return json_reply(resource(bucket.name, made, request.base_url))


def _list_query(request: Request) -> ListQuery:
    return ListQuery(
        prefix=request.query.get("prefix", ""),
        delimiter=request.query.get("delimiter", ""),
        start=request.query.get("startOffset", ""),
        end=request.query.get("endOffset", ""),
        after=request.token("pageToken"),
        limit=min(request.number("maxResults") or 1000, 1000),
    )
