"""Standard mode: a canary of its own beside the stable predictor, split by the weights of an HTTPRoute.

What the spec asks for is believed only where the route shows it. A service that could not split is refused before a
canary exists; a canary that the route does not follow counts as one that cannot load, so that it is taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.traffic import Traffic, TrafficAction
from talktrack.systems.kserve import canary, routes
from talktrack.systems.kserve.bodies import inference_service, release_name
from talktrack.systems.kserve.canary import Arms
from talktrack.systems.kserve.modes import STANDARD
from talktrack.systems.kserve.service_api import ServiceApi

READS, PAUSE_S = 3, 1.0
LONGEST_NAME = 63
ENABLE = "set enableGatewayApi: true under ingress in the ConfigMap inferenceservice-config of KServe"
UPGRADE = "install KServe 0.21.0 or newer, or create the service in Knative mode"
LOG = logging.getLogger(__name__)

Object = dict[str, Any]


class StandardMode:
    """How traffic is read from a service in Standard mode, and what is written to move it."""

    def __init__(self, api: ServiceApi, pause: Callable[[float], None]) -> None:
        """`pause` waits some seconds between two reads of a route that is not as it should be."""
        self._api = api
        self._pause = pause
        self._proven = False

    def traffic(self, found: Object) -> Traffic:
        """Return the traffic as the route really splits it.

        Raises:
            ConfigurationInvalidError: there is no canary yet, and one would not get the share it is given.
        """
        arms = canary.arms(found)
        route, problem = self._route(found, arms)
        if problem and arms.percent is None:
            raise ConfigurationInvalidError(f"inferenceservice {self._api.service}: {problem}.")
        if problem:
            LOG.warning("the canary is taken back", extra={"reason": problem})
        elif arms.percent is None:
            self.prove(found)
        return self._traffic(found, arms, route, failed=arms.failed, problem=problem)

    def prove(self, found: Object | None) -> None:
        """Let the server say what would become of a canary, without making one.

        Raises:
            ConfigurationInvalidError: this cluster does not know canaries of Standard mode.
        """
        if self._proven:
            return
        if found is None:
            self._prove_without_service()
        else:
            probe = {"canary": [_probe(found)]}
            self.check_written(self._api.patch({"spec": probe}, dry_run="All"), probe)
        self._proven = True

    def _prove_without_service(self) -> None:
        service = self._api.service
        problem = _overlong(service)
        if not problem and not self._api.knows_routes():
            problem = f"Standard mode splits by Gateway API, which the cluster has not: install it, then {ENABLE}"
        if problem:
            raise ConfigurationInvalidError(f"inferenceservice {service}: {problem}.")
        body = inference_service(service, "gs://none", (), STANDARD)
        body["spec"]["canary"] = [_probe(body)]
        self.check_written(self._api.create(body, dry_run="All"), body["spec"])

    def change(self, action: TrafficAction, found: Object, seen: Traffic) -> Object:
        """Return the merge patch of the spec."""
        return canary.change(action, found, seen)

    def check_written(self, written: Object, wanted: Object) -> None:
        """Compare what was stored with what was sent.

        Raises:
            ConfigurationInvalidError: the server has dropped the canary, as it does with fields that it does not know.
        """
        if wanted.get("canary") and not written["spec"].get("canary"):
            message = f"this KServe does not know spec.canary of Standard mode: {UPGRADE}."
            raise ConfigurationInvalidError(message)

    def _route(self, found: Object, arms: Arms) -> tuple[Object | None, str]:
        """Read the route, a few times while there is something wrong with it, and say what is."""
        unfit = _unfit(found)
        route = self._api.route()
        problem = unfit or self._misrouted(route, arms)
        for _ in range(READS - 1):
            if unfit or not problem:
                break
            self._pause(PAUSE_S)
            route = self._api.route()
            problem = self._misrouted(route, arms)
        return route, problem

    def _misrouted(self, route: Object | None, arms: Arms) -> str:
        if route is None and arms.stable_ready:
            first = ENABLE if self._api.knows_routes() else f"install Gateway API, then {ENABLE}"
            return f"it has no HTTPRoute, which splits traffic in Standard mode: {first}"
        if arms.settled and routes.wrong(routes.shares(route), arms.wanted):
            return f"the HTTPRoute does not split as spec.canary asks: {UPGRADE}"
        return ""

    def _traffic(self, found: Object, arms: Arms, route: Object | None, *, failed: bool, problem: str) -> Traffic:
        blocked = failed or bool(problem)
        names = [arms.stable] if arms.newest == arms.stable else [arms.stable, arms.newest]
        addresses = {name: self._api.address(name) for name in names}
        stable_ready = arms.stable if arms.stable_ready else ""
        return Traffic(
            uri=arms.uri,
            percent=arms.percent,
            created=arms.newest,
            ready=arms.newest if arms.newest_ready and not blocked else stable_ready,
            rolled_out=arms.stable if routes.carries(route, arms.stable) else "",
            shares=routes.shares(route),
            urls={name: address for name, address in addresses.items() if address},
            blocked=blocked,
            problem=problem,
            version=found["metadata"]["resourceVersion"],
        )


def _probe(found: Object) -> Object:
    """Return a canary that gets nothing; its release has to differ from the stable one."""
    return canary.entry(found, f"{canary.uri(found['spec']['predictor'])}-probe", 0)


def _unfit(found: Object) -> str:
    """Say what in the spec itself keeps a canary from getting its share."""
    spec = found["spec"]
    predictors = [spec["predictor"], *(entry["predictor"] for entry in spec.get("canary") or [])]
    for part in ("transformer", "explainer"):
        if part in spec:
            return f"it has a {part}, which the canary's share would bypass in Standard mode: serve without it"
    if any("storageUris" in predictor for predictor in predictors):
        return "storageUris do not combine with a canary: give the release as the one storageUri"
    if "model" not in spec["predictor"]:
        return "a canary needs spec.predictor.model: serve the release by a model format"
    return _overlong(found["metadata"]["name"])


def _overlong(service: str) -> str:
    """A deployment is named after the service and the release, and names are DNS labels (RFC 1123)."""
    length = len(canary.deployment(service, {"name": release_name("")}))
    if length <= LONGEST_NAME:
        return ""
    return f"its deployments would have names of {length} of at most {LONGEST_NAME} characters: choose a shorter tenant"
