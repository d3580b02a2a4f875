"""Whatever a task inside a condition refers to reaches it from the run form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.catalogue import PIPELINES, compile_pipeline
from pipelines.wiring import wire


@pytest.mark.parametrize("name", sorted(PIPELINES))
def test_every_input_that_is_used_is_declared_and_given(name: str, tmp_path: Path) -> None:
    """In each part of each pipeline, from the innermost condition up to the run form."""
    document: dict[str, Any] = next(yaml.safe_load_all(compile_pipeline(name, tmp_path).read_text()))
    parts = {part: found for part, found in document["components"].items() if "dag" in found}
    for around in (document["root"], *parts.values()):
        declared = around.get("inputDefinitions", {}).get("parameters", {})
        for task in around["dag"]["tasks"].values():
            given = task.get("inputs", {}).get("parameters", {})
            used = {one["componentInputParameter"] for one in given.values() if "componentInputParameter" in one}
            needed = parts.get(task["componentRef"]["name"], {}).get("inputDefinitions", {}).get("parameters", {})
            looped = task.get("parameterIterator", {}).get("itemInput")
            required = {name for name, one in needed.items() if not one.get("isOptional") and name != looped}

            assert used <= declared.keys()
            assert required <= given.keys()


def test_accelerators_reach_trainings_inside_conditions(tmp_path: Path) -> None:
    """Through the exit handler and the condition around them."""
    document: dict[str, Any] = next(yaml.safe_load_all(compile_pipeline("training", tmp_path).read_text()))
    [handler] = [task for name, task in document["root"]["dag"]["tasks"].items() if name.startswith("exit-handler")]

    assert handler["inputs"]["parameters"]["pipelinechannel--gpu_count"] == {"componentInputParameter": "gpu_count"}


def test_wiring_twice_is_the_same_as_once(tmp_path: Path) -> None:
    """A whole pipeline is left as it is."""
    document: dict[str, Any] = next(yaml.safe_load_all(compile_pipeline("training", tmp_path).read_text()))
    before = yaml.safe_dump(document)
    wire(document)

    assert yaml.safe_dump(document) == before
