"""What a Pipelines server's answers mean, and those of whatever else is found at its address. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError, TalktrackError
from talktrack.systems.pipeline_server import COOKIE, TOKEN

NOT_ALLOWED, NOT_FOUND, TAKEN, MALFORMED = frozenset({401, 403}), 404, 409, 400
ELSEWHERE = range(300, 400)
NO_SUCH_PATH = "Not Found"  # the whole message of grpc-gateway where a path is unknown; missing objects are named
QUOTED = 300


def check_answer(host: str, data: str | bytes) -> None:
    """Accept the body of a good answer, which is a JSON object; a login page or a dashboard is none.

    Raises:
        StoreUnavailableError: this is no Pipelines API.
    """
    if _object(data) is None:
        raise foreign(host)


def foreign(host: str) -> StoreUnavailableError:
    """Return the error for an address at which something else answers."""
    message = f"{host} is no Pipelines API: check --host, also its path, and {TOKEN} or {COOKIE}."
    return StoreUnavailableError(message)


def refusal(host: str, what: str, status: int, body: str | bytes | None) -> TalktrackError:
    """Return the error for an answer with a status that is not good; pages are never quoted."""
    said = _said(body or "")
    if status in ELSEWHERE:
        message = f"{host} sends us to a login ({status}): set {TOKEN} or {COOKIE}, and check --host."
        return ConfigurationInvalidError(message)
    if status in NOT_ALLOWED:
        return ConfigurationInvalidError(f"the server does not let us at {what} ({status}): set {TOKEN} or {COOKIE}.")
    if status == NOT_FOUND:
        known = _object(body or "") is not None and said != NO_SUCH_PATH
        gone = ConfigurationInvalidError(f"the server has no {what}: it was deleted meanwhile. {said}".rstrip())
        return gone if known else foreign(host)
    if status == TAKEN:
        return ConflictError(f"{what} was made by somebody else at the same time: do it again. {said}".rstrip())
    if status == MALFORMED and "namespace" in said.lower():
        message = f"the server serves several users and cannot do this with {what}: give --user-namespace. {said}"
        return ConfigurationInvalidError(message)
    return StoreUnavailableError(f"the server cannot do this with {what} ({status}): {said or 'it does not say why.'}")


def _object(data: str | bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _said(body: str | bytes) -> str:
    told = _object(body)
    if told is not None:
        return str(told.get("message") or told.get("error") or "")[:QUOTED]
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    return "" if "<" in text else text.strip()[:QUOTED]
