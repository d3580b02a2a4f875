"""The HTTP server of the stand-ins: requests and replies as values, faults on demand, a memory of what was asked."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from talktrack.world.listening import Listening

CUT = 0


@dataclass(frozen=True)
class Asked:
    """One request; a parameter that is given twice counts once, with its last value."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """Status, JSON body and headers; the status `CUT` breaks the connection in the middle of the body."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def not_documented(what: str) -> Reply:
    """Return the 501 for everything that a stand-in's documents do not name."""
    return Reply(501, {"message": f"{what} is not part of this stand-in."})


class StandIn(Listening):
    """A service on a free loopback port while the context is open.

    `documents` are what it holds and may change meanwhile; `asked` are the requests that it got.
    """

    def __init__(self, answer: Callable[[Asked], Reply], documents: Sequence[Mapping[str, Any]] = ()) -> None:
        """Nothing listens before the context is entered."""
        super().__init__(_Handler)
        self._answer = answer
        self._faults: deque[Reply | None] = deque()
        self.documents = documents
        self.asked: list[Asked] = []

    def fail_next(self, status: int, times: int = 1, *, after: int = 0, body: Any = None, **headers: str) -> None:
        """Answer requests so instead of truly, once `after` others were; in names of headers underscores are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._faults.extend([None] * after + [Reply(status, body, named)] * times)

    def reply(self, asked: Asked) -> Reply:
        """Return the fault that waits for this request, or the true answer."""
        self.asked.append(asked)
        fault = self._faults.popleft() if self._faults else None
        return fault or self._answer(asked)


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into `Asked` and `Reply` back into HTTP."""

    service: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read one request and send the reply."""
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        self._send(self.service.reply(Asked(self.command, target.path, query, dict(self.headers), body)))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 - http.server looks methods up by these names

    def log_message(self, *_: object) -> None:
        """Keep tests quiet."""

    def _send(self, reply: Reply) -> None:
        data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status or 200)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) + (1 if reply.status == CUT else 0)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else data)
        self.close_connection = reply.status == CUT
