"""Standard mode as values: what spec, status and route say together, and what to write. Pure.

Documents: [api] https://github.com/kserve/kserve/pull/5672 (spec.canary[], names, promotion without a restart),
[weights] https://github.com/kserve/kserve/pull/5912 (HTTPRoute), [ready] https://github.com/kserve/kserve/pull/5984
(a canary that is not ready gets nothing, whatever its percentage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from talktrack.core.errors import ConflictError
from talktrack.core.traffic import Deploy, SetWeight, Traffic, TrafficAction
from talktrack.systems.kserve.bodies import CONTAINER, release_name
from talktrack.systems.kserve.routes import EVERYTHING

FAILED = ("BlockedByFailedLoad", "InvalidSpec")

Object = dict[str, Any]


@dataclass(frozen=True)
class Arms:
    """Both arms of one service by the names of their deployments, which are those of their Services too.

    Without a canary `newest` is the stable one and `percent` is None. `settled` says that the controller has worked
    on the canary's present percentage and found it ready, so that the route must show it.
    """

    stable: str
    newest: str
    uri: str
    percent: int | None
    stable_ready: bool
    newest_ready: bool
    failed: bool
    settled: bool

    @property
    def wanted(self) -> dict[str, int]:
        """Return the shares that the spec asks for."""
        percent = EVERYTHING if self.percent is None else self.percent
        return {self.stable: EVERYTHING - percent, self.newest: percent} if self.newest != self.stable else {}


def arms(found: Object) -> Arms:
    """Return what the service says of itself; of several canaries the last one counts as the newest."""
    name, predictor, status = found["metadata"]["name"], found["spec"]["predictor"], found.get("status", {})
    stable, ready = deployment(name, predictor), _condition(status, "PredictorReady")
    entry = newest(found)
    if entry is None:
        failed = status.get("modelStatus", {}).get("transitionStatus") in FAILED
        return Arms(stable, stable, uri(predictor), None, ready, ready, failed, settled=False)
    told = _told(status, entry["predictor"]["name"])
    return Arms(
        stable=stable,
        newest=deployment(name, entry["predictor"]),
        uri=uri(entry["predictor"]),
        percent=entry["trafficPercent"],
        stable_ready=ready,
        newest_ready=bool(told.get("ready")),
        failed=told.get("modelStatus", {}).get("transitionStatus") in FAILED,
        settled=ready and bool(told.get("ready")) and told.get("trafficPercent") == entry["trafficPercent"],
    )


def newest(found: Object) -> Object | None:
    """Return the last entry of `spec.canary`, or None."""
    entries = found["spec"].get("canary") or []
    return entries[-1] if entries else None


def deployment(service: str, predictor: Object) -> str:
    """Return the name of a predictor's Deployment and Service [api]."""
    return "-".join(part for part in (service, predictor.get("name", ""), "predictor") if part)


def uri(predictor: Object) -> str:
    """Return the release that a predictor names."""
    return str(predictor.get("model", {}).get("storageUri", ""))


def entry(found: Object, release: str, percent: int) -> Object:
    """Return a canary of another release: everything else is inherited from the stable predictor [api]."""
    stable = found["spec"]["predictor"]["model"]
    model = {"name": stable.get("name", CONTAINER), "modelFormat": stable["modelFormat"], "storageUri": release}
    return {"trafficPercent": percent, "predictor": {"name": release_name(release), "model": model}}


def change(action: TrafficAction, found: Object, seen: Traffic) -> Object:
    """Return the merge patch of the spec; nothing when all is as it should be. Lists are always written as a whole.

    Raises:
        ConflictError: the canary that the action is about is not there, or another one is in its place.
    """
    if isinstance(action, Deploy):
        return _deploy(action, found, seen)
    entries = found["spec"].get("canary") or []
    if isinstance(action, SetWeight):
        if not entries:
            raise ConflictError("there is no canary whose weight could be set: decide again.")
        return _weighted(entries, action.percent)
    return _promote(found, entries) if entries else {}


def _deploy(action: Deploy, found: Object, seen: Traffic) -> Object:
    """A release that serves already comes back by removing what is beside it, any other one by a new entry."""
    predictor, entries = found["spec"]["predictor"], found["spec"].get("canary") or []
    if action.uri == uri(predictor):
        return {"canary": entries[:-1]} if entries else {}
    if action.percent is None and not seen.rolled_out:  # nothing serves yet, so nothing is lost
        return {"predictor": _naming(entry(found, action.uri, EVERYTHING)), "canary": []}
    if entries and uri(entries[-1]["predictor"]) != action.uri:
        raise ConflictError("the service has a canary of another release: finish or remove that one first.")
    percent = EVERYTHING if action.percent is None else action.percent
    return _weighted(entries, percent) if entries else {"canary": [entry(found, action.uri, percent)]}


def _promote(found: Object, entries: list[Object]) -> Object:
    """Hand the name and the model over in one write, which restarts nothing [api].

    The old pods go at once, so before the new ones are ready they are only given all traffic that they can take.
    """
    if not arms(found).newest_ready:
        return _weighted(entries, EVERYTHING)
    return {"predictor": _naming(entries[-1]), "canary": entries[:-1]}


def _weighted(entries: list[Object], percent: int) -> Object:
    return {"canary": [*entries[:-1], entries[-1] | {"trafficPercent": percent}]}


def _naming(entry: Object) -> Object:
    return {"name": entry["predictor"]["name"], "model": entry["predictor"]["model"]}


def _told(status: Object, name: str) -> Object:
    found: Object = next((told for told in status.get("canaryStatuses") or [] if told["name"] == name), {})
    return found


def _condition(status: Object, kind: str) -> bool:
    found = [condition for condition in status.get("conditions") or [] if condition["type"] == kind]
    return bool(found) and found[0]["status"] == "True"
