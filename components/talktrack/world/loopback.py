"""JSON over HTTP on loopback for the stand-ins: requests and answers as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

FILES = "multipart/form-data"
LOST = 0  # a status that no server sends: the connection ends without an answer


@dataclass(frozen=True)
class Request:
    """One call: `path` without its query, `body` the decoded JSON object, headers by lower-case name.

    `listed` are the parameters of the query with all their values, `size_bytes` the size of the body as it was sent;
    `data` are the bytes of a multipart body, in which files come.
    """

    method: str
    path: str
    content_type: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[str, list[str]] = field(default_factory=dict)
    size_bytes: int = 0
    data: bytes = b""

    @property
    def query(self) -> Mapping[str, str]:
        """Return the parameters that say something, each with its last value."""
        return {name: values[-1] for name, values in self.listed.items() if values[-1]}

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the decoded parts of the path."""
        return tuple(unquote(part) for part in self.path.strip("/").split("/"))


@dataclass(frozen=True)
class Answer:
    """Status, JSON body, and headers beside those that tell its kind and length."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Answering(Protocol):
    """What a `JsonHandler` serves."""

    def answer(self, request: Request) -> Answer:
        """Answer one call; calls come from several threads."""
        ...


class JsonHandler(BaseHTTPRequestHandler):
    """Turns HTTP into `Request` and `Answer` back into HTTP; see `Listening`."""

    service: Answering
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read one request and send the answer."""
        found = self.service.answer(self._request())
        if found.status == LOST:
            self.close_connection = True
            return
        body = json.dumps(found.body).encode()
        self.send_response(found.status)
        for name, value in {"Content-Type": "application/json", **found.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - http.server looks methods up by these names

    def log_message(self, *_: object) -> None:
        """Stay silent: nothing here is worth a line."""

    def _request(self) -> Request:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address, kind = urlsplit(self.path), self.headers.get("Content-Type", "")
        files = kind.startswith(FILES)
        return Request(
            method=self.command,
            path=address.path,
            content_type=kind,
            body=json.loads(data) if data and not files else {},
            headers={name.lower(): value for name, value in self.headers.items()},
            listed=parse_qs(address.query, keep_blank_values=True),
            size_bytes=len(data),
            data=data if files else b"",
        )
