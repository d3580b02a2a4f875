"""``compile``: the pipelines as YAML files."""

from __future__ import annotations

import argparse
from pathlib import Path


def run(asked: argparse.Namespace) -> int:
    """Write one YAML file per pipeline and say where."""
    from pipelines.catalogue import PIPELINES, compile_pipeline

    for name in PIPELINES:
        print(compile_pipeline(name, Path(asked.out)))
    return 0
