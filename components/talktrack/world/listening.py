"""An HTTP server on a free loopback port, for as long as its context is open."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Listening:
    """Answers with a handler, one thread a connection; it finds the service it answers for in `service`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Nothing listens before the context is entered."""
        self._handler = handler

    def __enter__(self) -> Self:
        """Listen."""
        self._server = _Server(("127.0.0.1", 0), type("BoundHandler", (self._handler,), {"service": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Return the base address, for example ``http://127.0.0.1:40123``."""
        return f"http://127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
