"""The HTTP side of the Pinecone stand-in: requests with their queries and headers, answers that may get lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from talktrack.world.loopback import LoopbackServer

LOST = 0  # a status that no server sends: the connection ends without an answer


@dataclass(frozen=True)
class Asked:
    """One call: decoded path, query parameters with all their values, headers by lower-case name, JSON body."""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: dict[str, Any]
    size_bytes: int


@dataclass(frozen=True)
class Answered:
    """Status and JSON body; `retry_after_s` is sent as a header where there is one."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    retry_after_s: int | None = None


class PineconeHttp(LoopbackServer):
    """Serves one function."""

    def __init__(self, answer: Callable[[Asked], Answered]) -> None:
        """Bind the port."""
        super().__init__(_handler(answer))


def _handler(answer: Callable[[Asked], Answered]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            found = answer(self._asked())
            if found.status == LOST:
                self.close_connection = True
                return
            body = json.dumps(found.body).encode()
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if found.retry_after_s is not None:
                self.send_header("Retry-After", str(found.retry_after_s))
            self.end_headers()
            self.wfile.write(body)

        def _asked(self) -> Asked:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            address = urlsplit(self.path)
            return Asked(
                method=self.command,
                path=tuple(unquote(part) for part in address.path.strip("/").split("/")),
                query=parse_qs(address.query, keep_blank_values=True),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=json.loads(data) if data else {},
                size_bytes=len(data),
            )

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that http.server calls

        def log_message(self, *_: object) -> None:
            """Stay silent: nothing here is worth a line."""

    return Handler
