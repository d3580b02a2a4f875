"""Stand-ins with calls of the synthetic organisation, and clients of ours whose clock stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from talktrack.systems.source_apis.asking import Asker, Patience
from talktrack.systems.source_apis.fathom import Fathom
from talktrack.systems.source_apis.fireflies import Fireflies
from talktrack.systems.source_apis.mirror import Mirror
from talktrack.systems.source_apis.window import Window
from talktrack.world.conversations import generate
from talktrack.world.formats.notetakers import fathom_meeting, fireflies_transcript
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording
from talktrack.world.source_apis.fathom import KEY as FATHOM_KEY
from talktrack.world.source_apis.fathom import FathomServer
from talktrack.world.source_apis.fireflies import KEY as FIREFLIES_KEY
from talktrack.world.source_apis.fireflies import FirefliesServer

NOW_S = 1_900_000_000.0
CALLS = 32

Server = FirefliesServer | FathomServer


@dataclass
class Clock:
    """A clock that only sleeping moves; `slept` are the waits."""

    now_s: float = NOW_S
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now_s += seconds


@cache
def recordings() -> tuple[Recording, ...]:
    """Return timed calls."""
    organisation = Organisation(seed=5, tenant="acme", book="first", conversations=3 * CALLS, turns=6)
    timed = (call.recording for call in generate(organisation) if call.recording.lines[0].start_s is not None)
    return tuple(recording for recording, _ in zip(timed, range(CALLS), strict=False))


def fireflies_server() -> FirefliesServer:
    """Return Fireflies with the calls."""
    return FirefliesServer([fireflies_transcript(recording) for recording in recordings()])


def fathom_server() -> FathomServer:
    """Return Fathom with the calls."""
    return FathomServer([fathom_meeting(recording) for recording in recordings()])


SERVERS: dict[str, Callable[[], Server]] = {"fireflies": fireflies_server, "fathom": fathom_server}
KEYS = {"fireflies": FIREFLIES_KEY, "fathom": FATHOM_KEY}
KINDS: dict[str, type[Fireflies | Fathom]] = {"fireflies": Fireflies, "fathom": Fathom}
IDS = {"fireflies": "id", "fathom": "recording_id"}


def client(name: str, server: Server, folder: Path, clock: Clock | None = None, **patience: Any) -> Mirror:
    """Return our store over a stand-in."""
    clock = clock or Clock()
    waits = Patience(clock=lambda: clock.now_s, sleep=clock.sleep, random=Random(3), **patience)
    asker = Asker(name, server.url, KINDS[name].authorisation(KEYS[name]), waits)
    return Mirror(f"{name}:", KINDS[name](asker, Window()), folder, lambda: clock.now_s)
