"""A program on a loopback port as a context manager: started, waited for, ended by its own id."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

START_WITHIN_S = 180.0
STOP_WITHIN_S = 30.0
LOOK_EVERY_S = 0.1


class LoopbackProcess:
    """One child process that serves HTTP on 127.0.0.1; `url` is its address.

    `command` makes the command line for a port; `log` takes its output; `healthy` is the path that answers 200 when
    it is ready.
    """

    def __init__(
        self, command: Callable[[int], Sequence[str]], log: Path, healthy: str, environment: Mapping[str, str] = {}
    ) -> None:
        """Choose a free port; nothing runs before `start`."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = command(self.port)
        self._log = log
        self._healthy = healthy
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the program without waiting for it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the command is the caller's own, no shell is involved
                self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self._environment
            )
        return self

    def wait_ready(self) -> bool:
        """Wait until it is ready; return false when it has ended or takes too long."""
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            if self._answers():
                return True
            time.sleep(LOOK_EVERY_S)
        return False

    def stop(self) -> int | None:
        """Ask it to end, then insist; return its exit code."""
        if self._process is None:
            return None
        self._process.terminate()
        try:
            return self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}{self._healthy}", timeout=1) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def __enter__(self) -> Self:
        """Start and wait."""
        self.start()
        if not self.wait_ready():
            self.stop()
            raise RuntimeError(f"the program did not become ready: see {self._log}.")
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.stop()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
