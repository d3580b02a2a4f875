"""Uploads of the JSON API: media, multipart and resumable (https://cloud.google.com/storage/docs/uploads-downloads)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from talktrack.world.gcs.json_api import JsonApi, query_precondition, resource
from talktrack.world.gcs.objects import Precondition, StoredObject, crc32c
from talktrack.world.gcs.refusals import RefusedError, not_found, not_implemented
from talktrack.world.gcs.wire import Reply, Request, check_hashes, json_reply, resource_in

PREFIX = "/upload/storage/v1/b"
CHUNK = 262_144
KEPT = ("name", "contentType", "metadata", "crc32c")
PIECES = 4

_TARGET = re.compile(r"/upload/storage/v1/b/([^/]+)/o/?")
_BOUNDARY = re.compile(r"multipart/related;.*boundary=\"?'?([^\"';,]+)", re.IGNORECASE)
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


@dataclass
class Session:
    """A resumable upload in progress."""

    bucket: str
    metadata: dict[str, Any]
    precondition: Precondition
    data: bytearray = field(default_factory=bytearray)
    finished: StoredObject | None = None


@dataclass
class Uploads:
    """Receives objects; shares the buckets with the rest of the JSON API."""

    api: JsonApi
    _sessions: dict[str, Session] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def handle(self, request: Request) -> Reply:
        """Route by method and upload type."""
        match = _TARGET.fullmatch(request.path)
        if match is None:
            raise not_implemented(f"{request.method} {request.path}")
        bucket = unquote(match.group(1))
        request.only("uploadType", "upload_id", "name", "ifGenerationMatch", "ifGenerationNotMatch")
        kind = request.query.get("uploadType")
        if request.method == "PUT" and kind == "resumable":
            return self._continue(request)
        if request.method == "DELETE" and kind == "resumable":
            return self._cancel(request)
        receive = {"media": self._media, "multipart": self._multipart, "resumable": self._begin}.get(kind or "")
        if request.method != "POST" or receive is None:
            raise not_implemented(f"{request.method} with uploadType {kind}")
        return receive(request, bucket)

    def _media(self, request: Request, bucket: str) -> Reply:
        metadata = {"name": request.query.get("name"), "contentType": request.header("Content-Type")}
        check_hashes(request, request.body)
        return self._finish(request, Session(bucket, metadata, query_precondition(request)), request.body)[0]

    def _multipart(self, request: Request, bucket: str) -> Reply:
        """One multipart/related body: the object resource, then the data."""
        match = _BOUNDARY.match(request.header("Content-Type") or "")
        if match is None:
            raise RefusedError(400, "InvalidArgument", "A multipart upload needs multipart/related with a boundary.")
        pieces = request.body.split(b"--" + match.group(1).encode(), 3)
        if len(pieces) != PIECES:
            raise RefusedError(400, "InvalidArgument", "A multipart upload has exactly two parts.")
        _, first, second, _ = pieces
        metadata = resource_in(_part(first)[1], *KEPT)
        headers, data = _part(second)
        metadata.setdefault("contentType", _content_type(headers))
        metadata.setdefault("name", request.query.get("name"))
        return self._finish(request, Session(bucket, metadata, query_precondition(request)), data)[0]

    def _begin(self, request: Request, bucket: str) -> Reply:
        """https://cloud.google.com/storage/docs/performing-resumable-uploads#initiate-session."""
        self.api.bucket(bucket)
        metadata = resource_in(request.body, *KEPT)
        metadata.setdefault("name", request.query.get("name"))
        metadata.setdefault("contentType", request.header("X-Upload-Content-Type"))
        upload_id = f"upload-{next(self._ids)}"
        self._sessions[upload_id] = Session(bucket, metadata, query_precondition(request))
        location = f"{request.base_url}{request.path}?uploadType=resumable&upload_id={upload_id}"
        return Reply(200, b"", {"Location": location, "X-GUploader-UploadID": upload_id})

    def _continue(self, request: Request) -> Reply:
        """Take one chunk, or say with 308 how far the upload got (#status-check, #chunked-upload)."""
        session = self._session(request)
        if session.finished is not None:
            return json_reply(resource(session.bucket, session.finished, request.base_url))
        match = _CONTENT_RANGE.fullmatch(request.header("Content-Range") or f"bytes 0-{len(request.body) - 1}/*")
        if match is None:
            raise RefusedError(400, "InvalidArgument", "Content-Range cannot be read.")
        first, _, total = match.groups()
        if first is not None and int(first) != len(session.data):
            raise RefusedError(503, "ServiceUnavailable", "The chunk does not continue what was received.")
        session.data += request.body
        whole = request.header("Content-Range") is None or total == str(len(session.data))
        if whole:
            check_hashes(request, bytes(session.data))
            reply, session.finished = self._finish(request, session, bytes(session.data))
            return reply
        if len(request.body) % CHUNK:
            raise RefusedError(400, "InvalidArgument", "Chunks but the last must be multiples of 256 KiB.")
        return Reply(308, b"", {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {})

    def _cancel(self, request: Request) -> Reply:
        """#cancel-upload: 499 says that the session is gone."""
        self._session(request)
        del self._sessions[request.query["upload_id"]]
        return Reply(499)

    def _session(self, request: Request) -> Session:
        found = self._sessions.get(request.query.get("upload_id", ""))
        if found is None:
            raise not_found("The upload")
        return found

    def _finish(self, request: Request, session: Session, data: bytes) -> tuple[Reply, StoredObject]:
        """Verify the checksum that the client announced and write (https://cloud.google.com/storage/docs/data-validation)."""
        announced = session.metadata.get("crc32c")
        if announced is not None and announced != crc32c(data):
            raise RefusedError(400, "BadDigest", "The CRC32C in the request does not match the data.")
        if not session.metadata.get("name"):
            raise RefusedError(400, "InvalidArgument", "An upload needs an object name.")
        made = self.api.bucket(session.bucket).put(
            session.metadata["name"],
            data,
            content_type=session.metadata.get("contentType") or "application/octet-stream",
            metadata=session.metadata.get("metadata"),
            precondition=session.precondition,
        )
        return json_reply(resource(session.bucket, made, request.base_url)), made


def _part(raw: bytes) -> tuple[str, bytes]:
    """Split one part of a multipart body into its headers and its data."""
    headers, _, data = raw.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    return headers.decode("latin-1"), data.removesuffix(b"\r\n")


def _content_type(headers: str) -> str | None:
    for line in headers.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-type":
            return value.strip()
    return None
