"""Knative mode: one predictor whose revisions are split by `canaryTrafficPercent`. Pure.

Traffic rules: https://kserve.github.io/website/docs/model-serving/predictive-inference/rollout-strategies/canary
"""

from __future__ import annotations

from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.traffic import Deploy, SetWeight, Traffic, TrafficAction

Object = dict[str, Any]


class KnativeMode:
    """How traffic is read from a service in Knative mode, and what is written to move it."""

    def prove(self, _found: Object | None) -> None:
        """Knative has split traffic since its beginning: there is nothing to prove."""

    def traffic(self, found: Object) -> Traffic:
        """Return the traffic as the status tells it.

        Raises:
            ConfigurationInvalidError: the service is ready, but its status does not say where traffic goes.
        """
        predictor = found["spec"]["predictor"]
        status = found.get("status", {})
        part = status.get("components", {}).get("predictor", {})
        targets = part.get("traffic", [])
        if _is_ready(status) and not targets:
            message = (
                f"inferenceservice {found['metadata']['name']} is ready in Knative mode but its status names no "
                "traffic, so a split could not be seen: look at the Knative service, then try again."
            )
            raise ConfigurationInvalidError(message)
        shares: dict[str, int] = {}
        for target in targets:
            shares[target["revisionName"]] = shares.get(target["revisionName"], 0) + target.get("percent", 0)
        return Traffic(
            uri=predictor.get("model", {}).get("storageUri", ""),
            percent=predictor.get("canaryTrafficPercent"),
            created=part.get("latestCreatedRevision", ""),
            ready=part.get("latestReadyRevision", ""),
            rolled_out=part.get("latestRolledoutRevision", ""),
            previous=part.get("previousRolledoutRevision", ""),
            shares=shares,
            urls={target["revisionName"]: target["url"] for target in targets if target.get("url")},
            blocked=status.get("modelStatus", {}).get("transitionStatus") == "BlockedByFailedLoad",
            version=found["metadata"]["resourceVersion"],
        )

    def change(self, action: TrafficAction, _found: Object, _seen: Traffic) -> Object:
        """Return the merge patch of the spec; an explicit null removes the field (RFC 7396)."""
        if isinstance(action, Deploy):
            return {"predictor": {"model": {"storageUri": action.uri}, "canaryTrafficPercent": action.percent}}
        return {"predictor": {"canaryTrafficPercent": action.percent if isinstance(action, SetWeight) else None}}

    def check_written(self, _written: Object, _wanted: Object) -> None:
        """Every KServe keeps the field."""


def _is_ready(status: Object) -> bool:
    """The service as a whole: a revision is ready a moment before its route is."""
    conditions = status.get("conditions") or []
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)
