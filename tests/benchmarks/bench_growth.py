"""Growth of the data steps: peak memory and CPU time per conversation as the input grows, each step in its own process.

Run `python -m tests.benchmarks.bench_growth 200 4000`; writes build/growth.json. Peak memory is the child's maximum
resident set, so it holds the libraries too; allocators are set as in the images.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack import world
from talktrack.core.artifacts import write_table
from talktrack.core.locations import Files
from talktrack.core.tables import ANALYSES, CHUNKS, CONVERSATIONS
from talktrack.systems.repository import open_repository
from talktrack.systems.storage import open_store

TENANT, RUN = "acme", "growth"
MEBIBYTE = 1024.0
TARGET = Path("build/growth.json")
DOCKERFILE = Path(__file__).parents[2] / "images" / "Dockerfile"
ALLOCATION = re.compile(r"\b((?:ARROW|MALLOC)_\w+)=(\S+)")


def plan(root: Path) -> None:
    """List and bundle the sources into one shard."""
    from talktrack.ingestion.plan.step import Settings, run

    repository = open_repository(str(root / "home"), TENANT, create=True)
    run(Settings(TENANT, [str(root / "sources")], "1", 1_000_000), open_store, repository, root / "manifest")


def reference(root: Path) -> None:
    """Read CRM and calendar."""
    from talktrack.ingestion.reference.component import reference as component

    component.python_func(*_artifacts(root, "manifest", "knowledge", "m1"), tenant=TENANT, home=str(root / "home"))


def ingest(root: Path) -> None:
    """Read every source."""
    from talktrack.ingestion.ingest.step import Sources, run

    repository = open_repository(str(root / "home"), TENANT)
    run(root / "manifest", root / "read", root / "unreadable", Sources(TENANT, Files(open_store), repository), 0)


def quality_gate(root: Path) -> None:
    """Validate the shard."""
    from talktrack.engines.expectations import open_expectations
    from talktrack.ingestion.quality_gate.step import Tables, run
    from talktrack.ingestion.quality_gate.thresholds import Thresholds

    tables = Tables(str(root / "read"), str(root / "passed"), str(root / "held"))
    run(tables, open_expectations, Thresholds(), datetime.now(UTC))


def prepare(root: Path) -> None:
    """Clean, attribute, correct, enrich, redact."""
    from talktrack.ingestion.prepare.component import prepare as component

    names = ("passed", "knowledge", "prepared", "unresolved", "m2")
    component.python_func(*_artifacts(root, *names), tenant=TENANT, home=str(root / "home"))


def analyze(root: Path) -> None:
    """Compute call statistics; labels of turns need vectors, which the model image makes."""
    from talktrack.core.artifacts import map_table
    from talktrack.core.statistics import analyse

    map_table(str(root / "prepared"), CONVERSATIONS, str(root / "analyses"), ANALYSES, analyse)


def index(root: Path) -> None:
    """Publish everything but vectors, which the model image makes."""
    from talktrack.ingestion.index.step import Occasion, ShardOutputs, run
    from talktrack.systems.vectors.lancedb import open_lance

    write_table(root / "chunks", CHUNKS, [])
    names = ("manifest", "read", "unreadable", "held", "prepared", "unresolved", "analyses", "chunks")
    home = str(root / "home")
    occasion = Occasion(run=RUN, shard=0, processing_version="1", now=datetime.now(UTC))
    outputs = ShardOutputs(*(str(root / name) for name in names))
    run(outputs, occasion, open_repository(home, TENANT), open_lance(home, TENANT), None)


STEPS: tuple[Callable[[Path], None], ...] = (plan, reference, ingest, quality_gate, prepare, analyze, index)


def main(sizes: list[int]) -> int:
    """Print one line per step and write the figures."""
    os.environ |= dict(ALLOCATION.findall(DOCKERFILE.read_text()))
    figures = {size: _measure(size) for size in sizes}
    small, large = figures[sizes[0]], figures[sizes[-1]]
    factor = sizes[-1] / sizes[0]
    rows = [
        {
            "step": name,
            "peak_mib": [round(figures[size][name][0]) for size in sizes],
            "cpu_s": [round(figures[size][name][1], 1) for size in sizes],
            "memory_growth": round(large[name][0] / small[name][0] - 1, 3),
            "cpu_against_linear": round(large[name][1] / (small[name][1] * factor), 3),
        }
        for name in small
    ]
    for row in rows:
        print(row)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"sizes": sizes, "rows": rows}, indent=1))
    return 0


def _measure(size: int) -> dict[str, tuple[float, float]]:
    """Return peak MiB and CPU seconds by step."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        world.write(root / "sources", seed=5, tenant=TENANT, conversations=size, truth=root / "truth")
        return {step.__name__: _child(step, root) for step in STEPS}


def _child(step: Callable[[Path], None], root: Path) -> tuple[float, float]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_report, args=(step, root, theirs))
    process.start()
    theirs.close()
    measured: tuple[float, float] = ours.recv()
    process.join()
    return measured


def _report(step: Callable[[Path], None], root: Path, pipe: Connection) -> None:
    step(root)
    used = resource.getrusage(resource.RUSAGE_SELF)
    pipe.send((used.ru_maxrss / MEBIBYTE, used.ru_utime + used.ru_stime))


def _artifacts(root: Path, *names: str) -> list[object]:
    from kfp import dsl

    return [dsl.Artifact(name=name, uri=str(root / name)) for name in names[:-1]] + [dsl.Metrics(uri=str(root / "m"))]


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [200, 4000]))
