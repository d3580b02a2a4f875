"""The pipelines by name, compiled on demand; importing this module imports kfp."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import yaml
from kfp import compiler
from kfp.dsl.base_component import BaseComponent

import talktrack
from pipelines import resources, wiring
from pipelines.backfill import backfill
from pipelines.encoder import encoder
from pipelines.erasure import erasure
from pipelines.ingestion import ingestion
from pipelines.monitoring import monitoring
from pipelines.resources import Cluster
from pipelines.training import training

PIPELINES: dict[str, Any] = {
    "ingestion": ingestion,
    "training": training,
    "encoder": encoder,
    "monitoring": monitoring,
    "backfill": backfill,
    "erasure": erasure,
}


def compile_pipeline(name: str, directory: Path, cluster: Cluster | None = None) -> Path:
    """Compile one pipeline to ``directory/name.yaml`` and return the path; for a cluster with what only that has."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{name}.yaml"
    compiler.Compiler().compile(PIPELINES[name], str(target))
    head = "".join(line for line in target.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] == "#")
    document = _document(target)
    resources.settle(document)
    wiring.wire(document)
    documents = [document, resources.platform(document, cluster)] if cluster else [document]
    target.write_text(head + yaml.safe_dump_all(documents, sort_keys=True, width=120), encoding="utf-8")
    return target


def components() -> dict[str, Any]:
    """Return every component of every step by name, as `train_lora`."""
    found: dict[str, Any] = {}
    for module in walk_packages(talktrack.__path__, f"{talktrack.__name__}."):
        if module.name.endswith(".component"):
            members = vars(import_module(module.name)).items()
            found |= {name: value for name, value in members if isinstance(value, BaseComponent)}
    return found


def compile_component(component: Any, directory: Path) -> Path:
    """Compile one component to ``directory/name.yaml``, for pipelines of other people, and return the path."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{component.name.replace('-', '_')}.yaml"
    compiler.Compiler().compile(component, str(target))
    return target


def published_name(name: str) -> str:
    """Return how a pipeline is called on a server."""
    return str(PIPELINES[name].pipeline_spec.pipeline_info.name)


def parameters(spec: Path) -> dict[str, dict[str, Any]]:
    """Return the declared parameters of a compiled pipeline: name to type, default and description."""
    declared: dict[str, dict[str, Any]] = _document(spec)["root"]["inputDefinitions"]["parameters"]
    return declared


def image_names(spec: Path) -> list[str]:
    """Return the references of the images that a compiled pipeline runs."""
    executors = _document(spec)["deploymentSpec"]["executors"].values()
    return sorted({executor["container"]["image"] for executor in executors if "container" in executor})


def _document(spec: Path) -> dict[str, Any]:
    with spec.open(encoding="utf-8") as file:
        document: dict[str, Any] = next(yaml.safe_load_all(file))
    return document
