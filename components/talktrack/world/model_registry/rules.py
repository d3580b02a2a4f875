"""What a Model Registry takes: properties by their declared type, states by name, and names that are given once.

[oas] https://github.com/kubeflow/model-registry/blob/main/api/openapi/model-registry.yaml
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from talktrack.world.json_service import Refused

FIELDS = {
    "MetadataStringValue": ("string_value", str),
    "MetadataDoubleValue": ("double_value", float),
    "MetadataIntValue": ("int_value", str),  # a text of digits [oas]
    "MetadataBoolValue": ("bool_value", bool),
}
STATES = {
    "registered_models": ("LIVE", "ARCHIVED"),
    "model_versions": ("LIVE", "ARCHIVED"),
    "model_artifacts": ("UNKNOWN", "PENDING", "LIVE", "MARKED_FOR_DELETION", "DELETED", "ABANDONED", "REFERENCE"),
}


def check(kind: str, body: Mapping[str, Any]) -> None:
    """Refuse a body that the service would refuse."""
    if body.get("state", "LIVE") not in STATES[kind]:
        raise Refused(400, f"{body['state']!r} is no state of {kind}")
    for name, value in body.get("customProperties", {}).items():
        if not _is_value(value):
            raise Refused(400, f"property {name} is no MetadataValue")


def _is_value(value: Mapping[str, Any]) -> bool:
    field, kind = FIELDS.get(value.get("metadataType", ""), ("", type(None)))
    held = value.get(field, "")
    return isinstance(held, kind) and not (isinstance(held, float) and not math.isfinite(held))
