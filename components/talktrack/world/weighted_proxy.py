"""The ingress of the local cluster: one port, each request passed on to one of several addresses by weight.

Knative splits per request and at random: https://knative.dev/docs/serving/traffic-management/
"""

from __future__ import annotations

import http.client
import random
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from talktrack.world.listening import Listening

TIMEOUT_S = 60.0
KEPT_HEADERS = ("content-type", "x-inference-id")
REVISION = "x-revision"


class WeightedProxy(Listening):
    """Passes requests to the addresses that `routes` returns at that moment, percent by address; `url` is its own."""

    def __init__(self, routes: Callable[[], Mapping[str, int]], seed: int = 7) -> None:
        """Nothing listens before the context is entered."""
        super().__init__(_Handler)
        self._routes = routes
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def choose(self) -> str | None:
        """Return the address for one request, or None while nothing is routed."""
        routes = {address: weight for address, weight in self._routes().items() if weight > 0}
        if not routes:
            return None
        with self._lock:
            return self._random.choices(list(routes), weights=list(routes.values()))[0]


class _Handler(BaseHTTPRequestHandler):
    """Passes one request on and its answer back."""

    service: WeightedProxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = self.service.choose()
        if address is None:
            self._reply(503, b'{"error": "nothing is routed yet"}', {"content-type": "application/json"})
            return
        where = urlsplit(address)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=TIMEOUT_S)
        try:
            kind = self.headers.get("Content-Type", "application/json")
            connection.request(self.command, self.path, body, {"Content-Type": kind})
            answer = connection.getresponse()
            headers = {name: value for name in KEPT_HEADERS if (value := answer.getheader(name))}
            self._reply(answer.status, answer.read(), headers | {REVISION: address})
        except (OSError, http.client.HTTPException):
            self._reply(502, b'{"error": "the predictor does not answer"}', {REVISION: address})
        finally:
            connection.close()

    def _reply(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _pass_on  # noqa: N815 - names that http.server calls

    def log_message(self, *_: object) -> None:
        """Stay silent: requests may hold conversation text."""
