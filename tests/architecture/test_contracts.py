"""Import contracts: kept by the code as it is, and broken by what they forbid."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.steps import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(root / "components"), str(root)])
    return subprocess.run(
        [sys.executable, "-c", LINT],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env=os.environ | {"PYTHONPATH": path, "COLUMNS": "200"},
    )


def test_all_contracts_are_kept() -> None:
    """What is forbidden stands in pyproject.toml, in words."""
    done = _lint(ROOT)

    assert (done.returncode, "0 broken" in done.stdout) == (0, True), done.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which anything may be planted."""
    root = tmp_path_factory.mktemp("house")
    for name in ("components", "pipelines"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("core/planted.py", "import talktrack.systems.storage", "Every arrow points down"),
        ("systems/planted.py", "import talktrack.engines.reports", "Every arrow points down"),
        ("ingestion/clean/planted.py", "import talktrack.ingestion.redact.step", "Steps never import each other"),
        ("ingestion/clean/planted.py", "import talktrack.systems.keys", "Only component.py opens systems and engines"),
        ("training/examples/planted.py", "import talktrack.world", "Nobody but pipelines and tests uses"),
        ("core/planted.py", "import kfp", "kfp is imported by components"),
        ("engines/planted.py", "import lancedb", "Doors: Lance"),
        ("services/planted.py", "from google.cloud import storage", "Doors: Google Cloud Storage"),
        ("systems/planted.py", "import torch", "Doors: model libraries"),
    ],
)
def test_a_planted_break_is_found(copied: Path, file: str, line: str, contract: str) -> None:
    """A contract that nothing can break would be a wish."""
    planted = copied / "components" / "talktrack" / file
    planted.write_text(f"{line}\n")
    done = _lint(copied)
    planted.unlink()
    broken = [told for told in done.stdout.splitlines() if " BROKEN" in told]

    assert done.returncode == 1
    assert [told for told in broken if told.startswith(contract)] != []
