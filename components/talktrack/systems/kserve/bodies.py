"""Bodies of InferenceServices as we create them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talktrack.core.ids import sha256
from talktrack.systems.kserve.modes import KNATIVE, MODE, STANDARD

GROUP, VERSION, PLURAL = "serving.kserve.io", "v1beta1", "inferenceservices"
TAGS = "serving.kserve.io/enable-tag-routing"
AUTOSCALER = "serving.kserve.io/autoscalerClass"
CONTAINER = "kserve-container"  # the name that serving runtimes give it; the schema of a canary entry requires one
# Tags make each revision of Knative reachable; in Standard mode a canary knows fixed numbers of replicas only.
ANNOTATIONS = {KNATIVE: {TAGS: "true"}, STANDARD: {AUTOSCALER: "none"}}

Object = dict[str, Any]


def inference_service(
    name: str, uri: str, arguments: Sequence[str], mode: str = KNATIVE, replicas: int = 1
) -> dict[str, Any]:
    """Return the body of a new service, each revision with exactly this many replicas.

    One replica is the default: its counters outlive quiet hours, and one page shows all of them.
    """
    predictor = {"minReplicas": replicas, "maxReplicas": replicas, "model": model(uri, arguments)}
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "InferenceService",
        "metadata": {"name": name, "annotations": {MODE: mode, **ANNOTATIONS[mode]}},
        "spec": {"predictor": predictor},
    }


def model(uri: str, arguments: Sequence[str]) -> Object:
    """Return the part of a predictor that names the release and how it is served."""
    return {"name": CONTAINER, "modelFormat": {"name": "talktrack"}, "storageUri": uri, "args": list(arguments)}


def release_name(uri: str) -> str:
    """Return a predictor's name for a release: the same for the same one, another for another (a DNS label)."""
    return f"r{sha256(uri.encode())[:8]}"
