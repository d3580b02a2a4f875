"""KServe's model server with our routes and our guard around it. One worker: counters live in one process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from kserve import ModelServer
from kserve.model_server import app

from talktrack.core.records import PATHS, FeedbackEvent
from talktrack.services.predictor.chat_routes import chat_router
from talktrack.services.predictor.exchange import Exchange, Serving
from talktrack.services.predictor.journal import Journal
from talktrack.services.predictor.models import PathModel
from talktrack.services.predictor.requests import BAD_REQUEST, FAILED, TOO_LARGE, Rejected

GRACE_S = 30
WORST_GOOD_RATING = 3.0
DRAINED = 16

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def serve(serving: Serving, journal: Journal, port: int) -> None:
    """Answer until SIGTERM, then finish what is in flight and publish what waits."""
    exchange = Exchange(serving)
    equip(app, serving, exchange)
    server = ModelServer(http_port=port, enable_grpc=False, workers=1, grace_period=GRACE_S)
    try:
        server.start([PathModel(path, exchange) for path in PATHS])
    finally:
        journal.close()


def equip(application: FastAPI, serving: Serving, exchange: Exchange) -> None:
    """Add our routes, our refusals and the guard to the server's application."""
    feedback_router = APIRouter()

    @feedback_router.post("/feedback")
    async def feedback(request: Request) -> JSONResponse:
        event = serving.desk.take(await request.body())
        if serving.desk.is_first(event):
            serving.metrics.judge(event.arm or "", opinion(event))
        return JSONResponse({"id": event.id}, 202)

    application.include_router(feedback_router)
    application.include_router(chat_router(exchange))
    application.add_exception_handler(Rejected, _refusal)
    application.add_middleware(Guard, largest=serving.bounds.body_bytes)


def opinion(event: FeedbackEvent) -> float | None:
    """Return a positive or negative number where the event is an opinion on the answer, else None."""
    if event.value is None or event.kind not in {"thumbs", "rating"}:
        return None
    return event.value if event.kind == "thumbs" else event.value - WORST_GOOD_RATING


async def _refusal(_: Request, rejected: Exception) -> JSONResponse:
    assert isinstance(rejected, Rejected)
    return JSONResponse({"error": rejected.sentence}, rejected.status)


async def _drain(receive: Receive, most: int) -> None:
    """Read and forget a refused body, or the caller would see a broken pipe instead of the answer."""
    more, seen = True, 0
    while more and seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        more = bool(message.get("more_body", False))


class Guard:
    """Refuses bodies that are too large without keeping them, and lets no exception out.

    An exception that escapes makes the server close the connection after its answer without saying so, and the next
    caller on that connection fails: https://github.com/encode/uvicorn/blob/master/uvicorn/protocols/http/h11_impl.py
    """

    def __init__(self, application: Any, largest: int) -> None:
        """Wrap an ASGI application."""
        self._application = application
        self._largest = largest

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a call on, or answer it."""
        refused = self._refused(scope)
        if refused:
            await _drain(receive, DRAINED * self._largest)
            await JSONResponse({"error": refused[1]}, refused[0], {"connection": "close"})(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._application(scope, receive, watched)
        except Exception:
            if started or scope["type"] != "http":
                raise
            await JSONResponse({"error": "this request could not be answered."}, FAILED)(scope, receive, send)

    def _refused(self, scope: Message) -> tuple[int, str] | None:
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT", "PATCH"}:
            return None
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            return BAD_REQUEST, "send the body with a Content-Length header."
        if int(length) > self._largest:
            return TOO_LARGE, f"the body may hold at most {self._largest} bytes."
        return None
