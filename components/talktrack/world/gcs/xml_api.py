"""The XML API, which LanceDB speaks (https://cloud.google.com/storage/docs/xml-api/reference-methods)."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import escape

from talktrack.world.gcs.json_api import JsonApi
from talktrack.world.gcs.objects import Bucket, ListQuery, StoredObject
from talktrack.world.gcs.refusals import RefusedError, not_found, not_implemented
from talktrack.world.gcs.wire import Reply, Request, check_hashes, header_precondition, media

HEADERS = ("x-goog-if-generation-match", "x-goog-hash", "x-goog-copy-source", "x-goog-api-client")

_PART = re.compile(r"<Part>.*?<PartNumber>(\d+)</PartNumber>.*?</Part>", re.DOTALL)


def xml_reply(body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return an XML reply."""
    text = f"<?xml version='1.0' encoding='UTF-8'?>{body}"
    return Reply(status, text.encode(), {"Content-Type": "application/xml; charset=UTF-8", **(headers or {})})


@dataclass
class Multipart:
    """A multipart upload in progress: part number to data."""

    bucket: Bucket
    name: str
    content_type: str
    parts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class XmlApi:
    """Answers the XML API's requests from the buckets it shares with the JSON API."""

    api: JsonApi
    _multiparts: dict[str, Multipart] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def handle(self, request: Request) -> Reply:
        """Route by path, method and sub-resource."""
        for header in request.headers:
            if header.lower().startswith("x-goog-") and header.lower() not in HEADERS:
                raise not_implemented(f"Header {header}")
        first, _, rest = request.path.lstrip("/").partition("/")
        bucket, name = self.api.bucket(unquote(first)), unquote(rest)
        if not name:
            return self._list(request, bucket)
        if "uploads" in request.query or "uploadId" in request.query:
            return self._multipart(request, bucket, name)
        answer = {"GET": self._get, "HEAD": self._get, "PUT": self._put, "DELETE": self._delete}.get(request.method)
        if answer is None or request.query:
            raise not_implemented(f"{request.method} {request.path} with {sorted(request.query)}")
        return answer(request, bucket, name)

    def _get(self, request: Request, bucket: Bucket, name: str) -> Reply:
        """GET and HEAD Object; the server drops the body of a HEAD."""
        for header in ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"):
            if request.header(header) is not None:
                raise not_implemented(f"Header {header}")
        return media(request, bucket.get(name, header_precondition(request)))

    def _put(self, request: Request, bucket: Bucket, name: str) -> Reply:
        """PUT Object, or a copy where x-goog-copy-source names one."""
        source = request.header("x-goog-copy-source")
        if source is not None:
            return self._copy(request, bucket, name, unquote(source).lstrip("/"))
        check_hashes(request, request.body)
        made = bucket.put(
            name,
            request.body,
            content_type=request.header("Content-Type") or "application/octet-stream",
            precondition=header_precondition(request),
        )
        return Reply(200, b"", _written(made))

    def _copy(self, request: Request, bucket: Bucket, name: str, source: str) -> Reply:
        from_bucket, _, from_name = source.partition("/")
        found = self.api.bucket(from_bucket).get(from_name)
        kind, condition = found.content_type, header_precondition(request)
        made = bucket.put(name, found.data, content_type=kind, metadata=found.metadata, precondition=condition)
        when = made.created.isoformat(timespec="milliseconds")
        body = (
            f"<CopyObjectResult><ETag>{escape(made.etag)}</ETag><LastModified>{when}</LastModified></CopyObjectResult>"
        )
        return xml_reply(body, headers=_written(made))

    def _delete(self, request: Request, bucket: Bucket, name: str) -> Reply:
        bucket.delete(name, header_precondition(request))
        return Reply(204)

    def _list(self, request: Request, bucket: Bucket) -> Reply:
        """GET Bucket (list-type=2), https://cloud.google.com/storage/docs/xml-api/get-bucket-list."""
        if request.method != "GET" or request.query.get("list-type") != "2":
            raise not_implemented(f"{request.method} of a bucket without list-type=2")
        request.only("list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after")
        query = ListQuery(
            prefix=request.query.get("prefix", ""),
            delimiter=request.query.get("delimiter", ""),
            after=max(request.token("continuation-token"), request.query.get("start-after", "")),
            limit=min(request.number("max-keys") or 1000, 1000),
        )
        page = bucket.list(query)
        more = ""
        if page.next_after:
            following = base64.urlsafe_b64encode(page.next_after.encode()).decode()
            more = f"<NextContinuationToken>{following}</NextContinuationToken>"
        contents = "".join(_entry(found) for found in page.objects)
        folded = "".join(f"<CommonPrefixes><Prefix>{escape(p)}</Prefix></CommonPrefixes>" for p in page.prefixes)
        cut = str(page.next_after is not None).lower()
        head = f"<Name>{escape(bucket.name)}</Name><IsTruncated>{cut}</IsTruncated>"
        return xml_reply(f"<ListBucketResult>{head}{contents}{folded}{more}</ListBucketResult>")

    def _multipart(self, request: Request, bucket: Bucket, name: str) -> Reply:
        """https://cloud.google.com/storage/docs/multipart-uploads: initiate, upload parts, complete or abort."""
        if request.method == "POST" and "uploads" in request.query:
            return self._begin(request, bucket, name)
        upload_id = request.query.get("uploadId", "")
        upload = self._multiparts.get(upload_id)
        if upload is None:
            raise not_found("The upload")
        if request.method == "PUT":
            part = request.number("partNumber") or 0
            upload.parts[part] = request.body
            return Reply(200, b"", {"ETag": f'"{upload_id}-{part}"'})
        if request.method == "POST":
            return self._complete(request, upload, upload_id)
        if request.method == "DELETE":
            del self._multiparts[upload_id]
            return Reply(204)
        raise not_implemented(f"{request.method} of a multipart upload")

    def _begin(self, request: Request, bucket: Bucket, name: str) -> Reply:
        upload_id = f"multipart-{next(self._ids)}"
        kind = request.header("Content-Type") or "application/octet-stream"
        self._multiparts[upload_id] = Multipart(bucket, name, kind)
        where = f"<Bucket>{escape(bucket.name)}</Bucket><Key>{escape(name)}</Key>"
        return xml_reply(
            f"<InitiateMultipartUploadResult>{where}<UploadId>{upload_id}</UploadId></InitiateMultipartUploadResult>"
        )

    def _complete(self, request: Request, upload: Multipart, upload_id: str) -> Reply:
        numbers = [int(number) for number in _PART.findall(request.body.decode())]
        if numbers != sorted(set(numbers)) or not set(numbers) <= set(upload.parts):
            raise RefusedError(400, "InvalidPart", "Parts must be known and in ascending order.")
        data = b"".join(upload.parts[number] for number in numbers)
        condition = header_precondition(request)
        made = upload.bucket.put(upload.name, data, content_type=upload.content_type, precondition=condition)
        del self._multiparts[upload_id]
        body = f"<Key>{escape(made.name)}</Key><ETag>{escape(made.etag)}</ETag>"
        return xml_reply(f"<CompleteMultipartUploadResult>{body}</CompleteMultipartUploadResult>", 200, _written(made))


def _entry(found: StoredObject) -> str:
    when = found.created.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return (
        f"<Contents><Key>{escape(found.name)}</Key><Generation>{found.generation}</Generation>"
        f"<LastModified>{when}</LastModified><ETag>{escape(found.etag)}</ETag><Size>{len(found.data)}</Size></Contents>"
    )


def _written(made: StoredObject) -> dict[str, str]:
    return {"ETag": made.etag, "x-goog-generation": str(made.generation), "x-goog-hash": f"crc32c={made.crc32c}"}
