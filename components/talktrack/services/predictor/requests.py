"""What a caller may ask: bodies of the V1 protocol, checked against declared types and limits. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from talktrack.core.conversation import PROSPECT, SELLER
from talktrack.core.prompts import UNKNOWN, Line, Scene

BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE, UNSUPPORTED = 400, 403, 404, 413, 415
UNAVAILABLE, TIMED_OUT, FAILED = 503, 504, 500
LONGEST_USER = 200
ROLES = (SELLER, PROSPECT, "other", UNKNOWN)
"""Who speaks in the calls that the models have learnt from."""


class Rejected(Exception):  # noqa: N818 - an answer to the caller, not an error of the program
    """The request is answered with an HTTP status of 4xx or 5xx and a sentence that says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Bounds:
    """Limits on one request: characters of all texts of an instance, instances, lines, body bytes and seconds."""

    characters: int = 20_000
    instances: int = 16
    lines: int = 200
    body_bytes: int = 1_000_000
    seconds: float = 30.0
    new_tokens: int = 96
    waiting_prompts: int = 64


class RoleplayInstance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One turn of a roleplay: the model speaks next, as the prospect, and opens the call where nothing was said."""

    history: list[Line]
    scene: Scene = Scene()
    tenant: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="answer", forbid_unknown_fields=True):
    """A question to the coach, answered from the tenant's own calls where any are indexed."""

    question: str
    tenant: str | None = None


class Assess(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="assess", forbid_unknown_fields=True):
    """A call segment to assess, with the figures of its call and what was heard in it (`core.call_figures`)."""

    segment: list[Line]
    statistics: dict[str, float | None] = msgspec.field(default_factory=dict)
    heard: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    tenant: str | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="draft", forbid_unknown_fields=True):
    """A follow-up mail to draft after a call."""

    history: list[Line]
    stage: str = "unknown"
    tenant: str | None = None


CoachInstance = Answer | Assess | Draft
Instance = RoleplayInstance | CoachInstance
KINDS: dict[str, Any] = {"roleplay": RoleplayInstance, "coach": CoachInstance}


def instances_of(path: str, payload: object, tenant: str, bounds: Bounds) -> list[Instance]:
    """Return the instances of a V1 body.

    Raises:
        Rejected: the body is no JSON object, breaks its schema or a limit, or names another tenant.
    """
    if isinstance(payload, bytes | str):
        raise Rejected(UNSUPPORTED, "send JSON with the header Content-Type: application/json.")
    if not isinstance(payload, dict) or not isinstance(payload.get("instances"), list) or not payload["instances"]:
        raise Rejected(BAD_REQUEST, 'the body must be a JSON object such as {"instances": [{...}]}.')
    if len(payload["instances"]) > bounds.instances:
        raise Rejected(TOO_LARGE, f"send at most {bounds.instances} instances in one request.")
    _check_tenant(payload.get("tenant"), tenant)
    return [_instance(path, raw, tenant, bounds) for raw in payload["instances"]]


def user_of(fields: object) -> str | None:
    """Return who asks, where the request says so."""
    named = fields.get("user_id") if isinstance(fields, dict) else None
    return named[:LONGEST_USER] if isinstance(named, str) and named else None


def _instance(path: str, raw: Any, tenant: str, bounds: Bounds) -> Instance:
    if isinstance(raw, dict):
        _check_tenant(raw.get("tenant"), tenant)
    characters, lines = _measured(raw)
    if characters > bounds.characters:
        raise Rejected(TOO_LARGE, f"one instance may hold at most {bounds.characters} characters: shorten the history.")
    if lines > bounds.lines:
        raise Rejected(TOO_LARGE, f"one instance may hold at most {bounds.lines} lines: send the last ones only.")
    try:
        found: Instance = msgspec.convert(raw, KINDS[path])
    except msgspec.ValidationError as invalid:
        raise Rejected(BAD_REQUEST, f"an instance of {path} is not as described: {_where(invalid)}.") from invalid
    missing = next(_missing(raw, found), None)
    if missing:
        raise Rejected(BAD_REQUEST, f"an instance of {path} is not as described: {missing}.")
    return found


def _missing(raw: dict[str, Any], found: Instance) -> Iterator[str]:
    """Yield what the types do not say: a model that is given nothing would make something up."""
    if isinstance(found, Answer):
        if not found.question.strip():
            yield "the question is empty"
        return
    name = "segment" if isinstance(found, Assess) else "history"
    lines = found.segment if isinstance(found, Assess) else found.history
    if not lines and not isinstance(found, RoleplayInstance):
        yield f"{name} is empty: send what was said"
    for place, (line, sent) in enumerate(zip(lines, raw[name], strict=True)):
        yield from _unfit(line, sent, f"{name}[{place}]")
    yield from _unknown(raw.get("scene", {}), Scene, "scene")


def _unfit(line: Line, sent: dict[str, Any], where: str) -> Iterator[str]:
    if line.role not in ROLES:
        yield f"the role of {where} must be one of {', '.join(ROLES)}"
    if not line.text.strip():
        yield f"the text of {where} is empty"
    yield from _unknown(sent, Line, where)


def _unknown(sent: dict[str, Any], kind: type[Line | Scene], where: str) -> Iterator[str]:
    """Yield a sentence where an object has fields that its dataclass does not: the types would ignore them."""
    known = [one.name for one in fields(kind)]
    if sent.keys() - set(known):
        yield f"{where} has a field that is unknown: use {', '.join(known)}"


def _where(invalid: msgspec.ValidationError) -> str:
    """Return the library's sentence without values of the request."""
    return str(invalid).replace("Object", "the object", 1)


def _check_tenant(named: object, tenant: str) -> None:
    if named is not None and named != tenant:
        raise Rejected(FORBIDDEN, "this service answers for another tenant: use your own tenant's address.")


def _measured(raw: object) -> tuple[int, int]:
    """Return the characters of all texts in a JSON value and the length of its longest list; without recursion."""
    characters, lines, open_values = 0, 0, [raw]
    while open_values:
        value = open_values.pop()
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, dict):
            characters += sum(len(key) for key in value)
            open_values.extend(value.values())
        elif isinstance(value, list):
            lines = max(lines, len(value))
            open_values.extend(value)
    return characters, lines
