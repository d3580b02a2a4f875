"""Asks a service over HTTP with patience: never faster than it allows, again after a pause when it fails in passing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from random import Random
from typing import Any, TypeVar

import msgspec

from talktrack.core.decoding import whole_characters
from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError

OK, BAD_GATEWAY, TOO_MANY = 200, 502, 429
REFUSED_KEY = frozenset({401, 403})
PASSING = frozenset({408, TOO_MANY, 500, BAD_GATEWAY, 503, 504})
WINDOW_S = 60.0

T = TypeVar("T")


class RefusedError(StoreUnavailableError):
    """The service understood the question and refuses it with a status; asking again would not help."""

    def __init__(self, message: str, status: int) -> None:
        """Keep the status beside the sentence for people."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Patience:
    """How often to ask (both services document 60 requests a minute) and how long to wait."""

    per_minute: int = 60
    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    timeout_s: float = 60.0
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)


@dataclass(frozen=True)
class Answer:
    """What came back: a status as the service means it, its body, and how many seconds it wants us to wait."""

    status: int
    body: bytes
    wait_s: float | None = None


def well_formed(answer: Answer, _now: float) -> Answer:
    """Return an answer in whole characters; a good one that is no JSON is the passing failure of some gateway."""
    for body in (answer.body, whole_characters(answer.body)):
        try:
            msgspec.json.decode(body, type=msgspec.Raw)
        except (msgspec.DecodeError, RecursionError):
            continue
        return Answer(answer.status, body, answer.wait_s)
    return Answer(BAD_GATEWAY, b"", answer.wait_s) if answer.status == OK else answer


def decoded(name: str, body: bytes, kind: type[T]) -> T:
    """Return a good answer as the type that the service documents.

    Raises:
        StoreUnavailableError: it is something else; the message names the place, never a value.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        message = f"{name} answers in a form that we do not know ({error}): look for a newer version of this program."
        raise StoreUnavailableError(message) from None


@dataclass(frozen=True)
class Question:
    """One request; `judge` finds in an answer (at a time in seconds since 1970) what its HTTP status does not say."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    judge: Callable[[Answer, float], Answer] = well_formed


class Asker:
    """One service's door. The key goes into one header and nowhere else; redirections are not followed."""

    def __init__(self, name: str, url: str, authorisation: Mapping[str, str], patience: Patience) -> None:
        """Point at a service; nothing is asked yet."""
        self.name = name
        self._url = url
        self._authorisation = authorisation
        self._patience = patience
        self._asked: deque[float] = deque()
        self._session: Any = None

    def ask(self, question: Question) -> bytes:
        """Return the body of a good answer.

        Raises:
            ConfigurationInvalidError: the service refuses the key.
            RefusedError: the service refuses the question.
            StoreUnavailableError: the service cannot be reached, keeps failing, or wants us to wait too long.
        """
        answer, problem = self._once(question)
        for attempt in range(1, self._patience.attempts):
            if answer is not None and answer.status not in PASSING:
                break
            self._pause(answer, attempt)
            answer, problem = self._once(question)
        if answer is None or answer.status in PASSING:
            message = f"{self.name} does not answer ({problem}): start the same command again, the listing continues."
            raise StoreUnavailableError(message)
        if answer.status != OK:
            raise self._refusal(answer.status)
        return answer.body

    def _once(self, question: Question) -> tuple[Answer | None, str]:
        """Return the answer, or None where the connection failed, and in a word what happened."""
        import requests

        self._session = self._session or requests.Session()
        self._wait_for_turn()
        try:
            found = self._session.request(
                question.method,
                self._url + question.path,
                params=question.query,
                json=question.json,
                auth=self._authorised,
                timeout=self._patience.timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            return None, type(failure).__name__
        now = self._patience.clock()
        answer = question.judge(Answer(found.status_code, found.content, _wait_s(found.headers, now)), now)
        return answer, f"status {answer.status}"

    def _authorised(self, prepared: Any) -> Any:
        """Set the key here, so that no file of passwords on this machine replaces it."""
        prepared.headers.update(self._authorisation)
        return prepared

    def _refusal(self, status: int) -> Exception:
        if status in REFUSED_KEY:
            return ConfigurationInvalidError(f"{self.name} refuses the key: check {self.name.upper()}_API_KEY.")
        message = f"{self.name} refuses the request (status {status}): check the options of the source."
        return RefusedError(message, status)

    def _wait_for_turn(self) -> None:
        """Wait until fewer than the allowed number of requests lie within the last minute."""
        clock = self._patience.clock
        if len(self._asked) == self._patience.per_minute:
            self._patience.sleep(max(0.0, WINDOW_S - (clock() - self._asked.popleft())))
        self._asked.append(clock())

    def _pause(self, answer: Answer | None, attempt: int) -> None:
        """Wait as long as the service says, else about twice as long each time, so that many clients spread out."""
        told = answer.wait_s if answer else None
        if told is not None and told > self._patience.longest_wait_s:
            message = f"{self.name} wants no request for {told / 60:.0f} minutes: start the same command again then."
            raise StoreUnavailableError(message)
        most = min(self._patience.longest_wait_s, self._patience.first_wait_s * 2 ** (attempt - 1))
        self._patience.sleep(self._patience.random.uniform(most / 2, most) if told is None else told)


def _wait_s(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds of ``Retry-After`` (a number or a date), else of ``RateLimit-Reset`` when nothing is left."""
    told = headers.get("Retry-After", "").strip()
    if not told and headers.get("RateLimit-Remaining") == "0":
        told = headers.get("RateLimit-Reset", "").strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None
