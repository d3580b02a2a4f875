"""Schemas: kubernetes-validate for Kubernetes' own kinds, CustomResourceDefinitions for KServe's and Trainer's.

TALKTRACK_CRDS names a folder of definitions (YAML), as in the releases of KServe and Trainer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

from tests.manifests.pods import name
from tests.manifests.rendering import LOADER, Object
from tests.manifests.rules import Finding

KUBERNETES = "1.32"
CRDS = "TALKTRACK_CRDS"


class NoDefinitionsError(Exception):
    """TALKTRACK_CRDS names a folder without definitions."""


def is_core(found: Object) -> bool:
    """Tell whether Kubernetes itself serves a kind; custom ones have a group of somebody's domain."""
    group = found["apiVersion"].rpartition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


def core_findings(objects: Sequence[Object]) -> Iterator[Finding]:
    """Yield what the schemas of Kubernetes say, in which an unknown field is an error."""
    for found in filter(is_core, objects):
        try:
            kubernetes_validate.validate(found, KUBERNETES, strict=True)
        except kubernetes_validate.ValidationError as wrong:
            place = ".".join(str(part) for part in wrong.path)
            yield Finding("kubernetes-validate", f"{name(found)}: {place}: {wrong.message}")
        except kubernetes_validate.SchemaNotFoundError:
            yield Finding("kubernetes-validate", f"{name(found)}: {found['apiVersion']} knows no such kind")


def definitions() -> Path | None:
    """Return the folder of definitions, or None where none is named or, unless STRICT=1, where it holds none.

    Raises:
        NoDefinitionsError: STRICT=1, and the folder holds none.
    """
    named = os.environ.get(CRDS)
    if not named:
        return None
    if any(Path(named).glob("*.yaml")):
        return Path(named)
    if os.environ.get("STRICT") == "1":
        raise NoDefinitionsError(f"{CRDS} names {named}, which holds no definitions")
    return None


def custom_findings(objects: Sequence[Object], folder: Path) -> Iterator[Finding]:
    """Yield what the definitions say; kinds that the folder does not define are left out."""
    for found in objects:
        schema = None if is_core(found) else _schema(folder, found["apiVersion"], found["kind"])
        for error in jsonschema.Draft7Validator(schema).iter_errors(found) if schema else ():
            yield Finding("definition", f"{name(found)}: {error.json_path}: {error.message}")


def undefined(objects: Sequence[Object], folder: Path) -> list[str]:
    """Return the custom kinds that nothing in the folder defines."""
    custom = {(one["apiVersion"], one["kind"]) for one in objects if not is_core(one)}
    return sorted(kind for version, kind in custom if _schema(folder, version, kind) is None)


def _schema(folder: Path, api: str, kind: str) -> Object | None:
    group, _, version = api.rpartition("/")
    for text in _files(folder):
        if f"kind: {kind}\n" in text and f"group: {group}\n" in text:
            return _read(text, version)
    return None


@cache
def _files(folder: Path) -> tuple[str, ...]:
    return tuple(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml")))


@cache
def _read(text: str, version: str) -> Object | None:
    """Definitions have megabytes, so each is read once, and only when it is needed."""
    for found in filter(None, yaml.load_all(text, Loader=LOADER)):
        for one in found["spec"]["versions"] if found["kind"] == "CustomResourceDefinition" else ():
            if one["name"] == version:
                closed: Object = _closed(one["schema"]["openAPIV3Schema"], top=True)
                return closed
    return None


def _closed(schema: Any, *, top: bool = False) -> Any:
    """Close every object, because the API server drops what a structural schema does not name."""
    if not isinstance(schema, dict):
        return schema
    closed = dict(schema)
    closed |= {part: _closed(schema[part]) for part in ("items", "additionalProperties") if part in schema}
    if "properties" in schema:
        closed["properties"] = {key: _closed(value) for key, value in schema["properties"].items()}
        if not (top or "additionalProperties" in schema or schema.get("x-kubernetes-preserve-unknown-fields")):
            closed["additionalProperties"] = False
    return closed
