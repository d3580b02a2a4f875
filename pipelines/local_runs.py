"""``local``: run a pipeline on this machine with kfp.local, and say in one sentence what went wrong when it does."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines import arguments, checks, models, run_folder
from talktrack.core import images
from talktrack.core.home import TenantHome
from talktrack.core.locations import is_service
from talktrack.systems.containers import check_images
from talktrack.systems.pipeline_runs import ENDED, RunEvent, follow_local

BROKEN_PROMISE = re.compile(r"talktrack\.core\.errors\.(\w+?)(?:Error)?: (.*)")
PROCESSES, CONTAINERS = RUNNERS = ("subprocess", "docker")


@dataclass(frozen=True)
class Outcome:
    """How a run ended, what its tasks measured, and the names of its pages among the tenant's reports."""

    good: bool
    metrics: run_folder.Metrics
    pages: Sequence[str]


@dataclass(frozen=True)
class LocalRun:
    """What to run where."""

    pipeline: str
    tenant: str
    home: str
    sources: Sequence[str] = ()
    params: Sequence[str] = ()
    runner: str = PROCESSES


def run(asked: argparse.Namespace) -> int:
    """Run, then print a summary and where the pages are."""
    from pipelines import summaries

    order = LocalRun(asked.pipeline, asked.tenant, asked.home, asked.source, asked.param, asked.runner)
    known = summaries.read_so_far(order.tenant, order.home)
    outcome = execute(order)
    if not outcome.good:
        return 1
    summaries.show(order.pipeline, order.tenant, order.home, known, outcome)
    return 0


def execute(order: LocalRun) -> Outcome:
    """Check everything, run the compiled pipeline, keep its pages, and tell how it ended."""
    from pipelines.catalogue import compile_pipeline, image_names, parameters
    from pipelines.progress import show

    with TemporaryDirectory() as aside:
        spec = compile_pipeline(order.pipeline, Path(aside))
        declared = parameters(spec)
        given = _arguments(order, declared)
        checks.check_place(order.pipeline, order.tenant, order.home, given.get("sources", []))
        checks.check_values(given)
        heard = models.has_audio(given.get("sources", []))
        if order.runner == CONTAINERS:
            check_images([name for name in image_names(spec) if heard or name != images.AUDIO])
        complete = models.defaults(declared, given, heard=heard) | given
        mounted = _folders(order.home, complete) if order.runner == CONTAINERS else None
        root = run_folder.make(order.home, order.tenant, order.pipeline)
        ended = show(order.pipeline, follow_local(spec, complete, root, mounted))
    pages = run_folder.keep_pages(root, TenantHome(order.home, order.tenant), order.pipeline)
    measured = run_folder.metrics(root)
    if ended.kind == ENDED:
        shutil.rmtree(root)
    else:
        _explain(ended, root)
    return Outcome(ended.kind == ENDED, measured, pages)


def _folders(home: str, arguments: Mapping[str, Any]) -> list[str]:
    """Return what containers must see: the home, the tenant keys, and every path among the arguments."""
    values = [
        value for argument in arguments.values() for value in (argument if isinstance(argument, list) else [argument])
    ]
    named = [home, os.environ.get("TALKTRACK_KEYS", ""), *(value for value in values if isinstance(value, str))]
    return sorted({path for path in named if path.startswith("/") and (path == home or Path(path).exists())})


def _arguments(order: LocalRun, declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    given = arguments.parse(order.params, declared)
    given |= {"tenant": order.tenant, "home": order.home}
    if order.sources:
        arguments.check_name("sources", declared)
        given["sources"] = [_absolute(source) for source in order.sources]
    elif "sources" in declared and "sources" not in given:
        given["sources"] = []
    if "start_rollout" in declared:
        given = {"start_rollout": "no"} | given
    return given


def _absolute(source: str) -> str:
    return source if "://" in source or is_service(source) else str(Path(source).expanduser().absolute())


def _explain(failure: RunEvent, root: Path) -> None:
    """Print the failing task, its last lines and what to do."""
    lines = failure.lines
    promises = [found for line in lines if (found := BROKEN_PROMISE.search(line))]
    print(f"\nTask {failure.task or '(before the first task)'} failed.", file=sys.stderr)
    if promises:
        print(f"{promises[-1][1]}: {promises[-1][2]}", file=sys.stderr)
    else:
        print("\n".join(f"  {line}" for line in lines), file=sys.stderr)
    print(f"Full output: {root / 'log.txt'}", file=sys.stderr)
    print(
        "Mend the cause and start the same command again: what is done stays done, and this folder goes.",
        file=sys.stderr,
    )
