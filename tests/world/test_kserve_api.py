"""The KServe API in memory, driven by the unmodified Kubernetes client, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client import ApiException

from talktrack.world.json_service import Fault
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_rules import Revision

WHERE = {"group": "serving.kserve.io", "version": "v1beta1", "namespace": "sales", "plural": "inferenceservices"}
MODE, TAGS = "serving.kserve.io/deploymentMode", "serving.kserve.io/enable-tag-routing"


@pytest.fixture
def api() -> Iterator[KServeApi]:
    """A running API server."""
    with KServeApi() as running:
        yield running


@pytest.fixture
def objects(api: KServeApi) -> Any:
    """The client for custom resources."""
    return client.CustomObjectsApi(client.ApiClient(client.Configuration(host=api.url)))


@pytest.fixture
def core(api: KServeApi) -> Any:
    """The client for ConfigMaps."""
    return client.CoreV1Api(client.ApiClient(client.Configuration(host=api.url)))


def body(uri: str = "gs://a", mode: str = "Knative", **predictor: object) -> dict[str, Any]:
    """Return an InferenceService."""
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": {"name": "svc", "annotations": {MODE: mode, TAGS: "true"}},
        "spec": {"predictor": {"model": {"modelFormat": {"name": "talktrack"}, "storageUri": uri}, **predictor}},
    }


def patch(objects: Any, uri: str | None = None, **predictor: object) -> dict[str, Any]:
    """Merge a change of the predictor into the service and return what it has become."""
    model = {"model": {"storageUri": uri}} if uri else {}
    changed: dict[str, Any] = objects.patch_namespaced_custom_object(
        **WHERE, name="svc", body={"spec": {"predictor": {**model, **predictor}}}
    )
    return changed


def part(service: dict[str, Any]) -> dict[str, Any]:
    """Return the predictor's status with revisions as plain numbers and traffic added up."""
    found = dict(service["status"]["components"]["predictor"])
    shares: dict[int, int] = {}
    for target in found.pop("traffic", []):
        number = int(target["revisionName"][-1])
        shares[number] = shares.get(number, 0) + target["percent"]
    return {name: int(value[-1]) for name, value in found.items()} | {"traffic": shares}


def test_the_first_deployment_takes_everything(objects: Any) -> None:
    """A percentage has nothing to split with before anything was rolled out."""
    created = objects.create_namespaced_custom_object(**WHERE, body=body(canaryTrafficPercent=10))
    found = part(objects.get_namespaced_custom_object(**WHERE, name="svc"))

    assert (created["metadata"]["generation"], found["traffic"], found["latestRolledoutRevision"]) == (1, {1: 100}, 1)


def test_a_canary_splits_between_the_newest_and_the_rolled_out(objects: Any) -> None:
    """Percent goes to the newest ready revision, the rest to the last one that had everything."""
    objects.create_namespaced_custom_object(**WHERE, body=body())

    assert part(patch(objects, "gs://b", canaryTrafficPercent=10))["traffic"] == {2: 10, 1: 90}


def test_changing_only_the_percent_makes_no_revision(objects: Any) -> None:
    """The split is no part of the template."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    patch(objects, "gs://b", canaryTrafficPercent=10)

    assert part(patch(objects, canaryTrafficPercent=50))["latestCreatedRevision"] == 2


def test_removing_the_percent_promotes(objects: Any) -> None:
    """An explicit null in the merge patch removes the field."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    patch(objects, "gs://b", canaryTrafficPercent=10)
    found = part(patch(objects, canaryTrafficPercent=None))

    assert (found["traffic"], found["latestRolledoutRevision"], found["previousRolledoutRevision"]) == ({2: 100}, 2, 1)


def test_zero_after_a_promotion_goes_back_to_the_previous(objects: Any) -> None:
    """The last fully rolled-out revision gives everything back."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    patch(objects, "gs://b")

    assert part(patch(objects, canaryTrafficPercent=0))["traffic"] == {2: 0, 1: 100}


def test_every_predictor_change_replaces_the_running_canary(objects: Any) -> None:
    """A third version takes the percentage; the second gets nothing any more."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    patch(objects, "gs://b", canaryTrafficPercent=10)

    assert part(patch(objects, "gs://c"))["traffic"] == {3: 10, 1: 90}


def test_an_annotation_makes_a_new_revision(objects: Any) -> None:
    """Annotations are copied into the revision template: this is why the rollout's memory is a ConfigMap."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    found = objects.patch_namespaced_custom_object(
        **WHERE, name="svc", body={"metadata": {"annotations": {"rollout": "step 1"}}}
    )

    assert part(found)["latestCreatedRevision"] == 2


def test_standard_mode_ignores_the_percent(objects: Any) -> None:
    """In Standard mode there is no split to be read from the status."""
    objects.create_namespaced_custom_object(**WHERE, body=body(mode="Standard"))
    found = patch(objects, "gs://b", canaryTrafficPercent=10)["status"]

    assert (found["deploymentMode"], "traffic" in found["components"]["predictor"]) == ("Standard", False)


def nobody(_service: str, _revision: Revision) -> None:
    """Start nothing for a new revision."""


def test_a_revision_that_is_not_ready_gets_no_traffic() -> None:
    """The newest *ready* revision takes what the spec gives."""
    with KServeApi(on_revision=nobody) as api:
        objects = client.CustomObjectsApi(client.ApiClient(client.Configuration(host=api.url)))
        objects.create_namespaced_custom_object(**WHERE, body=body())
        api.settle("svc", "svc-predictor-00001", "http://one")
        patch(objects, "gs://b")
        before = part(objects.get_namespaced_custom_object(**WHERE, name="svc"))["traffic"]
        api.settle("svc", "svc-predictor-00002", failed=True)
        failed = objects.get_namespaced_custom_object(**WHERE, name="svc")["status"]["modelStatus"]

    assert (before, failed["transitionStatus"]) == ({1: 100}, "BlockedByFailedLoad")


def test_replacing_and_deleting(objects: Any) -> None:
    """A service can be replaced as a whole, and is gone after it was deleted."""
    created = objects.create_namespaced_custom_object(**WHERE, body=body())
    wanted = body("gs://z")
    wanted["metadata"]["resourceVersion"] = created["metadata"]["resourceVersion"]
    replaced = objects.replace_namespaced_custom_object(**WHERE, name="svc", body=wanted)
    objects.delete_namespaced_custom_object(**WHERE, name="svc")
    with pytest.raises(ApiException) as gone:
        objects.get_namespaced_custom_object(**WHERE, name="svc")

    assert (replaced["metadata"]["generation"], gone.value.status) == (2, 404)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (body() | {"kind": "Deployment"}, 400),
        (body() | {"metadata": {"name": "Not A Name"}}, 422),
        (body() | {"spec": {}}, 422),
        (body(canaryTrafficPercent=101), 422),
        (body(canaryTrafficPercent="10"), 422),
        (body(workerSpec={}), 501),
    ],
)
def test_wrong_bodies_are_refused(objects: Any, wrong: dict[str, Any], status: int) -> None:
    """What the schema or the webhook refuses is refused here; what is not modelled is a 501."""
    with pytest.raises(ApiException) as refused:
        objects.create_namespaced_custom_object(**WHERE, body=wrong)

    assert refused.value.status == status


def test_the_mode_of_a_service_stays(objects: Any) -> None:
    """The deployment mode cannot be changed later."""
    objects.create_namespaced_custom_object(**WHERE, body=body())
    with pytest.raises(ApiException) as refused:
        objects.patch_namespaced_custom_object(
            **WHERE, name="svc", body={"metadata": {"annotations": {MODE: "Standard"}}}
        )

    assert refused.value.status == 422


def test_an_old_version_conflicts(objects: Any) -> None:
    """A write that names an older resourceVersion changes nothing."""
    created = objects.create_namespaced_custom_object(**WHERE, body=body())
    patch(objects, "gs://b")
    old = {"metadata": {"resourceVersion": created["metadata"]["resourceVersion"]}, "spec": {"predictor": {}}}
    with pytest.raises(ApiException) as refused:
        objects.patch_namespaced_custom_object(**WHERE, name="svc", body=old)

    assert refused.value.status == 409


def test_configmaps_are_compared_and_swapped(core: Any) -> None:
    """The second of two writers that read the same version gets a 409."""
    first = core.create_namespaced_config_map("sales", {"metadata": {"name": "memory"}, "data": {"a": "1"}})
    version = first.metadata.resource_version
    wanted = {"metadata": {"name": "memory", "resourceVersion": version}, "data": {"a": "2"}}
    core.replace_namespaced_config_map("memory", "sales", wanted)
    with pytest.raises(ApiException) as refused:
        core.replace_namespaced_config_map("memory", "sales", wanted)

    assert refused.value.status == 409


def test_dependents_go_with_their_owner(objects: Any, core: Any, api: KServeApi) -> None:
    """A ConfigMap that the service owns is collected when the service is deleted."""
    owner = objects.create_namespaced_custom_object(**WHERE, body=body())
    reference = {"apiVersion": "v1", "kind": "X", "name": "svc", "uid": owner["metadata"]["uid"]}
    core.create_namespaced_config_map("sales", {"metadata": {"name": "memory", "ownerReferences": [reference]}})
    objects.delete_namespaced_custom_object(**WHERE, name="svc")

    assert api.documents == {}


def test_what_is_not_modelled_is_a_501(core: Any) -> None:
    """Nothing is made up."""
    with pytest.raises(ApiException) as refused:
        core.list_namespaced_pod("sales")

    assert refused.value.status == 501


def test_calls_can_be_made_to_fail(objects: Any, api: KServeApi) -> None:
    """A lost answer is a failure to the caller though the call was applied."""
    api.plant(Fault(500, applied=True))
    with pytest.raises(ApiException):
        objects.create_namespaced_custom_object(**WHERE, body=body())

    assert list(api.services) == ["svc"]
