"""What the controller answers over HTTP, read-only, from a thread beside the loop."""

from __future__ import annotations

import socket
import threading
from typing import Annotated, Any, Self

import msgspec
import uvicorn
from fastapi import FastAPI, Query, Response

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.services.controller import answers
from talktrack.services.controller.board import Sight
from talktrack.services.controller.loop import Loop

HUNG_AFTER_S = 120.0
GRACE_S = 2
Named = Annotated[str, Query(min_length=1)]
OK, UNKNOWN, UNAVAILABLE = 200, 404, 503


def application(loop: Loop) -> FastAPI:
    """Return the routes over what the loop has seen; none of them asks the cluster."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> Response:
        silent_s = loop.monotonic() - loop.board.alive_s
        return _json({"silent_s": silent_s}, OK if silent_s <= HUNG_AFTER_S + loop.every_s else UNAVAILABLE)

    @app.get("/readyz")
    async def readyz() -> Response:
        return _json({"rounds": loop.board.rounds}, OK if loop.board.rounds else UNAVAILABLE)

    @app.get("/metrics")
    async def metrics() -> Response:
        page, kind = loop.metrics.page()
        return Response(page, media_type=kind)

    @app.get("/rollouts")
    async def rollouts() -> Response:
        return _json([answers.summary(tenant, sight) for tenant, sight in loop.board.sights.items()])

    @app.get("/rollouts/{tenant}")
    async def rollout(tenant: str) -> Response:
        sight = loop.board.sights.get(tenant)
        return _json(answers.detail(tenant, sight)) if sight else _unknown(tenant)

    @app.get("/arm")
    async def arm(tenant: str, user: Named) -> Response:
        sight = loop.board.sights.get(tenant)
        return _arm(sight, user) if sight else _unknown(tenant)

    return app


def _arm(sight: Sight, user: str) -> Response:
    """Nobody is assigned before the first tick: a guess would move users when it is known better."""
    if sight.report is None:
        return _json({"error": "this tenant's rollout has not been read yet: ask again."}, UNAVAILABLE)
    return _json(answers.arm(sight, user))


def _unknown(tenant: str) -> Response:
    return _json({"error": f"this controller does not follow {tenant!r}: start it with --tenant."}, UNKNOWN)


def _json(body: Any, status: int = OK) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


class Listener:
    """The HTTP server in a thread of its own, so that probes are answered while a tick waits. A context manager.

    `port` is the one that it listens on, also where 0 was asked for.
    """

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        """Take the port.

        Raises:
            ConfigurationInvalidError: the port cannot be had.
        """
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._socket = socket.create_server((host, port), family=family)
        except (OSError, OverflowError) as taken:
            message = f"cannot listen on {host}:{port} ({taken}): choose others by --host and --port."
            raise ConfigurationInvalidError(message) from taken
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE_S)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Self:
        """Answer from now on."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let answers in hand go out, and give the port back."""
        self._server.should_exit = True
        self._thread.join(2 * GRACE_S)
        self._socket.close()
