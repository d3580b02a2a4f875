"""Our door to KServe against the API in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.core.traffic import Deploy, RollOutFully, SetWeight, Traffic
from talktrack.systems.kserve import KServe, open_kserve
from talktrack.world.json_service import Fault
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation

SERVICE = "talktrack-acme"


@pytest.fixture
def api() -> Iterator[KServeApi]:
    """A running API server."""
    with KServeApi() as running:
        yield running


@pytest.fixture
def kserve(api: KServeApi) -> KServe:
    """A connection for tenant acme."""
    return open_kserve("sales", "acme", server=api.url, arguments=["--home=gs://h"])


def seen(kserve: KServe) -> Traffic:
    """Return the traffic of a service that exists."""
    found = kserve.traffic.read()
    assert found is not None
    return found


def test_without_a_service_there_is_no_traffic(kserve: KServe) -> None:
    """None is the answer, not an error."""
    assert kserve.traffic.read() is None


def test_a_service_is_created_in_the_mode_that_splits(kserve: KServe, api: KServeApi) -> None:
    """The annotation is written, never left to a default; tags make each revision reachable."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    metadata = api.services[SERVICE].body["metadata"]

    assert metadata["annotations"] == {
        "serving.kserve.io/deploymentMode": "Knative",
        "serving.kserve.io/enable-tag-routing": "true",
    }


@pytest.mark.parametrize(("named", "mode"), [("Knative", "Knative"), ("RawDeployment", "Standard")])
def test_a_named_mode_needs_no_default(api: KServeApi, named: str, mode: str) -> None:
    """Where the configuration of KServe cannot be read, the caller says the mode."""
    api.installation = Installation("")
    traffic = open_kserve("sales", "acme", server=api.url, mode=named).traffic
    traffic.apply(Deploy("gs://a", None), traffic.read())

    assert api.services[SERVICE].body["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] == mode


@pytest.mark.parametrize("mode", ["Knative", "Standard"])
def test_replicas_are_the_callers_choice(api: KServeApi, mode: str) -> None:
    """Their number is fixed, so that an arm's instances are known."""
    traffic = open_kserve("sales", "acme", server=api.url, mode=mode, replicas=3).traffic
    traffic.apply(Deploy("gs://a", None), traffic.read())
    predictor = api.services[SERVICE].body["spec"]["predictor"]

    assert (predictor["minReplicas"], predictor["maxReplicas"]) == (3, 3)


def test_the_predictor_is_told_its_tenant(kserve: KServe, api: KServeApi) -> None:
    """Tenant and release are never left to a shared runtime's defaults."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    model = api.services[SERVICE].body["spec"]["predictor"]["model"]

    assert model["args"] == ["--tenant=acme", "--release=/mnt/models", "--home=gs://h"]


def test_traffic_is_read_from_spec_and_status(kserve: KServe) -> None:
    """Percent and URI are of the spec, revisions and shares of the status."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    kserve.traffic.apply(Deploy("gs://b", 25), seen(kserve))
    found = seen(kserve)

    assert (found.uri, found.percent, dict(found.shares)) == (
        "gs://b",
        25,
        {f"{SERVICE}-predictor-00002": 25, f"{SERVICE}-predictor-00001": 75},
    )


def test_a_full_rollout_removes_the_percent(kserve: KServe, api: KServeApi) -> None:
    """The null of the merge patch reaches the server."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    kserve.traffic.apply(Deploy("gs://b", 25), seen(kserve))
    kserve.traffic.apply(RollOutFully(), seen(kserve))

    assert "canaryTrafficPercent" not in api.services[SERVICE].body["spec"]["predictor"]


@pytest.mark.parametrize("mode", ["ModelMesh", "Serverfull"])
def test_a_mode_that_does_not_split_is_refused(kserve: KServe, api: KServeApi, mode: str) -> None:
    """A silent full rollout is refused with one sentence that says what to do."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    api.services[SERVICE].body["status"]["deploymentMode"] = mode
    with pytest.raises(ConfigurationInvalidError, match="create the service with the annotation"):
        kserve.traffic.read()


def test_an_action_on_an_old_version_conflicts(kserve: KServe) -> None:
    """What was decided on older facts is not applied."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    old = seen(kserve)
    kserve.traffic.apply(Deploy("gs://b", 5), old)
    with pytest.raises(ConflictError):
        kserve.traffic.apply(SetWeight(50), old)


def test_a_newer_status_is_no_conflict(kserve: KServe, api: KServeApi) -> None:
    """KServe's controller writes the status all the time; the decision still stands."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    kserve.traffic.apply(Deploy("gs://b", 5), seen(kserve))
    old = seen(kserve)
    api.settle(SERVICE, f"{SERVICE}-predictor-00002", "http://elsewhere")
    kserve.traffic.apply(SetWeight(50), old)

    assert seen(kserve).percent == 50


def test_taking_traffic_away_is_never_refused(kserve: KServe) -> None:
    """Going to zero needs no agreement about the version."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    old = seen(kserve)
    kserve.traffic.apply(Deploy("gs://b", 5), old)
    kserve.traffic.apply(SetWeight(0), old)

    assert seen(kserve).percent == 0


def test_a_weight_without_a_service_is_refused(kserve: KServe) -> None:
    """Only a deployment can create the service."""
    with pytest.raises(ConfigurationInvalidError, match="start a rollout"):
        kserve.traffic.apply(SetWeight(5), None)


def test_the_document_is_owned_by_the_service(kserve: KServe, api: KServeApi) -> None:
    """Kubernetes removes the memory together with the service."""
    kserve.traffic.apply(Deploy("gs://a", None), None)
    kserve.store.save(b"{}", None)
    owner = api.documents[f"{SERVICE}-rollout"]["metadata"]["ownerReferences"][0]

    assert (owner["kind"], owner["uid"]) == ("InferenceService", api.services[SERVICE].body["metadata"]["uid"])


def test_the_document_is_compared_and_swapped(kserve: KServe) -> None:
    """A second creation and an old version lose."""
    version = kserve.store.save(b"1", None)
    kserve.store.save(b"2", version)
    for old in (None, version):
        with pytest.raises(ConflictError):
            kserve.store.save(b"3", old)
    found = kserve.store.load()

    assert found is not None
    assert found[0] == b"2"


def test_a_failing_cluster_is_named(kserve: KServe, api: KServeApi) -> None:
    """The error says what was asked and what came back."""
    api.plant(Fault(503))
    with pytest.raises(StoreUnavailableError, match="talktrack-acme: the cluster answered 503"):
        kserve.traffic.read()


def test_an_unreachable_cluster_is_named_with_what_to_check() -> None:
    """Nothing listens on this port, whatever is asked."""
    away = open_kserve("sales", "acme", server="http://127.0.0.1:9")
    for ask in (away.traffic.read, away.store.load):
        with pytest.raises(
            StoreUnavailableError, match=r"at http://127\.0\.0\.1:9 cannot be reached .*: check --server"
        ):
            ask()


def test_a_server_without_tls_is_unreachable_by_it(api: KServeApi) -> None:
    """The client tells of it as an answer with status 0, which is none; reading and writing say the same."""
    away = open_kserve("sales", "acme", server=api.url.replace("http:", "https:"))
    for ask in (away.traffic.read, lambda: away.store.save(b"{}", None)):
        with pytest.raises(StoreUnavailableError, match=r"at https://127\.0\.0\.1:\d+ cannot be reached \(SSL"):
            ask()


@pytest.mark.parametrize("server", ["notaurl", "ftp://host", "http://", "http://host:one", "http://[::1", "host:6443"])
def test_a_server_that_is_no_address_is_refused(server: str) -> None:
    """Before a request is made of it."""
    with pytest.raises(ConfigurationInvalidError, match=r"write it as http\(s\)://host:port"):
        open_kserve("sales", "acme", server=server)


@pytest.mark.parametrize("namespace", ["", "X Y", "Sales", "sales/other", "-sales", "s" * 64])
def test_a_namespace_that_is_none_is_refused(api: KServeApi, namespace: str) -> None:
    """It would become a part of a path."""
    with pytest.raises(ConfigurationInvalidError, match="use lower-case letters, digits and hyphens"):
        open_kserve(namespace, "acme", server=api.url)


@pytest.mark.parametrize(("mode", "replicas"), [("Foo", 1), ("knative", 1), ("", 0), ("Standard", -1)])
def test_a_new_service_that_could_not_be_is_refused(api: KServeApi, mode: str, replicas: int) -> None:
    """When it is asked for, not when it has to be created."""
    with pytest.raises(ConfigurationInvalidError, match=r"use Knative or Standard|use a whole number from 1"):
        open_kserve("sales", "acme", server=api.url, mode=mode, replicas=replicas)
