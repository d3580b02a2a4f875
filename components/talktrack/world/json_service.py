"""A service in memory that is asked over real HTTP: its calls are listed, and can be made to fail."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from urllib.parse import unquote

from talktrack.world.listening import Listening
from talktrack.world.loopback import Answer, JsonHandler, Request


class Refused(Exception):  # noqa: N818 - an answer of the protocol, not a fault of ours
    """The service answers with this status."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status beside the sentence."""
        super().__init__(message)
        self.status = status


@dataclass
class Fault:
    """Answer calls with this status instead, after the first `spared` and as often as `times` says.

    `call` chooses them by their beginning, as in "POST model_versions". `applied` says whether they take effect all the
    same. The status `LOST` ends the connection without an answer, as a timeout looks.
    """

    status: int
    call: str = ""
    times: int = 1
    spared: int = 0
    applied: bool = False


class JsonService(Listening, ABC):
    """A stand-in for a service. Use as a context manager; `url` is its address, `calls` lists all calls so far.

    A stand-in says in `admitted` what a call does and in `failure` how its service words an error.
    """

    def __init__(self, root: str = "/") -> None:
        """Name calls by their method and by their path below the root, as in "POST model_versions"."""
        super().__init__(JsonHandler)
        self.calls: list[str] = []
        self.lock = threading.RLock()
        self._root = root
        self._faults: list[Fault] = []

    def plant(self, *faults: Fault) -> None:
        """Let something go wrong; faults wait for their calls in the order they were planted."""
        with self.lock:
            self._faults += map(replace, faults)

    def answer(self, request: Request) -> Answer:
        """Answer one call; calls are serialised, as by the storage of a real server."""
        with self.lock:
            call = f"{request.method} {unquote(request.path).removeprefix(self._root)}"
            self.calls.append(call)
            fault = self._due(call)
            if fault and not fault.applied:
                return self.failure(Refused(fault.status, "this call was made to fail"))
            try:
                answer = self.admitted(request)
            except Refused as refused:
                answer = self.failure(refused)
            return self.failure(Refused(fault.status, "the answer was lost")) if fault else answer

    @abstractmethod
    def admitted(self, request: Request) -> Answer:
        """Do what is asked.

        Raises:
            Refused: the service would refuse it, or it is not modelled.
        """

    @abstractmethod
    def failure(self, refused: Refused) -> Answer:
        """Return the answer of a call that failed, in the form of the service."""

    def _due(self, call: str) -> Fault | None:
        for fault in self._faults:
            if fault.times and call.startswith(fault.call):
                if fault.spared:
                    fault.spared -= 1
                    return None
                fault.times -= 1
                return fault
        return None
