"""What stands before all routes: which paths take a body, and of what kind and size; lets no exception out."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
from fastapi.responses import JSONResponse

from talktrack.services.predictor import chat
from talktrack.services.predictor.chat_routes import ROOT
from talktrack.services.predictor.requests import BAD_REQUEST, FAILED, NOT_FOUND, TOO_LARGE, UNSUPPORTED, Rejected

TAKING = re.compile(rf"/v1/models/[^/]+:predict|/v2/models/[^/]+/infer|{re.escape(ROOT)}/chat/completions|/feedback")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
JSON, TYPE, LENGTH, BINARY = b"application/json", b"content-type", b"content-length", b"inference-header-content-length"
DRAINED = 16
LOG = logging.getLogger("talktrack.predictor")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Guard:
    """Refuses what no route takes: other paths, bodies that are too large (without keeping them) or no JSON.

    KServe's server has routes that would let any caller unload a model; it takes text for JSON, infinity for a
    number, and writes a traceback for each malformed body. What passes here is JSON, labelled as KServe reads it.

    An exception that escapes makes the server close the connection after its answer without saying so, and the next
    caller on that connection fails: https://github.com/encode/uvicorn/blob/master/uvicorn/protocols/http/h11_impl.py
    """

    def __init__(self, application: Any, largest: int) -> None:
        """Wrap an ASGI application; `largest` is the most bytes of a body."""
        self._application = application
        self._largest = largest

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a call on, or answer it."""
        if scope["type"] != "http" or scope["method"] in READING:
            await self._answer(scope, receive, send)
            return
        refused = refusal(scope, self._largest)
        if refused:
            whole = await _drain(receive, DRAINED * self._largest)
            await _told(refused, scope["path"], {} if whole else {"connection": "close"})(scope, receive, send)
            return
        body = await _body(receive)
        if not is_json(body):
            await _told(Rejected(BAD_REQUEST, "the body is not JSON."), scope["path"])(scope, receive, send)
            return
        await self._answer({**scope, "headers": _as_json(scope["headers"])}, _again(body, receive), send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._application(scope, receive, watched)
        except Exception as escaped:
            if started or scope["type"] != "http":
                raise
            LOG.error("a request could not be answered: %s", type(escaped).__name__)  # noqa: TRY400 - a traceback may hold what the caller wrote
            failed = Rejected(FAILED, "this request could not be answered.")
            await _told(failed, scope["path"])(scope, receive, send)


def refusal(scope: Message, largest: int) -> Rejected | None:
    """Return why a request is refused whatever its body holds."""
    if not TAKING.fullmatch(scope["path"]):
        return Rejected(NOT_FOUND, "there is nothing at this path that takes a request.")
    headers = dict(scope["headers"])
    length = headers.get(LENGTH, b"")
    if not length.isdigit():
        return Rejected(BAD_REQUEST, "send the body with a Content-Length header.")
    if int(length) > largest:
        return Rejected(TOO_LARGE, f"the body may hold at most {largest} bytes.")
    if BINARY in headers:
        return Rejected(UNSUPPORTED, "the binary extension of V2 is not served: send the data of a tensor as JSON.")
    if any(_media_type(value) != JSON for value in _types(scope)) or not _types(scope):
        return Rejected(UNSUPPORTED, "send JSON with the header Content-Type: application/json.")
    return None


def is_json(body: bytes) -> bool:
    """Tell whether a body is JSON as RFC 8259 has it: in UTF-8, without NaN, and no number beyond what can be held."""
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _types(scope: Message) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == TYPE]


def _media_type(value: bytes) -> bytes:
    """Return a Content-Type without its parameters (RFC 9110, section 8.3.1)."""
    return value.partition(b";")[0].strip().lower()


def _as_json(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Name the one media type in the one way in which KServe knows it."""
    return [(name, value) for name, value in headers if name != TYPE] + [(TYPE, JSON)]


def _told(rejected: Rejected, path: str, headers: dict[str, str] = {}) -> JSONResponse:  # noqa: B006 - never changed
    told = chat.error(rejected) if path.startswith(ROOT) else {"error": rejected.sentence}
    return JSONResponse(told, rejected.status, headers)


async def _drain(receive: Receive, most: int) -> bool:
    """Read and forget a refused body, or the caller would see a broken pipe; tell whether that was all of it."""
    more, seen = True, 0
    while more and seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        more = bool(message.get("more_body", False))
    return not more


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = bool(message.get("more_body", False))
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read once more, and then whatever comes."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return left.pop() if left else await receive()

    return receiving
