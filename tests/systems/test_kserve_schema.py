"""What we write, and what the API server in memory answers, is valid by the CustomResourceDefinition of KServe.

TALKTRACK_CRDS names a folder with inferenceservices.yaml, as in the release of KServe or of kubeflow/manifests.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from talktrack.core.traffic import Deploy, RollOutFully, SetWeight, TrafficAction
from talktrack.systems.kserve import open_kserve
from talktrack.systems.kserve.bodies import inference_service
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation

jsonschema = pytest.importorskip("jsonschema")

SERVICE, FILE = "talktrack-acme", "inferenceservices.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the file has a megabyte
COURSES: dict[str, list[TrafficAction]] = {
    "promoted": [Deploy("gs://b", 5), SetWeight(50), RollOutFully()],
    "taken back": [Deploy("gs://b", 5), SetWeight(0), Deploy("gs://a", 0)],
}

Object = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Object:
    """The schema of InferenceService v1beta1, in which a field that the server would drop is an error."""
    folder = os.environ.get("TALKTRACK_CRDS")
    if not folder:
        pytest.skip("no CustomResourceDefinitions: set TALKTRACK_CRDS to a folder with inferenceservices.yaml")
    path = Path(folder) / FILE
    if not path.exists():
        message = f"TALKTRACK_CRDS names {folder}, which has no {FILE}"
        if os.environ.get("STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    definition = next(filter(None, yaml.load_all(path.read_text(), Loader=LOADER)))
    version = next(one for one in definition["spec"]["versions"] if one["name"] == "v1beta1")
    return strict(version["schema"]["openAPIV3Schema"], top=True)


def strict(schema: Object, *, top: bool = False) -> Object:
    """Return the schema with every object closed, because a structural schema drops what it does not name."""
    closed = copy.copy(schema)
    for name in ("properties", "items", "additionalProperties"):
        below = schema.get(name)
        if name == "properties" and below is not None:
            closed[name] = {key: strict(value) for key, value in below.items()}
        elif isinstance(below, dict):
            closed[name] = strict(below)
    keeps = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema or top
    if "properties" in schema and not keeps:
        closed["additionalProperties"] = False
    return closed


def faults(schema: Object, body: Object) -> list[str]:
    """Return what is wrong, each with its place."""
    found: Iterator[Any] = jsonschema.Draft7Validator(schema).iter_errors(body)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("mode", ["Knative", "Standard"])
@pytest.mark.parametrize("replicas", [1, 4])
def test_a_new_service_is_valid(schema: Object, mode: str, replicas: int) -> None:
    """Each mode has a body of its own."""
    assert faults(schema, inference_service(SERVICE, "gs://a", ["--tenant=acme"], mode, replicas)) == []


@pytest.mark.parametrize("mode", ["Knative", "Standard"])
@pytest.mark.parametrize("course", COURSES)
def test_every_step_of_a_rollout_is_valid(schema: Object, mode: str, course: str) -> None:
    """What the server stores after each action, with the status that its controller writes."""
    wrong: list[str] = []
    with KServeApi(installation=Installation(mode)) as api:
        traffic = open_kserve("sales", "acme", server=api.url).traffic
        for action in [Deploy("gs://a", None), *COURSES[course]]:
            traffic.apply(action, traffic.read())
            wrong += faults(schema, api.services[SERVICE].body)

    assert wrong == []


def test_a_field_that_the_server_would_drop_is_found(schema: Object) -> None:
    """Or the tests above could not fail."""
    body = inference_service(SERVICE, "gs://a", [], "Standard")
    body["spec"]["canary"] = [{"trafficPercent": 101, "predictor": {"names": "b"}}]

    assert len(faults(schema, body)) == 2
