"""One fault in an overlay that is good otherwise."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.manifests.pods import name
from tests.manifests.rendering import Object

GONE = object()
KNATIVE, STANDARD = "dev", "gke"  # the overlay that is in this mode


@dataclass(frozen=True)
class Fault:
    """One value at one place (keys and positions, a space between; ``+`` appends), or one object more or less."""

    fault: str
    caught_by: str
    of: str
    place: str = ""
    value: Any = GONE
    overlay: str = STANDARD

    def applied(self, good: Sequence[Object]) -> list[Object]:
        """Return the overlay with the fault."""
        bad = copy.deepcopy(list(good))
        if not self.of:
            return [*bad, self.value]
        target: Any = next(found for found in bad if name(found) == self.of)
        if not self.place:
            return [found for found in bad if found is not target]
        *path, last = [int(step) if step.isdigit() else step for step in self.place.split()]
        for step in path:
            target = target[step]
        _set(target, last, self.value)
        return bad


def _set(target: Any, last: Any, value: Any) -> None:
    if value is GONE:
        del target[last]
    elif last == "+":
        target.append(value)
    else:
        target[last] = value
