"""What each step gets on a cluster: a row for each, caching only where it is safe, keys only where they are needed."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.catalogue import PIPELINES, compile_pipeline, components
from pipelines.resources import KEYS_VARIABLE, SIZES, Cluster, read_cluster, size_of, step_of
from talktrack.core.errors import ConfigurationInvalidError

USES_KEY = ("open_repository", "tenant_key")


@pytest.fixture(scope="module", params=sorted(PIPELINES))
def documents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Compile each pipeline for a cluster once; return both documents."""
    target = compile_pipeline(request.param, tmp_path_factory.mktemp("compiled"), Cluster())
    return list(yaml.safe_load_all(target.read_text()))


def _tasks(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tasks of a compiled pipeline and of all its parts that run a step."""
    dags = [document["root"], *(one for one in document["components"].values() if "dag" in one)]
    tasks = [task for dag in dags for task in dag["dag"]["tasks"].values()]
    return [task for task in tasks if step_of(task["componentRef"]["name"]) in SIZES]


def test_every_row_is_a_step_that_a_pipeline_runs() -> None:
    """No row without a step; `size_of` refuses a step without a row when it is compiled."""
    steps = {component.name for component in components().values()}

    assert set(SIZES) <= steps
    with pytest.raises(ConfigurationInvalidError, match="add a row"):
        size_of("exec-dance-2")


@pytest.mark.parametrize("name", sorted(SIZES))
def test_keys_go_to_who_opens_what_is_sealed(name: str) -> None:
    """And to nobody else."""
    component = next(one for one in components().values() if one.name == name)
    source = inspect.getsource(component.python_func)

    assert SIZES[name].keyed == any(use in source for use in USES_KEY)


@pytest.mark.parametrize("name", sorted(name for name, size in SIZES.items() if size.cached))
def test_what_reads_the_home_is_never_cached(name: str) -> None:
    """A cached step would answer from a state of the home that is gone."""
    component = next(one for one in components().values() if one.name == name)
    source = inspect.getsource(component.python_func)

    assert not any(door in source for door in ("open_repository", "open_registry", "open_vectors", "TenantHome"))


def test_each_task_is_sized_retried_and_cached_as_the_table_says(documents: list[dict[str, Any]]) -> None:
    """In every part of the pipeline."""
    for task in _tasks(documents[0]):
        size = SIZES[step_of(task["componentRef"]["name"])]
        assert task["retryPolicy"]["maxRetryCount"] == size.retries
        assert task["cachingOptions"] == ({"enableCache": True} if size.cached else {})
    for name, executor in documents[0]["deploymentSpec"]["executors"].items():
        found = executor["container"]["resources"]
        assert (found["resourceCpuRequest"], found["resourceMemoryLimit"]) == (size_of(name).cpu, size_of(name).memory)


def test_each_executor_has_a_deadline_and_its_keys(documents: list[dict[str, Any]]) -> None:
    """The second document speaks of the same executors as the first."""
    first, second = documents
    settings = second["platforms"]["kubernetes"]["deploymentSpec"]["executors"]

    assert settings.keys() == first["deploymentSpec"]["executors"].keys()
    for name, one in settings.items():
        variables = {entry["name"] for entry in first["deploymentSpec"]["executors"][name]["container"].get("env", [])}
        assert int(one["activeDeadlineSeconds"]) == size_of(name).hours * 3600
        assert ("secretAsVolume" in one) == (KEYS_VARIABLE in variables) == size_of(name).keyed


def test_local_runs_get_none_of_what_only_a_cluster_has(tmp_path: Path) -> None:
    """A folder of keys that is not there would stop every step."""
    [document] = yaml.safe_load_all(compile_pipeline("training", tmp_path).read_text())

    assert not any("env" in executor["container"] for executor in document["deploymentSpec"]["executors"].values())


def test_trainings_take_accelerators_by_parameter(tmp_path: Path) -> None:
    """Kind and number are fields of the run form."""
    [document] = yaml.safe_load_all(compile_pipeline("training", tmp_path).read_text())
    executors = document["deploymentSpec"]["executors"]
    found = {name for name, one in executors.items() if "accelerator" in one["container"].get("resources", {})}

    assert found == {"exec-train-lora", "exec-train-lora-2", "exec-evaluate"}


def test_nodes_and_secrets_come_from_a_file(tmp_path: Path) -> None:
    """By image; what is not said stays as the manifests make it."""
    file = tmp_path / "cluster.yaml"
    file.write_text(
        "keys_secret: vault-keys\nsecret_env: {vectors: [WEAVIATE_API_KEY]}\n"
        "node_selectors: {model: {pool: gpu}}\ntolerations: {model: [{key: nvidia.com/gpu, operator: Exists}]}\n"
    )
    target = compile_pipeline("training", tmp_path, read_cluster(file))
    _, second = yaml.safe_load_all(target.read_text())
    executors = second["platforms"]["kubernetes"]["deploymentSpec"]["executors"]

    assert executors["exec-train-lora"]["nodeSelector"] == {"labels": {"pool": "gpu"}}
    assert executors["exec-train-lora"]["tolerations"] == [{"key": "nvidia.com/gpu", "operator": "Exists"}]
    assert "nodeSelector" not in executors["exec-feedback"]
    assert executors["exec-feedback"]["secretAsVolume"][0]["secretName"] == "vault-keys"
    assert executors["exec-feedback"]["secretAsEnv"] == [
        {"secretName": "vectors", "keyToEnv": [{"secretKey": "WEAVIATE_API_KEY", "envVar": "WEAVIATE_API_KEY"}]}
    ]


@pytest.mark.parametrize(("text", "word"), [("keys: x\n", "keys"), ("node_selectors: {gpu: {a: b}}\n", "gpu")])
def test_a_file_that_describes_no_cluster_is_refused(tmp_path: Path, text: str, word: str) -> None:
    """Unknown fields and images are named."""
    (tmp_path / "cluster.yaml").write_text(text)
    with pytest.raises(ConfigurationInvalidError, match=word):
        read_cluster(tmp_path / "cluster.yaml")
