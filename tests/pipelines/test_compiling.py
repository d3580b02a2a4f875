"""Compiled pipelines: every image is one of ours, every parameter has a default and a description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.catalogue import PIPELINES, compile_pipeline, parameters
from talktrack.core import images


@pytest.fixture(scope="module", params=sorted(PIPELINES))
def compiled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile each pipeline once."""
    return compile_pipeline(request.param, tmp_path_factory.mktemp("compiled"))


def _document(compiled: Path) -> dict[str, Any]:
    with compiled.open(encoding="utf-8") as file:
        found: dict[str, Any] = next(yaml.safe_load_all(file))
    return found


def _containers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (found["container"] for found in document["deploymentSpec"]["executors"].values() if "container" in found)


def test_every_image_is_one_of_ours(compiled: Path) -> None:
    """A step that forgot its image would run in a bare Python and fail hours later."""
    used = {container["image"] for container in _containers(_document(compiled))}

    assert used <= {images.reference(name) for name in images.NAMES}


def test_steps_install_nothing_when_they_start(compiled: Path) -> None:
    """Pods of a tenant have no way out."""
    commands = [" ".join(container["command"]) for container in _containers(_document(compiled))]

    assert not any("pip install" in command for command in commands)


def test_every_parameter_has_a_default(compiled: Path) -> None:
    """The run form of a cluster opens filled in."""
    missing = [name for name, declared in parameters(compiled).items() if "defaultValue" not in declared]

    assert missing == []


def test_every_parameter_is_described(compiled: Path) -> None:
    """The run form of a cluster says what each means."""
    silent = [name for name, declared in parameters(compiled).items() if not declared.get("description")]

    assert silent == []


def test_compiling_twice_gives_the_same_bytes(compiled: Path, tmp_path: Path) -> None:
    """A changed file means a changed pipeline."""
    assert compile_pipeline(compiled.stem, tmp_path).read_bytes() == compiled.read_bytes()


def test_loops_stay_within_what_a_launcher_can_carry(compiled: Path) -> None:
    """Every loop says how many iterations run at once."""
    tasks = [task for part in _tasks(_document(compiled)) for task in part if "parameterIterator" in task]

    assert all(task["iteratorPolicy"]["parallelismLimit"] > 0 for task in tasks)


def _tasks(document: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    for component in [document["root"], *document["components"].values()]:
        yield list(component.get("dag", {}).get("tasks", {}).values())
