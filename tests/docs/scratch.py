"""Running the blocks of a guide, one after the other, as a reader would in an empty folder with a small home in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME, ENCODER = "home", "tiny"
LONGEST_S = 600.0


@dataclass(frozen=True)
class Scratch:
    """A folder in which commands run; `python` is the one that runs the tests, and it knows our code."""

    root: Path

    @property
    def home(self) -> str:
        """Return the home that all guides use."""
        return str(self.root / HOME)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run lines of a shell, which stops at the first that fails."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.root,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_S,
        )

    def _environment(self) -> dict[str, str]:
        programs = self.root / ".bin"
        programs.mkdir(exist_ok=True)
        python = programs / "python"
        if not python.exists():
            python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
            python.chmod(0o755)
        ours = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'components'}",
            "HOME": str(self.root),
            "COLUMNS": "200",
        }
        return os.environ | ours
