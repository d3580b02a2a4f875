"""The routes of OpenAI's chat interface, whole and streamed, over the same exchange as KServe's protocols."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from talktrack.core.records import PATHS
from talktrack.services.predictor import chat
from talktrack.services.predictor.exchange import Answered, Call, Exchange
from talktrack.services.predictor.requests import Rejected, instances_of

ROOT = "/openai/v1"
LIVE = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def chat_router(exchange: Exchange) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix=ROOT)

    @router.get("/models")
    async def models() -> JSONResponse:
        listed = [{"id": path, "object": "model", "created": 0, "owned_by": exchange.tenant} for path in PATHS]
        return JSONResponse({"object": "list", "data": listed})

    @router.post("/chat/completions")
    async def completions(request: Request) -> Response:
        try:
            body = chat.read(await request.body())
            return await (_streamed(exchange, body) if body.stream else _whole(exchange, body))
        except Rejected as rejected:
            return JSONResponse(chat.error(rejected), rejected.status)

    return router


async def _whole(exchange: Exchange, body: chat.ChatBody) -> Response:
    answered = await exchange.answer(_call(exchange, body))
    headers = {"x-inference-id": answered.id, "x-release": answered.release}
    return JSONResponse(chat.completion(_identity(), body, int(time.time()), answered), headers=headers)


async def _streamed(exchange: Exchange, body: chat.ChatBody) -> Response:
    """Answer with a stream once there is something to stream: what fails before that has a status of its own."""
    stream = _Stream(body)
    task = asyncio.create_task(exchange.answer(_call(exchange, body, stream)))
    task.add_done_callback(lambda _: stream.heard.put_nowait(None))
    try:
        first = await stream.heard.get()
        if first is None:
            await task
    except asyncio.CancelledError:
        task.cancel()
        raise
    return StreamingResponse(stream.events(first, task), media_type="text/event-stream", headers=LIVE)


@dataclass
class _Stream:
    """One answer on its way: the model's thread puts in all of its text so far, None comes at the end."""

    body: chat.ChatBody
    heard: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def __call__(self, _place: int, text: str) -> None:
        self.loop.call_soon_threadsafe(self.heard.put_nowait, text)

    async def events(self, text: str | None, task: asyncio.Task[Answered]) -> AsyncIterator[str]:
        """Yield the growth of the answer, then its signature; who stops reading ends the generation."""
        told, head = "", (_identity(), self.body, int(time.time()))
        try:
            yield chat.chunk(*head, {"role": "assistant", "content": ""})
            while text is not None:
                if text.startswith(told) and text != told:
                    yield chat.chunk(*head, {"content": text[len(told) :]})
                    told = text
                text = await self.heard.get()
            answered = task.result()
            rest = answered.texts[0].strip().removeprefix(told)
            yield chat.chunk(*head, {"content": rest} if rest else {}, answered)
        except Rejected as rejected:
            yield chat.event(chat.error(rejected))
        finally:
            task.cancel()
        yield chat.DONE


def _call(exchange: Exchange, body: chat.ChatBody, stream: _Stream | None = None) -> Call:
    return Call(
        path=body.model,
        read=lambda: instances_of(body.model, chat.as_v1(body), exchange.tenant, exchange.bounds),
        new_tokens=body.new_tokens(exchange.bounds),
        say=stream,
        user_id=body.user,
    )


def _identity() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
