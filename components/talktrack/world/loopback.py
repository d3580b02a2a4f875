"""A small JSON server on loopback for the stand-ins: requests and answers as values, a thread per connection."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """One call: `path` without its `query`, `body` the decoded JSON object, headers by lower-case name."""

    method: str
    path: str
    content_type: str
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Status and JSON body."""

    status: int
    body: dict[str, Any]


class LoopbackServer:
    """Serves HTTP/1.1 on 127.0.0.1, any free port, a thread per connection."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Bind the port; nothing is answered before `start`."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Answer in a thread."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()


class Loopback(LoopbackServer):
    """Serves one function of JSON requests."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        """Bind the port."""
        super().__init__(_handler(answer))


def _handler(answer: Callable[[Request], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind = self.headers.get("Content-Type", "")
            headers = {name.lower(): value for name, value in self.headers.items()}
            address = urlsplit(self.path)
            body = json.loads(data) if data else {}
            found = answer(Request(self.command, address.path, kind, body, headers, dict(parse_qsl(address.query))))
            sent = json.dumps(found.body).encode()
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that http.server calls

        def log_message(self, *_: object) -> None:
            """Stay silent: nothing here is worth a line."""

    return Handler
