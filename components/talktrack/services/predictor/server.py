"""KServe's model server with our routes and our guard around it. One worker: counters live in one process."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from kserve import ModelServer
from kserve.model_server import app
from starlette.exceptions import HTTPException

from talktrack.core.records import PATHS, FeedbackEvent
from talktrack.services.predictor.chat_routes import chat_router
from talktrack.services.predictor.exchange import Exchange, Serving
from talktrack.services.predictor.guard import Guard
from talktrack.services.predictor.journal import Journal
from talktrack.services.predictor.log_filter import leave_out
from talktrack.services.predictor.models import PathModel
from talktrack.services.predictor.requests import BAD_REQUEST, Rejected

GRACE_S = 30
WORST_GOOD_RATING = 3.0


def serve(serving: Serving, journal: Journal, host: str, port: int) -> None:
    """Answer on one address until SIGTERM, then finish what is in flight and publish what waits."""
    exchange = Exchange(serving)
    equip(app, serving, exchange)
    leave_out()
    server = BoundServer(http_port=port, enable_grpc=False, workers=1, grace_period=GRACE_S)
    server.host = host
    try:
        server.start([PathModel(path, exchange) for path in PATHS])
    finally:
        journal.close()


class BoundServer(ModelServer):
    """KServe's server on one address: its own listens on all of them, and has no option for that."""

    host = ""

    async def _serve(self) -> None:
        """Listen where we are told to; the listener is made by now, and not opened yet."""
        self._rest_server.config.host = self.host
        await super()._serve()


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
    application.add_exception_handler(RequestValidationError, _no_tensors)
    application.add_exception_handler(HTTPException, _failure)
    application.add_middleware(Guard, largest=serving.bounds.body_bytes)


def opinion(event: FeedbackEvent) -> float | None:
    """Return a positive or negative number where the event is an opinion on the answer, else None."""
    if event.value is None or event.kind not in {"thumbs", "rating"}:
        return None
    return event.value if event.kind == "thumbs" else event.value - WORST_GOOD_RATING


async def _refusal(_: Request, rejected: Exception) -> JSONResponse:
    assert isinstance(rejected, Rejected)
    return JSONResponse({"error": rejected.sentence}, rejected.status)


async def _no_tensors(_: Request, __: Exception) -> JSONResponse:
    """Refuse a V2 request without what FastAPI finds wrong with it: that repeats what the caller wrote."""
    sentence = "this is no V2 request: send inputs, a list of objects with name, shape, datatype and data."
    return JSONResponse({"error": sentence}, BAD_REQUEST)


async def _failure(_: Request, failed: Exception) -> JSONResponse:
    assert isinstance(failed, HTTPException)
    return JSONResponse({"error": failed.detail}, failed.status_code, failed.headers)
