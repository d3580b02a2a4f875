"""Bodies of InferenceServices: what the API server checks before it stores one, and how it merges a patch."""

from __future__ import annotations

import re
from typing import Any

from talktrack.world.json_service import Refused

NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
EVERYTHING = 100
PREDICTOR_FIELDS = frozenset({"model", "minReplicas", "maxReplicas", "canaryTrafficPercent", "serviceAccountName"})

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
    if not isinstance(predictor, dict) or not predictor.get("model", {}).get("modelFormat", {}).get("name"):
        raise Denied(422, "Invalid", "spec.predictor.model.modelFormat.name is required")
    unknown = sorted(predictor.keys() - PREDICTOR_FIELDS)
    if unknown:
        raise Denied(501, "NotImplemented", f"spec.predictor.{unknown[0]} is not modelled")
    _check_percent(predictor.get("canaryTrafficPercent"))


def _check_percent(percent: object) -> None:
    whole = isinstance(percent, int) and not isinstance(percent, bool)
    if percent is not None and not (whole and 0 <= int(str(percent)) <= EVERYTHING):
        raise Denied(422, "Invalid", "spec.predictor.canaryTrafficPercent must be a whole number from 0 to 100")


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
