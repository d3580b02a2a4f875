"""Standard mode of the API in memory, driven by the unmodified Kubernetes client, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client import ApiException

from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_rules import Revision

WHERE = {"group": "serving.kserve.io", "version": "v1beta1", "namespace": "sales", "plural": "inferenceservices"}
ROUTES = {"group": "gateway.networking.k8s.io", "version": "v1", "namespace": "sales", "plural": "httproutes"}
STANDARD = Installation("Standard")

Object = dict[str, Any]


def model(uri: str) -> Object:
    """Return a model."""
    return {"name": "kserve-container", "modelFormat": {"name": "talktrack"}, "storageUri": uri}


def entry(name: str = "v2", percent: int = 20, uri: str = "gs://b", **predictor: object) -> Object:
    """Return a canary."""
    return {"trafficPercent": percent, "predictor": {"name": name, "model": model(uri), **predictor}}


class Client:
    """Short ways to ask."""

    def __init__(self, api: KServeApi) -> None:
        connection = client.ApiClient(client.Configuration(host=api.url))
        self.objects = client.CustomObjectsApi(connection)
        self.core = client.CoreV1Api(connection)

    def create(self, *canaries: Object, mode: str = "Standard", **predictor: object) -> Object:
        """Create a service with three replicas."""
        spec = {"predictor": {"minReplicas": 3, "model": model("gs://a"), **predictor}, "canary": list(canaries)}
        metadata = {"name": "svc", "annotations": {"serving.kserve.io/deploymentMode": mode}}
        body = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService"}
        created: Object = self.objects.create_namespaced_custom_object(
            **WHERE, body=body | {"metadata": metadata, "spec": spec}
        )
        return created

    def patch(self, **spec: object) -> Object:
        """Merge a change of the spec."""
        changed: Object = self.objects.patch_namespaced_custom_object(**WHERE, name="svc", body={"spec": spec})
        return changed

    def backends(self, route: str = "svc") -> dict[str, int | None]:
        """Return the weights of a route."""
        found = self.objects.get_namespaced_custom_object(**ROUTES, name=route)
        return {backend["name"]: backend.get("weight") for backend in found["spec"]["rules"][0]["backendRefs"]}

    def status(self) -> Object:
        """Return the service's status."""
        found: Object = self.objects.get_namespaced_custom_object(**WHERE, name="svc")["status"]
        return found


@pytest.fixture
def api() -> Iterator[KServeApi]:
    """A running API server."""
    with KServeApi(installation=STANDARD) as running:
        yield running


@pytest.fixture
def kserve(api: KServeApi) -> Client:
    """A client."""
    return Client(api)


@pytest.fixture
def slow() -> Iterator[KServeApi]:
    """A server whose deployments get ready when the test says so."""

    def nobody(_service: str, _revision: Revision) -> None:
        """Start nothing."""

    with KServeApi(nobody, STANDARD) as running:
        yield running


def test_the_default_mode_is_the_installations(kserve: Client) -> None:
    """A service that names none is in the mode of inferenceservice-config."""
    found = kserve.core.read_namespaced_config_map("inferenceservice-config", "kserve")

    assert found.data == {"deploy": '{"defaultDeploymentMode": "Standard"}'}


def test_without_a_canary_the_route_has_one_backend_without_weight(kserve: Client) -> None:
    """Nothing is split."""
    kserve.create()

    assert kserve.backends() == {"svc-predictor": None}


def test_a_canary_gets_a_deployment_and_a_weight(kserve: Client) -> None:
    """Both are named after it; both routes split alike."""
    kserve.create(entry())

    assert kserve.backends() == kserve.backends("svc-predictor") == {"svc-predictor": 80, "svc-v2-predictor": 20}


def test_the_status_tells_of_each_canary(kserve: Client) -> None:
    """Name, readiness, percentage and model."""
    kserve.create(entry())

    assert kserve.status()["canaryStatuses"] == [
        {"name": "v2", "ready": True, "trafficPercent": 20, "modelStatus": {"transitionStatus": "UpToDate"}}
    ]


def test_the_condition_of_canaries_goes_with_them(kserve: Client) -> None:
    """CanaryPredictorReady is cleared when the list is empty."""
    kserve.create(entry())
    kinds = [{condition["type"] for condition in kserve.status()["conditions"]}]
    kserve.patch(canary=[])
    kinds.append({condition["type"] for condition in kserve.status()["conditions"]})

    assert ["CanaryPredictorReady" in found for found in kinds] == [True, False]


def test_promotion_retargets_the_route_and_keeps_the_pods(kserve: Client, api: KServeApi) -> None:
    """The name of the canary's deployment is the stable one's now; the other is gone."""
    kserve.create(entry())
    pods = api.services["svc"].revision("svc-v2-predictor")
    kserve.patch(predictor={"name": "v2", "model": model("gs://b")}, canary=[])

    assert kserve.backends() == {"svc-v2-predictor": None}
    assert api.services["svc"].revisions[0] is pods


def test_removing_the_entry_rolls_back(kserve: Client) -> None:
    """The canary's deployment is an orphan and removed."""
    kserve.create(entry())
    kserve.patch(canary=[])
    with pytest.raises(ApiException) as gone:
        kserve.core.read_namespaced_service("svc-v2-predictor", "sales")

    assert (kserve.backends(), gone.value.status) == ({"svc-predictor": None}, 404)


def test_a_canary_that_is_not_ready_is_left_out(slow: KServeApi) -> None:
    """The stable predictor gets the rest of what ready canaries have."""
    kserve = Client(slow)
    kserve.create(entry(), entry("v3", 10))
    slow.settle("svc", "svc-predictor")
    slow.settle("svc", "svc-v3-predictor")

    assert kserve.backends() == {"svc-predictor": 90, "svc-v3-predictor": 10}


def test_before_the_predictor_is_ready_there_is_no_route(slow: KServeApi) -> None:
    """Not even for a canary that is."""
    kserve = Client(slow)
    kserve.create(entry())
    slow.settle("svc", "svc-v2-predictor")
    with pytest.raises(ApiException) as missing:
        kserve.backends()

    assert missing.value.status == 404


def test_a_canary_that_cannot_load_says_so(slow: KServeApi) -> None:
    """Only its own model status does, not the service's."""
    kserve = Client(slow)
    kserve.create(entry())
    slow.settle("svc", "svc-predictor")
    slow.settle("svc", "svc-v2-predictor", failed=True)
    status = kserve.status()

    assert status["modelStatus"]["transitionStatus"] == "UpToDate"
    assert status["canaryStatuses"][0]["modelStatus"]["transitionStatus"] == "BlockedByFailedLoad"


def test_a_new_percentage_restarts_nothing(kserve: Client, api: KServeApi) -> None:
    """Neither do replicas."""
    kserve.create(entry())
    before = list(api.services["svc"].revisions)
    kserve.patch(canary=[entry(percent=60)], predictor={"minReplicas": 5})

    assert all(one is other for one, other in zip(before, api.services["svc"].revisions, strict=True))


def test_a_service_has_an_address_where_its_process_has_one(slow: KServeApi) -> None:
    """Else its name leads to the pods."""
    kserve = Client(slow)
    kserve.create(entry())
    slow.settle("svc", "svc-predictor", "http://127.0.0.1:8123")
    specs = [kserve.core.read_namespaced_service(f"svc{name}-predictor", "sales").spec for name in ("", "-v2")]

    assert [(spec.cluster_ip, spec.ports[0].port) for spec in specs] == [("127.0.0.1", 8123), ("None", 80)]


WRONG: dict[str, tuple[Object, str]] = {
    "more than everything": ({"canary": [entry(percent=60), entry("v3", 60)]}, "more than 100"),
    "one name twice": ({"canary": [entry(), entry()]}, "unique"),
    "the stable predictor's name": ({"canary": [entry("stable")]}, "unique"),
    "no name": ({"canary": [{"trafficPercent": 5, "predictor": {"model": model("gs://b")}}]}, "name is required"),
    "no label": ({"canary": [entry("2nd")]}, "name is required"),
    "no model": ({"canary": [{"trafficPercent": 5, "predictor": {"name": "v2"}}]}, "modelFormat"),
    "no percentage": ({"canary": [{"predictor": entry()["predictor"]}]}, "whole number"),
    "below nothing": ({"canary": [entry(percent=-1)]}, "whole number"),
    "autoscaling": ({"canary": [entry(maxReplicas=2)]}, "fixed replicas"),
    "more replicas than the stable one": ({"canary": [entry(minReplicas=4)]}, "minReplicas"),
    "the percentage of Knative too": (
        {"canary": [entry()], "predictor": {"canaryTrafficPercent": 5}},
        "exclude each other",
    ),
    "a name without a model": ({"predictor": {"name": "v2"}}, "requires a model change"),
}


@pytest.mark.parametrize("what", WRONG)
def test_the_webhook_refuses(kserve: Client, what: str) -> None:
    """Each with the sentence that names it; nothing is stored."""
    change, sentence = WRONG[what]
    kserve.create(name="stable")
    with pytest.raises(ApiException, match=sentence) as refused:
        kserve.patch(**change)

    assert (refused.value.status, kserve.backends()) == (422, {"svc-stable-predictor": None})


def test_knative_knows_no_list(kserve: Client) -> None:
    """The field is of Standard mode only."""
    with pytest.raises(ApiException, match="only supported in Standard") as refused:
        kserve.create(entry(), mode="Knative")

    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("installation", "left"),
    [
        (Installation("Standard", knows_canary=False), {"svc-predictor": None}),
        (Installation("Standard", splits=False), {"svc-predictor": None}),
        (STANDARD, {"svc-predictor": 80, "svc-v2-predictor": 20}),
    ],
)
def test_older_releases_of_kserve_do_not_split(
    api: KServeApi, kserve: Client, installation: Installation, left: Object
) -> None:
    """Before 0.20 the field is dropped, in 0.20.0 the route stays as it was."""
    api.installation = installation
    kserve.create(entry())

    assert kserve.backends() == left


def test_without_gateway_api_there_is_no_such_kind(api: KServeApi, kserve: Client) -> None:
    """Neither a route nor the group that it is of."""
    api.installation = Installation("Standard", gateway_api=False)
    kserve.create(entry())
    for ask in (kserve.backends, lambda: kserve.objects.get_api_resources("gateway.networking.k8s.io", "v1")):
        with pytest.raises(ApiException) as missing:
            ask()
        assert missing.value.status == 404
