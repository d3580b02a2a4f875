"""The actions of a rollout as data. Each sets an absolute value, so applying it twice is the same as once."""

from __future__ import annotations

import msgspec

from talktrack.core.traffic import TrafficAction


class MovePointer(msgspec.Struct, frozen=True, tag="move_pointer"):
    """Write into the registry which release serves and which is being tried."""

    champion: str | None
    candidate: str | None

    def __str__(self) -> str:
        return f"registry: champion {self.champion or 'none'}, candidate {self.candidate or 'none'}"


class Await(msgspec.Struct, frozen=True, tag="await"):
    """Nothing to do until the cluster has caught up."""

    what: str

    def __str__(self) -> str:
        return f"wait until {self.what}"


RolloutAction = TrafficAction | MovePointer | Await
