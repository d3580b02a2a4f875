"""``doctor``: what is wrong is found before anything is applied, and the sentence says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.doctor_findings import GOOD, UNTOLD, WRONG, of_cluster, of_images
from talktrack.core.images import DIGESTS, REGISTRY, TAG
from talktrack.systems.cluster_facts import KFP, KINDS, KSERVE, ClusterFacts, read_facts
from talktrack.world.installed_api import Installed, InstalledApi
from talktrack.world.pipelines_api import PipelinesApi
from tests.systems.web_page import WebPage

DIGESTED = {REGISTRY: "registry.example.com/talktrack", TAG: "1"} | dict.fromkeys(
    DIGESTS.values(), "sha256:" + "a" * 64
)
FACTS = ClusterFacts(kfp="2.17.0", kserve="0.21.0", default_mode="Knative", kinds=dict.fromkeys(KINDS, True))
WHOLE = Installed(
    images={KFP: "ghcr.io/kubeflow/kfp-api-server:2.17.0", KSERVE: "kserve/kserve-controller:v0.21.0"},
    kinds=frozenset(KINDS.values()),
)


@pytest.fixture
def cluster() -> Iterator[InstalledApi]:
    """A cluster that has everything."""
    with InstalledApi(WHOLE) as running:
        yield running


def test_a_whole_cluster_is_read(cluster: InstalledApi) -> None:
    """Versions from the tags of the controllers' images, kinds, and KServe's default mode."""
    assert read_facts(cluster.url) == FACTS


def test_an_empty_cluster_tells_nothing(cluster: InstalledApi) -> None:
    """What is absent is no error."""
    cluster.installed = Installed(default_mode="")

    assert read_facts(cluster.url) == ClusterFacts("", "", "", dict.fromkeys(KINDS, False))


def test_what_we_may_not_see_is_not_absent(cluster: InstalledApi) -> None:
    """A forbidden look is told as such, and nothing is concluded from it."""
    cluster.installed = replace(WHOLE, forbidden=("/apis/apps/", "/apis/apiextensions"))
    facts = read_facts(cluster.url)

    assert facts.forbidden == (
        "deployment ml-pipeline",
        "deployment kserve-controller-manager",
        *(f"kind {k}" for k in KINDS),
    )
    assert WRONG not in {finding.state for finding in of_cluster(facts)}


@pytest.mark.parametrize(
    ("changes", "mode", "word"),
    [
        ({"kfp": "2.14.0"}, "", "older than 2.15"),
        ({"kserve": "0.19.1"}, "", "older than 0.20"),
        ({"default_mode": "ModelMesh"}, "", "name one by --mode"),
        ({"kserve": "0.20.0"}, "Standard", "without splitting traffic"),
        ({"kinds": FACTS.kinds | {"HTTPRoute": False}}, "Standard", "Gateway API"),
        ({"kinds": FACTS.kinds | {"InferenceService": False}}, "", "install KServe"),
    ],
)
def test_a_cluster_that_does_not_fit_is_named(changes: dict[str, object], mode: str, word: str) -> None:
    """One thing is wrong, and its sentence says what to do."""
    wrong = [one for one in of_cluster(replace(FACTS, **changes), mode) if one.state == WRONG]  # type: ignore[arg-type]

    assert [word in one.sentence for one in wrong] == [True]


@pytest.mark.parametrize("mode", ["", "Knative", "Standard"])
def test_a_cluster_that_fits_is_good(mode: str) -> None:
    """In both modes."""
    assert {one.state for one in of_cluster(FACTS, mode)} == {GOOD}


def test_what_can_be_done_without_is_only_told() -> None:
    """Training on several nodes, and the Prometheus operator."""
    facts = replace(FACTS, kinds=FACTS.kinds | {"TrainJob": False, "PodMonitor": False})

    assert [one.what for one in of_cluster(facts) if one.state == UNTOLD] == ["TrainJob", "PodMonitor"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({REGISTRY: "talktrack"}, "names no registry"),
        ({REGISTRY: "HTTPS://registry/talktrack"}, "names no registry"),
        ({DIGESTS["model"]: None}, "model have none"),
    ],
)
def test_images_that_would_not_be_found_are_named(changes: dict[str, str | None], word: str) -> None:
    """A registry that is none, and an image without digest."""
    chosen = {key: value for key, value in (DIGESTED | changes).items() if value is not None}

    assert [word in one.sentence for one in of_images(chosen) if one.state == WRONG] == [True]


def test_everything_good_ends_with_zero(
    cluster: InstalledApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Images by environment, a server and a cluster."""
    for key, value in DIGESTED.items():
        monkeypatch.setenv(key, value)
    with PipelinesApi() as api:
        code = main(["doctor", "--host", api.url, "--server", cluster.url])
    told = capsys.readouterr().out

    assert (code, "publish" in told, "2.17.0" in told) == (0, True, True)


def test_a_server_that_refuses_us_does_not_end_the_look(
    cluster: InstalledApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with one thing is a line, and the others are looked at all the same."""
    for key, value in DIGESTED.items():
        monkeypatch.setenv(key, value)
    with PipelinesApi(token="secret") as api:
        code = main(["doctor", "--host", api.url, "--server", cluster.url])
    told = capsys.readouterr().out

    assert (code, "KF_PIPELINES_TOKEN" in told, "InferenceService" in told) == (1, True, True)


def test_a_login_page_is_a_finding(
    cluster: InstalledApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers 200, and it is no Pipelines server."""
    monkeypatch.setenv("COLUMNS", "300")
    with WebPage() as page:
        code = main(["doctor", "--host", page.url, "--server", cluster.url])
    told = capsys.readouterr().out

    assert (code, "is no Pipelines API" in told, "InferenceService" in told) == (1, True, True)


@pytest.mark.parametrize(
    ("home", "word"),
    [("gs://bucket/home", "credentials"), ("relative/x", "begins with gs://"), ("/data", "begins with gs://")],
)
def test_a_home_that_a_cluster_cannot_use_is_a_finding(
    *,
    cluster: InstalledApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    home: str,
    word: str,
) -> None:
    """A line among the others, which are looked at all the same."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    for key, value in DIGESTED.items():
        monkeypatch.setenv(key, value)
    code = main(["doctor", "--server", cluster.url, "--home", home])
    told = capsys.readouterr().out

    assert (code, word in told, "InferenceService" in told) == (1, True, True)
