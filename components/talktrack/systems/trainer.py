"""Training on several machines: a Kubeflow TrainJob (trainer.kubeflow.org/v1alpha1) of our own worker.

The order (rows, settings, the adapter to continue) lies in a store that every node reaches, and the adapter comes back
through it, so that no shared volume is needed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from talktrack.core.errors import StoreUnavailableError, TalktrackError
from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore, LoraSettings, TrainingCurve, TrainingRun, Weighted
from talktrack.systems.kserve.cluster import TIMEOUT_S, connect, explained
from talktrack.systems.storage import copy_out, open_store

GROUP, VERSION, PLURAL = "trainer.kubeflow.org", "v1alpha1", "trainjobs"
ORDER, START, ADAPTER, CURVE, CHECKPOINTS = "order.msgpack", "start/", "adapter/", "curve.json", "checkpoints"
WORKER = "talktrack.services.lora_worker"
COMPLETE, FAILED = "Complete", "Failed"
LOOK_EVERY_S = 10.0
LABELS = {"app.kubernetes.io/name": "talktrack", "app.kubernetes.io/component": "train-lora"}
RUN = "talktrack/run"


class TrainingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a node needs to know; `continues` says that an adapter lies beside it in `START`."""

    base_model: str
    precision: str
    settings: LoraSettings
    train: list[Weighted]
    validation: list[Weighted]
    about: dict[str, str]
    continues: bool


@dataclass(frozen=True)
class Machines:
    """On how many machines to train and how: `runtime` is a ClusterTrainingRuntime that sets torchrun's variables.

    `run_id` is the pipeline run that the training belongs to, by which `remove_of_run` finds it.
    """

    nodes: int
    image: str
    namespace: str
    runtime: str = "talktrack-lora"
    resources: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    deadline_s: int = 24 * 3600
    run_id: str = ""


class TrainJobError(TalktrackError):
    """The cluster gave a training up; its checkpoints are kept, so running the step again goes on."""


def train_job(name: str, uri: str, machines: Machines) -> dict[str, Any]:
    """Return the TrainJob that works on the order below a URI."""
    trainer: dict[str, Any] = {
        "image": machines.image,
        "numNodes": machines.nodes,
        "command": ["torchrun"],
        "args": ["-m", WORKER, uri],
        "env": [{"name": key, "value": value} for key, value in sorted(machines.environment.items())],
    }
    if machines.resources:
        trainer["resourcesPerNode"] = {"requests": dict(machines.resources), "limits": dict(machines.resources)}
    labels = LABELS | ({RUN: machines.run_id} if machines.run_id else {})
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "TrainJob",
        "metadata": {"name": name, "namespace": machines.namespace, "labels": labels},
        "spec": {
            "runtimeRef": {"apiGroup": GROUP, "kind": "ClusterTrainingRuntime", "name": machines.runtime},
            "activeDeadlineSeconds": machines.deadline_s,
            "trainer": trainer,
        },
    }


class ClusterTraining:
    """Trains adapters of one base as TrainJobs; the `AdapterTrainer` port on other machines."""

    def __init__(self, base_model: str, precision: str, uri: str, machines: Machines, server: str = "") -> None:
        """Connect to the cluster; orders and results lie below the URI, a local path only if all nodes mount it.

        Raises:
            ConfigurationInvalidError: there is no server, no pod credentials and no kubeconfig.
        """
        from kubernetes import client

        self._base_model, self._precision = base_model, precision
        self._uri, self._machines = uri, machines
        self._api = client.CustomObjectsApi(connect(server))
        self.look_every_s = LOOK_EVERY_S

    def train_adapter(
        self,
        train: Sequence[Weighted],
        validation: Sequence[Weighted],
        into: Path,
        settings: LoraSettings,
        run: TrainingRun | None = None,
    ) -> TrainingCurve:
        """Train on the cluster and fetch the adapter; the TrainJob is removed however it ends.

        Raises:
            TrainJobError: the training failed there.
            StoreUnavailableError: the cluster or the store cannot be reached.
        """
        run = run or TrainingRun()
        content = msgspec.msgpack.encode(self._order(train, validation, settings, run))
        name = stable_id("train-lora", content).lower().replace("_", "-")
        uri = f"{self._uri.rstrip('/')}/{name}"
        store = open_store(uri)
        for file in sorted(run.start_from.iterdir()) if run.start_from else ():
            store.write(START + file.name, file.read_bytes())
        store.write(ORDER, content)
        try:
            self._apply(train_job(name, uri, self._machines))
            self._follow(name, run)
        finally:
            self._remove(name)
        return _fetched(store, into)

    def _order(
        self, train: Sequence[Weighted], validation: Sequence[Weighted], settings: LoraSettings, run: TrainingRun
    ) -> TrainingOrder:
        return TrainingOrder(
            base_model=self._base_model,
            precision=self._precision,
            settings=settings,
            train=list(train),
            validation=list(validation),
            about=dict(run.about),
            continues=run.start_from is not None,
        )

    def _apply(self, job: dict[str, Any]) -> None:
        self._remove(job["metadata"]["name"])
        with explained("trainjob"):
            self._api.create_namespaced_custom_object(
                GROUP, VERSION, self._machines.namespace, PLURAL, job, _request_timeout=TIMEOUT_S
            )

    def _follow(self, name: str, run: TrainingRun) -> None:
        told = ""
        while True:
            with explained(f"trainjob {name}"):
                job = self._api.get_namespaced_custom_object(
                    GROUP, VERSION, self._machines.namespace, PLURAL, name, _request_timeout=TIMEOUT_S
                )
            state, message = outcome(job)
            if state != told:
                run.say(f"trainjob {name}: {state or 'waiting'}")
                told = state
            if state == COMPLETE:
                return
            if state == FAILED:
                raise TrainJobError(f"trainjob {name} failed ({message}): see its pods' logs, then run the step again.")
            time.sleep(self.look_every_s)

    def _remove(self, name: str) -> None:
        from kubernetes.client import ApiException

        try:
            with explained(f"trainjob {name}", passing=404):
                self._api.delete_namespaced_custom_object(
                    GROUP, VERSION, self._machines.namespace, PLURAL, name, _request_timeout=TIMEOUT_S
                )
        except ApiException:
            return


def remove_of_run(run_id: str, namespace: str, server: str = "") -> list[str]:
    """Delete the TrainJobs of a pipeline run, which only a killed step leaves behind; return their names.

    Raises:
        ConfigurationInvalidError: there is no server, no pod credentials and no kubeconfig.
        StoreUnavailableError: the cluster does not answer.
    """
    from kubernetes import client

    api = client.CustomObjectsApi(connect(server))
    where = (GROUP, VERSION, namespace, PLURAL)
    with explained("trainjobs"):
        found = api.list_namespaced_custom_object(*where, label_selector=f"{RUN}={run_id}", _request_timeout=TIMEOUT_S)
    names = [job["metadata"]["name"] for job in found["items"]]
    for name in names:
        with explained(f"trainjob {name}"):
            api.delete_namespaced_custom_object(*where, name, _request_timeout=TIMEOUT_S)
    return names


def outcome(job: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a TrainJob's status says: Complete, Failed or nothing yet, and its message."""
    for condition in job.get("status", {}).get("conditions", []):
        if condition["status"] == "True" and condition["type"] in {COMPLETE, FAILED}:
            return condition["type"], condition.get("message", "")
    return "", ""


def fetch_order(uri: str, into: Path) -> tuple[TrainingOrder, TrainingRun]:
    """Return the order below a URI and what surrounds its training; the adapter to continue is copied into a folder."""
    store = open_store(uri)
    order = msgspec.msgpack.decode(store.read(ORDER), type=TrainingOrder)
    start = copy_out(store, into, START) if order.continues else None
    kept = open_store(f"{uri.rstrip('/')}/{CHECKPOINTS}")
    return order, TrainingRun(start_from=start, checkpoints=kept, about=order.about)


def deliver(uri: str, adapter: Path, curve: TrainingCurve) -> None:
    """Put a trained adapter and its curve where the order came from; the curve last, as the sign that all is there.

    Only the first of several processes delivers.
    """
    if os.environ.get("RANK", "0") != "0":
        return
    store = open_store(uri)
    for file in sorted(adapter.iterdir()):
        store.write(ADAPTER + file.name, file.read_bytes())
    store.write(CURVE, msgspec.json.encode(curve))


def _fetched(store: BlobStore, into: Path) -> TrainingCurve:
    found = store.read_with_generation(CURVE)
    if found is None:
        raise StoreUnavailableError(f"{store.uri} holds no {CURVE}: the training ended without a result; run it again.")
    copy_out(store, into, ADAPTER)
    for blob in list(store.list()):
        store.delete(blob.path)
    return msgspec.json.decode(found[0], type=TrainingCurve)
