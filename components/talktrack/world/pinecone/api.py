"""The data plane of one serverless Pinecone index, in memory and over real HTTP on loopback.

The unmodified `pinecone` client talks to it, in version 2026-07 of the interface. `pinecone_contents` says what the
calls do and `pinecone_rules` what they may carry; both name the documents. What is not modelled answers 501. Writes are
seen at once, which Pinecone does not promise, and a request is done as a whole or not at all: only the requests that
make up a larger piece of work fail one by one.

[oas] https://github.com/pinecone-io/pinecone-api/blob/main/2026-07/db_data_2026-07.oas.yaml
[errors] https://docs.pinecone.io/reference/api/errors
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Self

from talktrack.world.pinecone.contents import PineconeContents
from talktrack.world.pinecone.http import Answered, Asked, PineconeHttp
from talktrack.world.pinecone.rules import Refused

VERSION = "2026-07"


@dataclass
class Fault:
    """Answer calls with this status instead, after the first `spared` and as often as `times` says.

    `call` chooses them: "POST vectors/upsert", or the beginning of that. `applied` says whether the call takes effect
    all the same. The status LOST ends the connection without an answer, as a timeout looks. Status 429 and 5xx ask for
    another attempt at once, and it is the caller's to make one [errors].
    """

    status: int
    call: str = ""
    times: int = 1
    spared: int = 0
    applied: bool = False


class PineconeApi:
    """One index of a dimension, by cosine. Use as a context manager; `url` is its host.

    `calls` lists all calls so far.
    """

    def __init__(self, dimension: int, key: str) -> None:
        """Start empty."""
        self.calls: list[str] = []
        self._contents = PineconeContents(dimension)
        self._key = key
        self._faults: list[Fault] = []
        self._lock = threading.RLock()
        self._http = PineconeHttp(self.answer)

    @property
    def url(self) -> str:
        """Return the address of the running server."""
        return self._http.url

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._http.stop()

    def plant(self, fault: Fault) -> None:
        """Let something go wrong; faults wait for their calls in the order they were planted."""
        with self._lock:
            self._faults.append(fault)

    def names(self) -> list[str]:
        """Return the names of all namespaces."""
        with self._lock:
            return sorted(self._contents.namespaces)

    def ids(self, namespace: str) -> list[str]:
        """Return the ids of a namespace's records."""
        with self._lock:
            held = self._contents.namespaces.get(namespace)
            return sorted(held.records) if held else []

    def answer(self, asked: Asked) -> Answered:
        """Answer one call; calls are serialised."""
        with self._lock:
            call = f"{asked.method} {'/'.join(asked.path)}"
            self.calls.append(call)
            fault = self._due(call)
            if fault and not fault.applied:
                return _failure(fault.status, "this call was made to fail")
            try:
                body = self._admitted(asked)
            except Refused as refused:
                return _failure(refused.status, str(refused))
            return _failure(fault.status, "the answer was lost") if fault else Answered(200, body)

    def _due(self, call: str) -> Fault | None:
        for fault in self._faults:
            if fault.times and call.startswith(fault.call):
                if fault.spared:
                    fault.spared -= 1
                    return None
                fault.times -= 1
                return fault
        return None

    def _admitted(self, asked: Asked) -> dict[str, object]:
        if asked.headers.get("api-key") != self._key:
            raise Refused(401, "Unauthorized [oas]")
        if asked.headers.get("x-pinecone-api-version") != VERSION:
            raise Refused(501, f"only version {VERSION} is modelled")
        return self._contents.does(asked)


def _failure(status: int, message: str) -> Answered:
    """Return the rpcStatus that failed calls carry [oas]."""
    again = 0 if status == 429 or status >= 500 else None
    return Answered(status, {"code": status, "message": message, "details": []}, again)
