"""The pipelines by name, compiled on demand; importing this module imports kfp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from kfp import compiler

from pipelines.backfill import backfill
from pipelines.encoder import encoder
from pipelines.erasure import erasure
from pipelines.ingestion import ingestion
from pipelines.monitoring import monitoring
from pipelines.training import training

PIPELINES: dict[str, Any] = {
    "ingestion": ingestion,
    "training": training,
    "encoder": encoder,
    "monitoring": monitoring,
    "backfill": backfill,
    "erasure": erasure,
}


def compile_pipeline(name: str, directory: Path) -> Path:
    """Compile one pipeline to ``directory/name.yaml`` and return the path."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{name}.yaml"
    compiler.Compiler().compile(PIPELINES[name], str(target))
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
