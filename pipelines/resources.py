"""What each step of a cluster run gets: CPU, memory, time, retries, caching, the tenant key; nodes by image.

Local runs ignore all of it. A step retries what a lost node or a busy store costs; steps are idempotent. Caching is on
only for steps that read and write nothing but their artifacts: any other would answer from an older state of the home.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from kfp import dsl

from talktrack.core import images
from talktrack.core.errors import ConfigurationInvalidError

KEYS_VARIABLE, KEYS_FOLDER = "TALKTRACK_KEYS", "/etc/talktrack/keys"
BACKOFF = {"backoffDuration": "60s", "backoffFactor": 2.0, "backoffMaxDuration": "3600s"}
HOUR_S = 3600
Document = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """One step's share of a node. `cpu` is asked for and may be doubled where there is room, `memory` is a hard limit.

    `keyed` steps see the tenant keys, since they read or write what is sealed or redacted.
    """

    cpu: str
    memory: str
    hours: float = 1.0
    retries: int = 2
    cached: bool = False
    keyed: bool = False


SMALL = Size("250m", "1Gi")
SMALL_KEYED = Size("250m", "1Gi", keyed=True)
SHARD = Size("1", "4Gi", hours=2, keyed=True)
MODEL = Size("2", "8Gi", hours=4)

SIZES: Mapping[str, Size] = {
    "plan": Size("500m", "2Gi", hours=2, keyed=True),
    "plan-stored": Size("500m", "2Gi", hours=2, keyed=True),
    "shards": SMALL,
    "reference": Size("1", "4Gi", hours=2, keyed=True),
    "ingest": SHARD,
    "transcribe": Size("4", "8Gi", hours=8),
    "diarize": Size("2", "8Gi", hours=4, keyed=True),
    "quality-gate": Size("1", "4Gi", hours=2, cached=True),
    "prepare": Size("2", "6Gi", hours=2, keyed=True),
    "analyze": MODEL,
    "embed": Size("2", "8Gi", hours=4, cached=True),
    "index": Size("1", "6Gi", hours=2, keyed=True),
    "events": SHARD,
    "report": SMALL_KEYED,
    "swap": Size("1", "6Gi", hours=4, keyed=True),
    "feedback": SHARD,
    "examples": Size("2", "8Gi", hours=4, keyed=True),
    "train-encoder": Size("4", "16Gi", hours=12, keyed=True),
    "train-heads": Size("2", "8Gi", hours=4, keyed=True),
    "train-lora": Size("4", "16Gi", hours=24, retries=3),
    "evaluate": Size("4", "16Gi", hours=8, keyed=True),
    "register": Size("500m", "4Gi"),
    "register-encoder": Size("500m", "4Gi", keyed=True),
    "rollout-start": SMALL,
    "drift": SHARD,
    "impact": SHARD,
    "respond": SMALL,
    "forget": Size("1", "6Gi", hours=8, keyed=True),
    "tidy": SMALL,
}


class Cluster(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is particular about a cluster; images are named data, audio, model and control.

    `keys_secret` holds a file ``TENANT.key`` for each tenant; `secret_env` maps a secret to the variables that all
    steps get from it, such as keys of vector databases.
    """

    keys_secret: str = "talktrack-keys"  # noqa: S105 - the name of one, not a secret
    secret_env: dict[str, list[str]] = msgspec.field(default_factory=dict)
    node_selectors: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    tolerations: dict[str, list[dict[str, str]]] = msgspec.field(default_factory=dict)


def read_cluster(file: Path) -> Cluster:
    """Return a cluster's settings.

    Raises:
        ConfigurationInvalidError: the file is missing, not as described, or names an image that there is not.
    """
    try:
        found = msgspec.yaml.decode(file.read_bytes(), type=Cluster)
    except FileNotFoundError as missing:
        raise ConfigurationInvalidError(f"there is no file {file}: check --cluster.") from missing
    except OSError as unread:
        raise ConfigurationInvalidError(f"cannot read {file} ({type(unread).__name__}): check --cluster.") from unread
    except (msgspec.MsgspecError, UnicodeDecodeError) as invalid:
        raise ConfigurationInvalidError(f"{file} does not describe a cluster: {invalid}.") from invalid
    unknown = sorted((found.node_selectors.keys() | found.tolerations.keys()) - set(images.NAMES))
    if unknown:
        raise ConfigurationInvalidError(f"{file} names images {', '.join(unknown)}: use {', '.join(images.NAMES)}.")
    return found


def on_gpu(task: dsl.PipelineTask, kind: str, count: str) -> dsl.PipelineTask:
    """Give a task so many accelerators of a kind, both parameters of the run; a count of 0 leaves it on CPUs."""
    return task.set_accelerator_type(kind).set_accelerator_limit(count)


def settle(document: Document) -> None:
    """Write caching, retries, CPU and memory of every step into a compiled pipeline."""
    for component in _dags(document):
        for task in component["dag"]["tasks"].values():
            size = SIZES.get(step_of(task["componentRef"]["name"]))
            task["cachingOptions"] = {"enableCache": True} if size and size.cached else {}
            if size:
                task["retryPolicy"] = {"maxRetryCount": size.retries, **BACKOFF}
    for name, executor in document["deploymentSpec"]["executors"].items():
        size = size_of(name)
        executor["container"].setdefault("resources", {}).update(
            cpuRequest=_cores(size.cpu),
            cpuLimit=2 * _cores(size.cpu),
            memoryRequest=_gigabytes(size.memory),
            memoryLimit=_gigabytes(size.memory),
            resourceCpuRequest=size.cpu,
            resourceCpuLimit=f"{2 * _cores(size.cpu):g}",
            resourceMemoryRequest=size.memory,
            resourceMemoryLimit=size.memory,
        )


def platform(document: Document, cluster: Cluster) -> Document:
    """Return what only Kubernetes understands, the second document of a compiled pipeline; keys go to who needs them.

    Of kfp-kubernetes' messages only fields are used that packaged backends know:
    https://github.com/kubeflow/pipelines/blob/master/kubernetes_platform/proto/kubernetes_executor_config.proto
    """
    executors = {}
    for name, executor in document["deploymentSpec"]["executors"].items():
        container, size = executor["container"], size_of(name)
        settings: Document = {"activeDeadlineSeconds": str(int(size.hours * HOUR_S))}
        if size.keyed:
            settings["secretAsVolume"] = [{"secretName": cluster.keys_secret, "mountPath": KEYS_FOLDER}]
            container["env"] = [*container.get("env", []), {"name": KEYS_VARIABLE, "value": KEYS_FOLDER}]
        settings |= _nodes(container["image"], cluster)
        if cluster.secret_env:
            settings["secretAsEnv"] = [_as_env(name, keys) for name, keys in sorted(cluster.secret_env.items())]
        executors[name] = settings
    return {"platforms": {"kubernetes": {"deploymentSpec": {"executors": executors}}}}


def size_of(executor: str) -> Size:
    """Return the size of an executor such as ``exec-train-lora-2``.

    Raises:
        ConfigurationInvalidError: the table has no row for its step.
    """
    step = step_of(executor)
    if step not in SIZES:
        raise ConfigurationInvalidError(f"pipelines/resources.py has no size for {step}: add a row.")
    return SIZES[step]


def _nodes(image: str, cluster: Cluster) -> Document:
    name = next((name for name in images.NAMES if image == images.reference(name)), "")
    found: Document = {}
    if labels := cluster.node_selectors.get(name):
        found["nodeSelector"] = {"labels": labels}
    if tolerations := cluster.tolerations.get(name):
        found["tolerations"] = tolerations
    return found


def _as_env(secret: str, variables: list[str]) -> Document:
    return {"secretName": secret, "keyToEnv": [{"secretKey": name, "envVar": name} for name in variables]}


def _dags(document: Document) -> Iterator[Document]:
    yield document["root"]
    yield from (component for component in document["components"].values() if "dag" in component)


def step_of(name: str) -> str:
    """Return the step of ``comp-train-lora-2`` or ``exec-train-lora-2``: kfp numbers what occurs more than once."""
    return name.removeprefix("comp-").removeprefix("exec-").rstrip("0123456789").rstrip("-")


def _cores(cpu: str) -> float:
    return float(cpu.removesuffix("m")) / 1000 if cpu.endswith("m") else float(cpu)


def _gigabytes(memory: str) -> float:
    return float(memory.removesuffix("Gi")) * 1024**3 / 1000**3
