"""A service as manifests make it, without a release: the first rollout brings it, and a later apply leaves it alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kubernetes import client

from talktrack.systems.kserve.cluster import connect
from talktrack.systems.registry import open_registry
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_rules import Revision
from tests.manifests.network_rules import of_kind
from tests.manifests.rendering import Object
from tests.operations.rollout.conftest import SERVICE, Cluster

WHERE = {"group": "serving.kserve.io", "version": "v1beta1", "namespace": "sales", "plural": "inferenceservices"}
# What the API server in memory models of a predictor; the rest concerns pods, which it has not.
MODELLED = {"model", "minReplicas", "maxReplicas", "serviceAccountName"}


def declared(found: list[Object]) -> Object:
    """Return the service as an apply would send it."""
    service = of_kind(found, "InferenceService")[0]
    predictor = {field: value for field, value in service["spec"]["predictor"].items() if field in MODELLED}
    model = {field: value for field, value in predictor["model"].items() if field != "volumeMounts"}
    metadata = service["metadata"] | {"namespace": "sales"}
    return service | {"metadata": metadata, "spec": {"predictor": predictor | {"model": model}}}


class Pods:
    """Starts what has a release; what has none ends at once, as the predictor does."""

    api: KServeApi

    def __call__(self, service: str, revision: Revision) -> None:
        """Settle a new revision."""
        self.api.settle(service, revision.name, f"http://{revision.name}", failed=not revision.uri)


@pytest.mark.parametrize(("overlay", "mode"), [("dev", "Knative"), ("gke", "Standard")])
def test_the_first_rollout_brings_the_release(
    good: dict[str, list[Object]], tmp_path: Path, overlay: str, mode: str
) -> None:
    """It takes all traffic at once, since nothing served before; applying again changes neither release nor share."""
    pods = Pods()
    with KServeApi(on_revision=pods, installation=Installation(mode)) as api:
        pods.api = api
        services: Any = client.CustomObjectsApi(connect(api.url))
        services.create_namespaced_custom_object(**WHERE, body=declared(good[overlay]))
        cluster = Cluster(api, open_registry(str(tmp_path / "home"), "acme"))
        release = cluster.release("r-first", tmp_path / "files")
        cluster.start(release)
        cluster.run()
        services.patch_namespaced_custom_object(**WHERE, name=SERVICE, body=declared(good[overlay]))
        cluster.tick()
        predictor = api.services[SERVICE].body["spec"]["predictor"]

        assert (cluster.registry.pointer().champion, predictor["model"]["storageUri"]) == ("r-first", release.uri)
        assert list(cluster.shares().values()) == [100]
