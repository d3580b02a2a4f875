"""TrainJobs: the object that is posted, what its status means, and orders that travel through a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest

from talktrack.core.ports import LoraSettings, TrainingCurve, TrainingRun, Weighted
from talktrack.systems.storage import LocalStore, open_store
from talktrack.systems.trainer import (
    COMPLETE,
    CURVE,
    ORDER,
    ClusterTraining,
    Machines,
    TrainingOrder,
    TrainJobError,
    deliver,
    fetch_order,
    outcome,
    train_job,
)
from talktrack.world.trainjob_api import TrainJobApi

MACHINES = Machines(
    nodes=3,
    image="registry/model:1",
    namespace="sales",
    resources={"nvidia.com/gpu": "1"},
    environment={"B": "2", "A": "1"},
    deadline_s=60,
)
ORDERED = TrainingOrder(
    base_model="org/model@1",
    precision="bfloat16",
    settings=LoraSettings(rank=4),
    train=[Weighted("a", "b", 0.5, "c")],
    validation=[],
    about={"path": "coach"},
    continues=True,
)


def test_a_train_job_runs_our_worker_under_torchrun_on_every_node() -> None:
    """Field names as in trainer.kubeflow.org/v1alpha1 (Kubeflow Trainer 2.3, trainjobs)."""
    found = train_job("train-1", "gs://home/order", MACHINES)

    assert (found["apiVersion"], found["kind"]) == ("trainer.kubeflow.org/v1alpha1", "TrainJob")
    assert (found["metadata"]["name"], found["metadata"]["namespace"]) == ("train-1", "sales")
    assert found["spec"] == {
        "runtimeRef": {
            "apiGroup": "trainer.kubeflow.org",
            "kind": "ClusterTrainingRuntime",
            "name": "talktrack-lora",
        },
        "activeDeadlineSeconds": 60,
        "trainer": {
            "image": "registry/model:1",
            "numNodes": 3,
            "command": ["torchrun"],
            "args": ["-m", "talktrack.services.lora_worker", "gs://home/order"],
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            "resourcesPerNode": {"requests": {"nvidia.com/gpu": "1"}, "limits": {"nvidia.com/gpu": "1"}},
        },
    }


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], ""),
        ([{"type": "Suspended", "status": "True"}], ""),
        ([{"type": "Complete", "status": "False"}], ""),
        ([{"type": "Complete", "status": "True", "message": "jobs completed"}], "Complete"),
        ([{"type": "Failed", "status": "True", "message": "back-off limit"}], "Failed"),
    ],
)
def test_only_a_true_condition_ends_a_job(conditions: list[dict[str, str]], expected: str) -> None:
    """Anything else is waited for."""
    assert outcome({"status": {"conditions": conditions}})[0] == expected
    assert outcome({}) == ("", "")


def test_an_order_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    """Rows, settings and the adapter to continue."""
    store = open_store(str(tmp_path / "store"))
    store.write(ORDER, msgspec.msgpack.encode(ORDERED))
    store.write("start/talktrack.json", b"{}")
    order, run = fetch_order(str(tmp_path / "store"), tmp_path / "start")

    assert order == ORDERED
    assert run.about == {"path": "coach"}
    assert run.start_from is not None
    assert [file.name for file in run.start_from.iterdir()] == ["talktrack.json"]


def test_the_curve_is_delivered_with_the_adapter(tmp_path: Path) -> None:
    """By the first process, which is the only one without torchrun."""
    (tmp_path / "adapter").mkdir()
    (tmp_path / "adapter" / "weights").write_bytes(b"w")
    deliver(str(tmp_path / "store"), tmp_path / "adapter", TrainingCurve(steps=[1], losses=[2.0]))
    store = LocalStore(str(tmp_path / "store"))

    assert store.read("adapter/weights") == b"w"
    assert msgspec.json.decode(store.read(CURVE), type=TrainingCurve).losses == [2.0]


def _worker(adapter: str, ended: str = "Complete") -> Callable[[dict[str, Any]], str]:
    """Return what the nodes of a job do: fetch the order, and deliver an adapter that names what it learnt from."""

    def work(job: dict[str, Any]) -> str:
        uri = job["spec"]["trainer"]["args"][-1]
        with TemporaryDirectory() as folder:
            order, run = fetch_order(uri, Path(folder))
            before = (run.start_from / "weights").read_text() if run.start_from else ""
            made = Path(folder) / "made"
            made.mkdir()
            (made / "weights").write_text(f"{before}{adapter} of {len(order.train)}")
            if ended == COMPLETE:
                deliver(uri, made, TrainingCurve(steps=[1], losses=[0.5], validation_losses=[0.6]))
        return ended

    return work


def _train(api: TrainJobApi, folder: Path, start_from: Path | None = None) -> TrainingCurve:
    """Order a training from the cluster."""
    training = ClusterTraining("org/model@1", "", str(folder / "orders"), MACHINES, server=api.url)
    rows = [Weighted("a", "b")] * 3
    return training.train_adapter(rows, [], folder / "adapter", LoraSettings(), TrainingRun(start_from))


def test_a_training_on_the_cluster_brings_its_adapter_back(tmp_path: Path) -> None:
    """The adapter to continue travels there, the new one and its curve travel back, and nothing is left."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "weights").write_text("old, ")
    with TrainJobApi(_worker("new")) as api:
        curve = _train(api, tmp_path, tmp_path / "start")

    assert (tmp_path / "adapter" / "weights").read_text() == "old, new of 3"
    assert (curve.losses, api.jobs) == ([0.5], {})
    assert [file for file in (tmp_path / "orders").rglob("*") if file.is_file()] == []


def test_a_training_that_fails_there_fails_here(tmp_path: Path) -> None:
    """With the job's message; the job is removed, the order stays for the next attempt."""
    with TrainJobApi(_worker("new", "Failed")) as api, pytest.raises(TrainJobError, match="the nodes are done"):
        _train(api, tmp_path)

    assert api.jobs == {}
    assert [file.name for file in (tmp_path / "orders").rglob("*") if file.is_file()] == [ORDER]
