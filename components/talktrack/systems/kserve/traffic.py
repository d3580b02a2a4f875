"""Traffic of one tenant's InferenceService in Knative mode.

Traffic rules: https://kserve.github.io/website/docs/model-serving/predictive-inference/rollout-strategies/canary
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.traffic import Deploy, SetWeight, Traffic, TrafficAction
from talktrack.systems.kserve.cluster import NOT_FOUND, TIMEOUT_S, explained

GROUP, VERSION, PLURAL = "serving.kserve.io", "v1beta1", "inferenceservices"
MODE = "serving.kserve.io/deploymentMode"
TAGS = "serving.kserve.io/enable-tag-routing"
ATTEMPTS = 3
SPLITTING_MODES = ("Knative", "Serverless")


class KServeTraffic:
    """Traffic of one InferenceService by `canaryTrafficPercent`; only Knative mode reads that field."""

    def __init__(self, objects: Any, namespace: str, service: str, arguments: Sequence[str] = ()) -> None:
        """Keep the client and the names."""
        self._objects = objects
        self._where = {"group": GROUP, "version": VERSION, "namespace": namespace, "plural": PLURAL}
        self._service = service
        self._arguments = arguments

    def read(self) -> Traffic | None:
        """Return the service's traffic, or None when there is no such service."""
        found = _service(self._objects, self._where, self._service)
        if found is None:
            return None
        _check_mode(found, self._service)
        return _traffic(found)

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
                self._patch(action, seen)
            except ConflictError:
                seen = self._unchanged(seen)
            else:
                return
        self._patch(action, seen)

    def _patch(self, action: TrafficAction, seen: Traffic) -> None:
        body: dict[str, Any] = {"spec": {"predictor": _change(action)}}
        if action != SetWeight(0):
            body["metadata"] = {"resourceVersion": seen.version}
        with explained(f"inferenceservice {self._service}"):
            self._objects.patch_namespaced_custom_object(
                **self._where, name=self._service, body=body, _request_timeout=TIMEOUT_S
            )

    def _unchanged(self, seen: Traffic) -> Traffic:
        """Read again; anything but a newer status of the same revision is a conflict."""
        now = self.read()
        if now is None or (now.uri, now.percent, now.created) != (seen.uri, seen.percent, seen.created):
            raise ConflictError(f"inferenceservice {self._service} was changed by somebody else: decide again.")
        return now

    def owners(self) -> list[dict[str, Any]]:
        """Return the owner references of things that belong to the service; none before it exists."""
        owner = _service(self._objects, self._where, self._service)
        if owner is None:
            return []
        kind = {"apiVersion": f"{GROUP}/{VERSION}", "kind": "InferenceService"}
        return [kind | {"name": self._service, "uid": owner["metadata"]["uid"], "blockOwnerDeletion": False}]

    def _create(self, action: TrafficAction) -> None:
        if not isinstance(action, Deploy):
            raise ConfigurationInvalidError(f"there is no service {self._service}: start a rollout to create it.")
        body = inference_service(self._service, action.uri, self._arguments)
        with explained(f"inferenceservice {self._service}"):
            self._objects.create_namespaced_custom_object(**self._where, body=body, _request_timeout=TIMEOUT_S)


def inference_service(name: str, uri: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Return the body of a new service.

    Each revision has exactly one replica: its counters outlive quiet hours, and one page shows all of them.
    """
    model = {"modelFormat": {"name": "talktrack"}, "storageUri": uri, "args": list(arguments)}
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "InferenceService",
        "metadata": {"name": name, "annotations": {MODE: "Knative", TAGS: "true"}},
        "spec": {"predictor": {"minReplicas": 1, "maxReplicas": 1, "model": model}},
    }


def _change(action: TrafficAction) -> dict[str, Any]:
    """Return the merge patch of the predictor; an explicit null removes the field (RFC 7396)."""
    if isinstance(action, Deploy):
        return {"model": {"storageUri": action.uri}, "canaryTrafficPercent": action.percent}
    return {"canaryTrafficPercent": action.percent if isinstance(action, SetWeight) else None}


def _traffic(found: dict[str, Any]) -> Traffic:
    predictor = found["spec"]["predictor"]
    status = found.get("status", {})
    part = status.get("components", {}).get("predictor", {})
    shares: dict[str, int] = {}
    for target in part.get("traffic", []):
        shares[target["revisionName"]] = shares.get(target["revisionName"], 0) + target.get("percent", 0)
    return Traffic(
        uri=predictor.get("model", {}).get("storageUri", ""),
        percent=predictor.get("canaryTrafficPercent"),
        created=part.get("latestCreatedRevision", ""),
        ready=part.get("latestReadyRevision", ""),
        rolled_out=part.get("latestRolledoutRevision", ""),
        previous=part.get("previousRolledoutRevision", ""),
        shares=shares,
        urls={target["revisionName"]: target["url"] for target in part.get("traffic", []) if target.get("url")},
        blocked=status.get("modelStatus", {}).get("transitionStatus") == "BlockedByFailedLoad",
        version=found["metadata"]["resourceVersion"],
    )


def _check_mode(found: dict[str, Any], service: str) -> None:
    annotated = found["metadata"].get("annotations", {}).get(MODE)
    mode = found.get("status", {}).get("deploymentMode") or annotated
    if mode not in SPLITTING_MODES:
        message = (
            f"inferenceservice {service} is in {mode or 'an unknown'} mode, which ignores canaryTrafficPercent and "
            f"would give a candidate all traffic at once: create the service with the annotation {MODE}: Knative."
        )
        raise ConfigurationInvalidError(message)


def _service(objects: Any, where: dict[str, str], name: str) -> dict[str, Any] | None:
    from kubernetes.client import ApiException

    try:
        with explained(f"inferenceservice {name}", passing=NOT_FOUND):
            found: dict[str, Any] = objects.get_namespaced_custom_object(**where, name=name, _request_timeout=TIMEOUT_S)
    except ApiException:
        return None
    return found
