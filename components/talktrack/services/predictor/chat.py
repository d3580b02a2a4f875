"""OpenAI's chat completions as a face of the same two models. Pure: bodies in, bodies out.

https://platform.openai.com/docs/api-reference/chat/create and …/chat/streaming. `model` is roleplay or coach; the user
is the seller, the assistant the prospect. What our prompts need besides are fields of the body: `scene` for roleplay;
`task` (answer, assess or draft), `stage`, `statistics` and `heard` for the coach. Decoding is greedy whatever
`temperature` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.records import PATHS
from talktrack.services.predictor.answering import prediction
from talktrack.services.predictor.exchange import Answered
from talktrack.services.predictor.requests import BAD_REQUEST, NOT_FOUND, Bounds, Rejected

ROLES = {"user": SELLER, "assistant": PROSPECT}
ANSWER = "answer"
REFUSED = ("tools", "functions", "response_format", "logprobs", "audio", "modalities")
USUAL = {"response_format": {"type": "text"}, "modalities": ["text"]}
"""What clients may send because it is OpenAI's default, and what is had here as well."""
DONE = "data: [DONE]\n\n"


class Part(msgspec.Struct, frozen=True):
    """A piece of a message's content."""

    type: Literal["text"]
    text: str


class Message(msgspec.Struct, frozen=True):
    """One message; system messages have no place in our prompts."""

    role: str
    content: str | list[Part]

    @property
    def text(self) -> str:
        """Return all of its text."""
        return self.content if isinstance(self.content, str) else " ".join(part.text for part in self.content)


class ChatBody(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that count; others of OpenAI's are ignored unless they ask for what cannot be had."""

    model: str
    messages: list[Message]
    stream: bool = False
    n: int | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    user: str | None = None
    tenant: Any = None
    task: str = ANSWER
    scene: Any = None
    stage: Any = None
    statistics: Any = None
    heard: Any = None

    def new_tokens(self, bounds: Bounds) -> int:
        """Return how long the answer may be: no longer than the service allows."""
        asked = self.max_completion_tokens or self.max_tokens or bounds.new_tokens
        return min(asked, bounds.new_tokens)


def read(body: bytes) -> ChatBody:
    """Return a checked body.

    Raises:
        Rejected: it is no JSON, not as described, or asks for what cannot be had.
    """
    try:
        raw = msgspec.json.decode(body)
        found = msgspec.convert(raw, ChatBody)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as invalid:
        raise Rejected(BAD_REQUEST, f"this is not a chat completion request: {invalid}.") from None
    if found.model not in PATHS:
        raise Rejected(NOT_FOUND, f"there is no model of that name: use {' or '.join(PATHS)}.")
    wrong = next(_wrong(found, raw), None)
    if wrong:
        raise Rejected(BAD_REQUEST, wrong)
    return found


def _wrong(chat: ChatBody, raw: dict[str, Any]) -> Iterator[str]:
    """Yield what the types do not say."""
    refused = [name for name in REFUSED if raw.get(name) and raw[name] != USUAL.get(name)]
    if refused:
        yield f"{', '.join(refused)} cannot be had here: leave it out."
    if chat.n not in {None, 1}:
        yield "n must be 1 or left out: each request has one answer."
    for name, most in (("max_tokens", chat.max_tokens), ("max_completion_tokens", chat.max_completion_tokens)):
        if most is not None and most < 1:
            yield f"{name} must be at least 1 or left out."
    if not chat.messages:
        yield "messages must hold at least one message."
    other = next((place for place, message in enumerate(chat.messages) if message.role not in ROLES), None)
    if other is not None:
        yield f"the role of messages[{other}] is none of ours: use {' and '.join(ROLES)}; there are no system messages."


def as_v1(chat: ChatBody) -> dict[str, object]:
    """Return a chat as the body of the V1 protocol, whose rules and limits then hold for it."""
    lines = [{"role": ROLES[message.role], "text": message.text} for message in chat.messages]
    fields: dict[str, object | None]
    if chat.model == "roleplay":
        fields = {"history": lines, "scene": chat.scene}
    elif chat.task == ANSWER:
        fields = {"task": ANSWER, "question": chat.messages[-1].text}
    elif chat.task == "assess":
        fields = {"task": chat.task, "segment": lines, "statistics": chat.statistics, "heard": chat.heard}
    else:
        fields = {"task": chat.task, "history": lines, "stage": chat.stage}
    instance = {name: value for name, value in fields.items() if value is not None}
    return {"instances": [instance], "tenant": chat.tenant}


def completion(identity: str, chat: ChatBody, created_s: int, answered: Answered) -> dict[str, Any]:
    """Return a whole chat completion."""
    message = {"role": "assistant", "content": answered.texts[0].strip()}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return _head(identity, chat, created_s, "chat.completion") | {"choices": [choice]} | _signature(answered)


def chunk(
    identity: str, chat: ChatBody, created_s: int, delta: dict[str, str], answered: Answered | None = None
) -> str:
    """Return one event of a stream; the last one, with the answer, is signed."""
    choice = {"index": 0, "delta": delta, "finish_reason": "stop" if answered else None}
    told = _head(identity, chat, created_s, "chat.completion.chunk") | {"choices": [choice]}
    return event(told | (_signature(answered) if answered else {}))


def event(told: dict[str, Any]) -> str:
    """Return one server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    return f"data: {msgspec.json.encode(told).decode()}\n\n"


def error(rejected: Rejected) -> dict[str, Any]:
    """Return the body of a refusal as OpenAI's clients read it."""
    kind = "invalid_request_error" if rejected.status < FAULTS else "server_error"
    return {"error": {"message": rejected.sentence, "type": kind, "param": None, "code": rejected.status}}


FAULTS = 500


def _head(identity: str, chat: ChatBody, created_s: int, kind: str) -> dict[str, Any]:
    return {"id": identity, "object": kind, "created": created_s, "model": chat.model}


def _signature(answered: Answered) -> dict[str, Any]:
    passages = prediction("", answered.questions[0])["passages"]
    told = {"inference_id": answered.id, "release": answered.release, "passages": passages}
    return told | ({"instead_of": answered.instead_of} if answered.instead_of else {})
