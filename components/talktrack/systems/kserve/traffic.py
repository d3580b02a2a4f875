"""Traffic of one tenant's InferenceService, whichever deployment mode the cluster gives it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.traffic import Deploy, SetWeight, Traffic, TrafficAction
from talktrack.systems.kserve.bodies import GROUP, VERSION, inference_service
from talktrack.systems.kserve.knative import KnativeMode
from talktrack.systems.kserve.modes import KNATIVE, STANDARD, splitting_mode, stated_mode
from talktrack.systems.kserve.service_api import ServiceApi
from talktrack.systems.kserve.standard import StandardMode

ATTEMPTS = 3

Object = dict[str, Any]


class Mode(Protocol):
    """One of KServe's two ways to split traffic."""

    def prove(self, found: Object | None) -> None:
        """Refuse a cluster that would not split; without a service, as far as that can be known before."""
        ...

    def traffic(self, found: Object) -> Traffic:
        """Return the traffic of a service, or refuse it."""
        ...

    def change(self, action: TrafficAction, found: Object, seen: Traffic) -> Object:
        """Return the merge patch of the spec that carries an action out; nothing when it is done already."""
        ...

    def check_written(self, written: Object, wanted: Object) -> None:
        """Refuse a server that has not stored what was sent."""
        ...


class KServeTraffic:
    """Traffic of one InferenceService. Its mode is the cluster's to say; `mode` is for one that has to be created."""

    def __init__(
        self,
        api: ServiceApi,
        arguments: Sequence[str] = (),
        *,
        mode: str = "",
        replicas: int = 1,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the connection and what a new service is made of; an empty `mode` is the cluster's default."""
        self._api = api
        self._arguments = arguments
        self._mode = mode
        self._replicas = replicas
        self._modes: dict[str, Mode] = {KNATIVE: KnativeMode(), STANDARD: StandardMode(api, pause)}

    def read(self) -> Traffic | None:
        """Return the service's traffic, or None when there is no such service."""
        found = self._api.read()
        mode = self._modes[self._mode_of(found)]
        if found is None:
            mode.prove(None)
            return None
        return mode.traffic(found)

    def apply(self, action: TrafficAction, seen: Traffic | None) -> None:
        """Write one action into the spec.

        The write names the version that `seen` was read at. When only the status has changed since, which KServe's
        controller does all the time, it is tried again. Taking traffic away is never refused for a newer version.
        """
        if seen is None:
            self._create(action)
            return
        for _ in range(ATTEMPTS - 1):
            try:
                self._write(action, seen)
            except ConflictError:
                seen = self._unchanged(seen)
            else:
                return
        self._write(action, seen)

    def _write(self, action: TrafficAction, seen: Traffic) -> None:
        found = self._api.read()
        if found is None:
            raise ConflictError(f"inferenceservice {self._api.service} was deleted by somebody else: decide again.")
        mode = self._modes[self._mode_of(found)]
        wanted = mode.change(action, found, seen)
        if not wanted:
            return
        body: Object = {"spec": wanted}
        if action != SetWeight(0):
            body["metadata"] = {"resourceVersion": seen.version}
        mode.check_written(self._api.patch(body), wanted)

    def _unchanged(self, seen: Traffic) -> Traffic:
        """Read again; anything but a newer status of the same revision is a conflict."""
        now = self.read()
        if now is None or (now.uri, now.percent, now.created) != (seen.uri, seen.percent, seen.created):
            message = f"inferenceservice {self._api.service} was changed by somebody else: decide again."
            raise ConflictError(message)
        return now

    def owners(self) -> list[Object]:
        """Return the owner references of things that belong to the service; none before it exists."""
        owner = self._api.read()
        if owner is None:
            return []
        kind = {"apiVersion": f"{GROUP}/{VERSION}", "kind": "InferenceService"}
        return [kind | {"name": self._api.service, "uid": owner["metadata"]["uid"], "blockOwnerDeletion": False}]

    def _create(self, action: TrafficAction) -> None:
        service = self._api.service
        if not isinstance(action, Deploy):
            raise ConfigurationInvalidError(f"there is no service {service}: start a rollout to create it.")
        mode = self._mode_of(None)
        self._modes[mode].prove(None)
        self._api.create(inference_service(service, action.uri, self._arguments, mode, self._replicas))

    def _mode_of(self, found: Object | None) -> str:
        stated = stated_mode(found) if found else self._mode
        return splitting_mode(stated or self._api.default_mode(), self._api.service)
