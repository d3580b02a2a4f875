"""``compile``: pipelines and single components as YAML files that a KFP cluster runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from talktrack.core.errors import ConfigurationInvalidError

if TYPE_CHECKING:
    from pipelines.resources import Cluster


def run(asked: argparse.Namespace) -> int:
    """Write one YAML file per pipeline, and one per component below ``components/``, and say where."""
    from pipelines.catalogue import PIPELINES, compile_component, compile_pipeline, components

    folder, cluster = Path(asked.out), cluster_of(asked.cluster)
    try:
        (folder / "components").mkdir(parents=True, exist_ok=True)
    except OSError as unwritten:
        message = f"cannot write below {folder} ({type(unwritten).__name__}): choose another --out."
        raise ConfigurationInvalidError(message) from unwritten
    for name in PIPELINES:
        print(compile_pipeline(name, folder, cluster))
    for component in components().values():
        print(compile_component(component, folder / "components"))
    return 0


def cluster_of(file: str) -> Cluster:
    """Return what is particular about the cluster; without a file it is what the manifests make."""
    from pipelines.resources import Cluster, read_cluster

    return read_cluster(Path(file)) if file else Cluster()
