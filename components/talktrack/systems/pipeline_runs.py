"""Pipeline runs on this machine: a compiled pipeline executed by kfp.local in a process of its own, told as events.

One process per run, because kfp.local patches `print` while loops run and does not always restore it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from talktrack.systems import containers

STARTED, SUCCEEDED, FAILED, ENDED = "started", "succeeded", "failed", "ended"
OWNER = "pid"
LAST_LINES = 12
REMEMBERED_LINES = 400

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_EXECUTING = re.compile(r"Executing task '([^']+)'")
_FINISHED = re.compile(r"Task '([^']+)' finished with status (\w+)")
_PIPELINE = re.compile(r"Pipeline '([^']+)' finished with status (\w+)")

# Telemetry off; one thread per task, since two loop iterations run at a time and OpenMP threads must not spin.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "TRANSFORMERS_VERBOSITY": "error",
}


@dataclass(frozen=True)
class RunEvent:
    """Something that happened: a task started, succeeded or failed, or the whole run ended."""

    kind: str
    task: str
    lines: list[str] = field(default_factory=list)


def follow_local(
    spec: Path, arguments: Mapping[str, Any], root: Path, mounted: Sequence[str] | None = None
) -> Iterator[RunEvent]:
    """Run a compiled pipeline and yield its events as they happen; the full output is kept in ``root/log.txt``.

    Tasks are processes, or with `mounted` containers that see these folders.
    The last event is `ended` for a good run and `failed` for a bad one; a failed event carries the task's last lines.
    """
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    order = root / "run.json"
    asked = {"spec": str(spec), "arguments": dict(arguments), "root": str(root), "mounted": mounted}
    order.write_text(json.dumps(asked))
    command = [sys.executable, "-m", "talktrack.systems.pipeline_runs", str(order)]
    with (
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=_ENVIRONMENT | dict(os.environ),
        ) as process,
        (root / "log.txt").open("w", encoding="utf-8") as log,
    ):
        (root / OWNER).write_text(str(process.pid))
        try:
            yield from _events(process, log)
        finally:
            process.terminate()


def _events(process: subprocess.Popen[str], log: Any) -> Iterator[RunEvent]:
    assert process.stdout is not None
    recent: deque[str] = deque(maxlen=REMEMBERED_LINES)
    good = False
    for raw in process.stdout:
        line = _COLOUR.sub("", raw).rstrip()
        log.write(line + "\n")
        event = _event(line, recent)
        if event is not None and event.kind == ENDED:
            good = True
        elif event is not None:
            yield event
        recent.append(line)
    good = process.wait() == 0 and good
    yield RunEvent(ENDED, "") if good else RunEvent(FAILED, "", _last(recent))


def _event(line: str, recent: deque[str]) -> RunEvent | None:
    if found := _EXECUTING.search(line):
        return RunEvent(STARTED, found[1])
    if found := _FINISHED.search(line):
        if found[2] == "SUCCESS":
            return RunEvent(SUCCEEDED, found[1])
        return RunEvent(FAILED, found[1], _last(recent))
    if (found := _PIPELINE.search(line)) and found[2] == "SUCCESS":
        return RunEvent(ENDED, found[1])
    return None


def _last(recent: deque[str]) -> list[str]:
    """Return the end of what was said: from the last traceback on, or the last lines."""
    lines = [line.strip() for line in recent if line.strip()]
    starts = [index for index, line in enumerate(lines) if line.startswith("Traceback")]
    return lines[starts[-1] :][-LAST_LINES:] if starts else lines[-LAST_LINES:]


def _execute(order: Path) -> None:
    """Run in the child: load the compiled pipeline and call it under the subprocess runner."""
    from kfp import components, local

    os.umask(0o077)  # artifacts and homes hold what was said before redaction
    asked = json.loads(order.read_text())
    mounted = asked["mounted"]
    processes = mounted is None
    runner = local.SubprocessRunner(use_venv=False) if processes else local.DockerRunner(**_settings(asked))
    local.init(runner, pipeline_root=asked["root"], raise_on_error=True)
    pipeline = components.load_component_from_file(asked["spec"])
    pipeline(**asked["arguments"])


def _settings(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to start a run's containers; the tenant's notes and our environment may name services too."""
    from talktrack.systems.registry import MODEL_REGISTRY
    from talktrack.systems.vectors.chosen import noted

    arguments = asked["arguments"]
    home, tenant = arguments.get("home", ""), arguments.get("tenant", "")
    services = [*noted(home, tenant).values()] if Path(home, tenant).is_dir() else []
    network = containers.needs_network(arguments, [*services, os.environ.get(MODEL_REGISTRY, "")])
    return containers.settings(asked["mounted"], network=network)


if __name__ == "__main__":
    _execute(Path(sys.argv[1]))
