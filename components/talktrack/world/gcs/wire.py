"""Requests and replies as values, and the byte ranges that both APIs share."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from talktrack.world.gcs.objects import Precondition, StoredObject, crc32c
from talktrack.world.gcs.refusals import RefusedError, not_implemented

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Request:
    """One HTTP request; `path` is still percent-encoded, header names are case-insensitive."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: bytes
    base_url: str

    def header(self, name: str) -> str | None:
        """Return one header's value or None."""
        return self.headers.get(name)

    def number(self, parameter: str) -> int | None:
        """Return a query parameter as a number; 400 when it is none."""
        return _number(parameter, self.query.get(parameter))

    def token(self, parameter: str) -> str:
        """Return the name inside a page token; 400 when the token is not one of ours."""
        try:
            return base64.urlsafe_b64decode(self.query.get(parameter, "")).decode()
        except ValueError:
            raise RefusedError(400, "InvalidArgument", f"{parameter} is not a page token.") from None

    def only(self, *allowed: str) -> None:
        """Refuse with 501 when the query asks for more than an operation documents here."""
        for name in self.query:
            if name not in {*allowed, "alt", "fields", "prettyPrint", "projection"}:
                raise not_implemented(f"Query parameter {name} of {self.method} {self.path}")


@dataclass(frozen=True)
class Reply:
    """One HTTP reply."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_reply(value: object, status: int = 200) -> Reply:
    """Return a JSON reply."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=UTF-8"})


def resource_in(body: bytes, *known: str) -> dict[str, Any]:
    """Return a request's JSON object; 400 when it is none, 501 when it sets a field that is not kept here."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusedError(400, "InvalidArgument", "The request's body must be a JSON object.")
    for name in found:
        if name not in known:
            raise not_implemented(f"Field {name} of a resource")
    return found


def partial_reply(request: Request, reply: Reply) -> Reply:
    """Keep the asked top-level fields (https://cloud.google.com/storage/docs/json_api#partial-response)."""
    fields = request.query.get("fields")
    if fields is None or not reply.headers.get("Content-Type", "").startswith("application/json"):
        return reply
    if not re.fullmatch(r"[\w,]+", fields):
        raise not_implemented(f"Nested fields {fields}")
    return json_reply({name: value for name, value in json.loads(reply.body).items() if name in fields.split(",")})


def _number(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,19}", text):
        raise RefusedError(400, "InvalidArgument", f"{name} must be a number.")
    return int(text)


def header_precondition(request: Request) -> Precondition:
    """Read the XML API's preconditions (https://cloud.google.com/storage/docs/xml-api/reference-headers)."""
    match = _number("x-goog-if-generation-match", request.header("x-goog-if-generation-match"))
    return Precondition(match=match)


def check_hashes(request: Request, data: bytes) -> None:
    """Refuse with 400 what arrived damaged (https://cloud.google.com/storage/docs/xml-api/reference-headers#xgooghash)."""
    for item in (request.header("x-goog-hash") or "").split(","):
        kind, _, expected = item.strip().partition("=")
        if kind == "crc32c" and expected != crc32c(data):
            raise RefusedError(400, "BadDigest", "The CRC32C in the request does not match the data.")


def media(request: Request, found: StoredObject) -> Reply:
    """Return an object's bytes, whole or the asked range (https://www.rfc-editor.org/rfc/rfc9110#name-range)."""
    headers = {
        "Content-Type": found.content_type,
        "ETag": found.etag,
        "Last-Modified": found.created.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "Accept-Ranges": "bytes",
        "x-goog-generation": str(found.generation),
        "x-goog-metageneration": "1",
        "x-goog-storage-class": "STANDARD",
        "x-goog-hash": f"crc32c={found.crc32c},md5={found.md5}",
    }
    asked = request.header("Range")
    if asked is None:
        return Reply(200, found.data, headers)
    first, last = _span(asked, len(found.data))
    headers["Content-Range"] = f"bytes {first}-{last}/{len(found.data)}"
    return Reply(206, found.data[first : last + 1], headers)


def _span(asked: str, size: int) -> tuple[int, int]:
    """Return first and last byte of a single range."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        raise not_implemented(f"Range {asked}")
    start, end = match.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    if first >= size or first > last:
        raise RefusedError(416, "InvalidRange", "The requested range cannot be satisfied.")
    return first, last
