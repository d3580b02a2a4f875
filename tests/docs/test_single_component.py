"""The example of a single component compiles, and gives the step what our own pipelines give it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from pipelines.catalogue import compile_component, components
from pipelines.resources import KEYS_FOLDER, KEYS_VARIABLE, size_of
from tests.docs.guides import blocks
from tests.docs.scratch import ROOT


def _example(folder: Path) -> Any:
    """Return the pipeline that the page's example compiles in a folder with our component."""
    compile_component(components()["feedback"], folder / "compiled" / "components")
    [script] = [block.text for block in blocks(ROOT / "pipelines" / "README.md") if block.kind == "python"]
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], check=True, cwd=folder)
    return yaml.safe_load((folder / "mine.yaml").read_text(encoding="utf-8"))


def test_the_example_sets_what_a_file_leaves_out(tmp_path: Path) -> None:
    """No caching, and the retries, resources and keys of our own table."""
    document, size = _example(tmp_path), size_of("exec-feedback")
    task = document["root"]["dag"]["tasks"]["feedback"]
    container = document["deploymentSpec"]["executors"]["exec-feedback"]["container"]
    asked = container["resources"]

    assert not task["cachingOptions"].get("enableCache", False)
    assert task["retryPolicy"]["maxRetryCount"] == size.retries
    assert (asked["resourceCpuRequest"], asked["resourceMemoryLimit"]) == (size.cpu, size.memory)
    assert {"name": KEYS_VARIABLE, "value": KEYS_FOLDER} in container["env"]
    assert size.keyed
