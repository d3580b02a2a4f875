"""Bodies of InferenceServices: what the API server checks before it stores one, and how it merges a patch.

Documents: [webhook] kserve/pkg/apis/serving/v1beta1/inference_service_validation.go as of
https://github.com/kserve/kserve/pull/5672; [crd] kserve/config/crd/full, InferenceService v1beta1
"""

from __future__ import annotations

import re
from typing import Any

from talktrack.world.json_service import Refused

NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")  # [crd]
EVERYTHING = 100
PREDICTOR_FIELDS = frozenset(
    {"model", "name", "minReplicas", "maxReplicas", "canaryTrafficPercent", "serviceAccountName", "storageUris"}
)
AUTOSCALING = frozenset({"maxReplicas", "scaleTarget", "scaleMetric", "autoScaling"})

Object = dict[str, Any]


class Denied(Refused):
    """The server refuses a call with an HTTP status and the machine-readable reason of its Status object."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        """Keep what the answer needs."""
        super().__init__(status, message)
        self.reason = reason


def checked_service(body: Object) -> None:
    """Refuse what the schema and the webhook of KServe refuse, and 501 what this server does not model."""
    if (body.get("apiVersion"), body.get("kind")) != ("serving.kserve.io/v1beta1", "InferenceService"):
        raise Denied(400, "BadRequest", "this is not an InferenceService of serving.kserve.io/v1beta1")
    if not NAME.fullmatch(str(body.get("metadata", {}).get("name", ""))):
        raise Denied(422, "Invalid", "metadata.name must be a DNS label (RFC 1123)")
    predictor = body.get("spec", {}).get("predictor")
    _check_predictor(predictor, "spec.predictor")
    percent = predictor.get("canaryTrafficPercent")
    if percent is not None:
        _check_percent(percent, "spec.predictor.canaryTrafficPercent")


def checked_canaries(body: Object, mode: str) -> None:
    """Refuse what the webhook refuses of `spec.canary` [webhook]."""
    entries = body["spec"].get("canary") or []
    if entries and mode != "Standard":
        raise Denied(422, "Invalid", "spec.canary is only supported in Standard deployment mode")
    if entries and "canaryTrafficPercent" in body["spec"]["predictor"]:
        raise Denied(422, "Invalid", "spec.canary and canaryTrafficPercent exclude each other")
    for place, entry in enumerate(entries):
        _check_canary(entry, body["spec"]["predictor"], f"spec.canary[{place}]")
    names = [entry["predictor"]["name"] for entry in entries]
    if len({*names, body["spec"]["predictor"].get("name")}) != len(names) + 1:
        raise Denied(422, "Invalid", "the names of predictors must be unique")
    if sum(entry["trafficPercent"] for entry in entries) > EVERYTHING:
        raise Denied(422, "Invalid", "the percentages of spec.canary add up to more than 100")


def checked_change(before: Object, after: Object) -> None:
    """A predictor's name and its model change together or not at all [webhook]."""
    old, new = before["spec"]["predictor"], after["spec"]["predictor"]
    if old.get("name") != new.get("name") and old["model"].get("storageUri") == new["model"].get("storageUri"):
        raise Denied(422, "Invalid", "predictor.name change requires a model change (e.g. storageUri)")


def _check_predictor(predictor: Any, where: str) -> None:
    if not isinstance(predictor, dict) or not predictor.get("model", {}).get("modelFormat", {}).get("name"):
        raise Denied(422, "Invalid", f"{where}.model.modelFormat.name is required")
    unknown = sorted(predictor.keys() - PREDICTOR_FIELDS)
    if unknown:
        raise Denied(501, "NotImplemented", f"{where}.{unknown[0]} is not modelled")


def _check_canary(entry: Object, stable: Object, where: str) -> None:
    predictor = entry.get("predictor")
    if isinstance(predictor, dict) and predictor.keys() & AUTOSCALING:
        raise Denied(422, "Invalid", f"{where} must not set autoscaling fields: a canary has fixed replicas")
    _check_predictor(predictor, f"{where}.predictor")
    if not LABEL.fullmatch(str(entry["predictor"].get("name", ""))):
        raise Denied(422, "Invalid", f"{where}.predictor.name is required [crd]")
    if not entry["predictor"]["model"].get("name"):
        raise Denied(422, "Invalid", f"{where}.predictor.model.name is required [crd]")
    if entry["predictor"].get("minReplicas", 0) > stable.get("minReplicas", 1):
        raise Denied(422, "Invalid", f"{where}.predictor.minReplicas is more than the stable predictor's")
    _check_percent(entry.get("trafficPercent"), f"{where}.trafficPercent")


def _check_percent(percent: object, where: str) -> None:
    whole = isinstance(percent, int) and not isinstance(percent, bool)
    if not (whole and 0 <= int(str(percent)) <= EVERYTHING):
        raise Denied(422, "Invalid", f"{where} must be a whole number from 0 to 100")


def merged(target: Object, patch: Object) -> Object:
    """Return a JSON merge patch applied (RFC 7396): null removes, objects merge, everything else replaces."""
    result = dict(target)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            result[key] = value
    return result
