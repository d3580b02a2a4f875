"""What runs in each image: the steps and services whose tests belong there, and what they import."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.steps import HOUSE, components

PROGRAMS = {
    "data": (
        "ingestion/plan",
        "ingestion/reference",
        "ingestion/ingest",
        "ingestion/events",
        "ingestion/quality_gate",
        "ingestion/clean",
        "ingestion/attribute",
        "ingestion/correct",
        "ingestion/enrich",
        "ingestion/redact",
        "ingestion/prepare",
        "ingestion/index",
        "ingestion/report",
        "training/feedback",
        "training/examples",
        "operations/drift",
        "operations/forget",
        "operations/impact",
    ),
    "audio": ("ingestion/transcribe", "ingestion/diarize"),
    "model": (
        "ingestion/analyze",
        "ingestion/embed",
        "training/train_encoder",
        "training/train_heads",
        "training/train_lora",
        "training/evaluate",
        "training/register",
        "services/lora_worker",
    ),
    "serve": ("services/predictor",),
    "control": ("operations/rollout", "operations/respond", "operations/tidy", "services/controller"),
}

# Reached in the code, but never in that image.
ELSEWHERE = {
    "data": {"talktrack.engines.token_classifier": "a step that is given such a model runs in an image with PyTorch"},
    "control": {"talktrack.systems.hugging_face": "hf:// names sources and models, and these programs read neither"},
}


def modules(image: str) -> set[str]:
    """Return the modules of an image's own programs."""
    folders = [HOUSE / program for program in PROGRAMS[image]]
    files = [file for folder in folders for file in (*folder.rglob("*.py"), folder.with_suffix(".py"))]
    return {_module(file) for file in files if file.is_file()}


def reached(image: str) -> set[str]:
    """Return every module of ours that an image's programs import, in function bodies too."""
    found: set[str] = set()
    ahead = list(modules(image))
    while ahead:
        module = ahead.pop()
        if module in found or module in ELSEWHERE.get(image, {}):
            continue
        found.add(module)
        ahead += [name for name in imported(module) if name.startswith("talktrack")]
        ahead += [module.rpartition(".")[0]] if "." in module else []
    return found


def libraries(image: str) -> set[str]:
    """Return what others wrote and these modules import."""
    named = {name.partition(".")[0] for module in reached(image) for name in imported(module)}
    return named - sys.stdlib_module_names - {"talktrack"}


def declared() -> set[tuple[str, str]]:
    """Return the image and the step of every component."""
    return {(component.image, component.folder.relative_to(HOUSE).as_posix()) for component in components()}


@cache
def imported(module: str) -> frozenset[str]:
    """Return the names that a module imports, without those for types alone."""
    tree = ast.parse(_file(module).read_text(encoding="utf-8"))
    for_types = {id(part) for node in ast.walk(tree) if _is_for_types(node) for part in ast.walk(node)}
    names = [name for node in ast.walk(tree) if id(node) not in for_types for name in _names(node)]
    return frozenset(name for name in names if not name.startswith("talktrack") or _file(name).is_file())


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str) -> Path:
    path = HOUSE.parent / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _module(file: Path) -> str:
    return ".".join(file.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")
