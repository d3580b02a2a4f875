"""Overlays as they are used: with built images, one tenant more, and accounts that documents and schedules name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.images import DIGESTS, LOCAL_IDS, REGISTRY, TAG
from tests.manifests.__main__ import placeholders
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import SERVICE_LABEL, pods
from tests.manifests.rendering import ROOT, Object, objects, rendered, with_digests
from tests.manifests.rules import BEFORE_APPLY, RULES, findings
from tests.manifests.selectors import matches

README = ROOT / "components" / "talktrack" / "services" / "controller" / "README.md"
GROUPS = {"core": ""}
ANY = 0


def images_file(folder: Path, keys: dict[str, str]) -> Path:
    """Return a file as a build leaves it, with the same digest for every image."""
    file = folder / "images.env"
    lines = [f"{key}=sha256:{'1f' * 32}" for key in keys.values()]
    file.write_text("\n".join([f"{REGISTRY}=registry.example.com/talktrack", f"{TAG}=0.1.0", *lines]), encoding="utf-8")
    return file


def with_tenant(folder: Path, tenant: str, *, followed: bool) -> Path:
    """Return the overlay dev of a copy of all manifests with one tenant more, as the README tells it."""
    copy = folder / "manifests"
    shutil.copytree(ROOT / "manifests", copy)
    (copy / "tenants" / tenant).mkdir()
    acme = (copy / "tenants" / "acme" / "kustomization.yaml").read_text(encoding="utf-8")
    (copy / "tenants" / tenant / "kustomization.yaml").write_text(acme.replace("acme", tenant), encoding="utf-8")
    overlay = copy / "overlays" / "dev" / "kustomization.yaml"
    text = overlay.read_text(encoding="utf-8").replace(
        "  - ../../tenants/acme\n", f"  - ../../tenants/acme\n  - ../../tenants/{tenant}\n"
    )
    line = "      - {op: add, path: /spec/template/spec/containers/0/args/-, value: --tenant=acme}\n"
    overlay.write_text(text.replace(line, line + line.replace("acme", tenant)) if followed else text, encoding="utf-8")
    return overlay.parent


@pytest.mark.usefixtures("good")
def test_built_images_stand_in_what_is_applied(tmp_path: Path) -> None:
    """Every image by the digest that the registry gave it."""
    found = objects(with_digests("gke", images_file(tmp_path, DIGESTS), tmp_path))
    used = {container["image"] for one in pods(found) for container in one.containers}

    assert findings(found, {**RULES, **BEFORE_APPLY}) == []
    assert used == {
        f"registry.example.com/talktrack/{name}@sha256:{'1f' * 32}" for name in ("control", "model", "serve")
    }


@pytest.mark.usefixtures("good")
def test_values_that_nobody_has_set_are_told(tmp_path: Path) -> None:
    """The overlay of the repository is not applied by mistake; one that was edited says nothing."""
    text = with_digests("gke", images_file(tmp_path, DIGESTS), tmp_path)
    own = text.replace("my-bucket", "sales").replace("my-project", "acme-1").replace("172.16.0.0/28", "172.20.0.0/28")

    assert (placeholders(text), placeholders(own)) == (["my-bucket", "my-project", "172.16.0.0/28"], [])


def test_images_that_were_not_pushed_are_refused(tmp_path: Path) -> None:
    """A node could not pull them."""
    with pytest.raises(ConfigurationInvalidError, match="push all five"):
        with_digests("gke", images_file(tmp_path, LOCAL_IDS), tmp_path)


@pytest.mark.usefixtures("good")
def test_a_tenant_more_is_a_copied_folder_and_two_lines(tmp_path: Path) -> None:
    """Each has a service, a budget and a key of its own."""
    found = objects(rendered(with_tenant(tmp_path, "umbra", followed=True)))
    names = [
        [one["metadata"]["name"] for one in of_kind(found, kind)]
        for kind in ("InferenceService", "PodDisruptionBudget")
    ]

    assert findings(found) == []
    assert names == [["talktrack-acme", "talktrack-umbra"]] * 2


@pytest.mark.usefixtures("good")
def test_a_tenant_that_the_controller_was_not_told_of_is_noticed(tmp_path: Path) -> None:
    """Its releases would never be taken back."""
    found = objects(rendered(with_tenant(tmp_path, "umbra", followed=False)))

    assert {one.rule for one in findings(found)} == {"followed"}


def test_the_controller_has_the_rights_that_its_page_lists_and_no_other(good: dict[str, list[Object]]) -> None:
    """Least privilege, told where the program is described."""
    rows = [line.split("|")[1:4] for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = {
        (GROUPS.get(group.strip(" `"), group.strip(" `")), resource.strip(" `")): set(verbs.replace(" ", "").split(","))
        for group, resource, verbs in rows
        if resource.strip(" `") in {"inferenceservices", "configmaps", "services", "httproutes"}
    }
    role = next(one for one in of_kind(good["gke"], "Role") if one["metadata"]["name"] == "talktrack-controller")
    given = {(rule["apiGroups"][0], rule["resources"][0]): set(rule["verbs"]) for rule in role["rules"]}

    assert given == told


@pytest.mark.parametrize("overlay", ["dev", "gke"])
def test_recurring_runs_have_their_account(good: dict[str, list[Object]], overlay: str) -> None:
    """Schedules are a file of Pipelines' own; the account that it names is made here."""
    named = yaml.safe_load((ROOT / "pipelines" / "schedules.yaml").read_text(encoding="utf-8"))["service_account"]

    assert named in {one["metadata"]["name"] for one in of_kind(good[overlay], "ServiceAccount")}


def test_modes_of_the_overlays(good: dict[str, list[Object]]) -> None:
    """One overlay in each mode, so that both are checked."""
    modes = {
        overlay: one["metadata"]["annotations"]["serving.kserve.io/deploymentMode"]
        for overlay, found in good.items()
        for one in of_kind(found, "InferenceService")
    }

    assert modes == {"dev": "Knative", "gke": "Standard"}


@pytest.mark.parametrize("overlay", ["dev", "gke"])
def test_flows_are_exactly_those_that_are_needed(good: dict[str, list[Object]], overlay: str) -> None:
    """By the ports at the other end; those of the node's own services are GKE's, and nodes of a training need any."""
    policies = [one["spec"] for one in of_kind(good[overlay], "NetworkPolicy")]
    everybody = {53, 443} | ({80, 987, 988} if overlay == "gke" else set())
    controller = {"app.kubernetes.io/name": "talktrack", "app.kubernetes.io/component": "controller"}
    api_server, pipelines = {443, 6443}, {8080, 8333, 8887, 8888, 9000}

    assert _ports(policies, controller) == ({8080}, everybody | api_server | {9090})
    assert _ports(policies, {SERVICE_LABEL: "talktrack-acme"}) == ({8012, 8013, 8022, 8080, 9090}, everybody)
    assert _ports(policies, {"workflows.argoproj.io/workflow": "w"}) == (set(), everybody | api_server | pipelines)
    assert _ports(policies, {"app.kubernetes.io/component": "train-lora"}) == ({ANY}, everybody | {ANY})
    assert _ports(policies, {}) == (set(), everybody)


def _ports(policies: list[Object], labels: dict[str, str]) -> tuple[set[int], set[int]]:
    """Return the ports that pods with these labels are asked at, and those that they may ask."""
    ingress, egress = (
        {
            port.get("port", ANY)
            for spec in policies
            if matches(spec["podSelector"], labels)
            for rule in spec.get(direction) or []
            for port in rule.get("ports", [{}])
        }
        for direction in ("ingress", "egress")
    )
    return ingress, egress


def test_each_account_has_an_identity_of_its_own_on_gke(good: dict[str, list[Object]]) -> None:
    """A shared one would give every program the rights of all."""
    named = {
        one["metadata"]["name"]: one["metadata"]["annotations"]["iam.gke.io/gcp-service-account"].partition("@")[0]
        for one in of_kind(good["gke"], "ServiceAccount")
    }

    assert named == {
        name: name for name in ("talktrack-controller", "pipeline-runner", "talktrack-trainer", "talktrack-predictor")
    }


def test_programs_find_the_credentials_of_the_bucket_without_workload_identity(good: dict[str, list[Object]]) -> None:
    """Each program that opens the home; KServe's own initializer finds them by the predictor's account."""
    variables = [
        variable["value"]
        for found in pods(good["dev"])
        for one in found.containers
        for variable in one.get("env", [])
        if variable["name"] == "GOOGLE_APPLICATION_CREDENTIALS"
    ]

    assert variables == ["/etc/talktrack/storage/gcloud-application-credentials.json"] * 3
