"""What a Weaviate server holds, and what is planted to go wrong with its next calls."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field

from talktrack.world.weaviate.schema import Collection, Definition, RefusedError, checked


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    HTTP answers `status`; gRPC ends with `code`. `applied`: the call takes effect all the same, as when the answer is
    lost or comes too late. `objects`: the call is a success, and so many objects of its batch fail.
    """

    code: str = "UNAVAILABLE"
    status: int = 503
    applied: bool = False
    objects: int = 0


@dataclass
class Database:
    """Collections, the calls so far, and the faults by call; the lock serialises calls as a server's storage does."""

    collections: dict[str, Collection] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def called(self, call: str) -> Fault | None:
        """Note a call and return what goes wrong with it."""
        self.calls.append(call)
        waiting = self.faults.get(call)
        return waiting.pop(0) if waiting else None

    def collection(self, name: str) -> Collection:
        """Return a collection or refuse."""
        if name not in self.collections:
            raise RefusedError(f"could not find class {name} in schema", status=404)
        return self.collections[name]

    def create(self, asked: Definition) -> Collection:
        """Add a collection; names that differ in case only are taken for the same.

        https://github.com/weaviate/weaviate/blob/main/usecases/schema/class.go
        """
        made = checked(asked)
        if made.name.lower() in {name.lower() for name in self.collections}:
            raise RefusedError(f"class name {made.name} already exists")
        self.collections[made.name] = made
        return made
