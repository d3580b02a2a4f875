"""Progress of a run: a live line on a terminal, plain lines in a pod or a log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from talktrack.systems.pipeline_runs import FAILED, STARTED, SUCCEEDED, RunEvent


def show(title: str, events: Iterable[RunEvent], clock: Callable[[], float] = monotonic) -> RunEvent:
    """Show events as they come and return the one that ended the run: the first failure, or the good end."""
    console = Console(stderr=False)
    started: dict[str, float] = {}
    last = RunEvent(FAILED, "", ["the run never started"])
    failure: RunEvent | None = None
    with _bar(console) as bar:
        task = bar.add_task(title, total=None)
        for event in events:
            last = event
            if event.kind == STARTED:
                started[event.task] = clock()
                bar.update(task, description=f"{title}: {event.task}")
            elif event.kind == SUCCEEDED or (event.kind == FAILED and event.task):
                seconds = clock() - started.get(event.task, clock())
                word = "done" if event.kind == SUCCEEDED else "FAILED"
                bar.console.print(f"  {event.task:<24} {word:<7}{seconds:6.1f} s", highlight=False)
            if event.kind == FAILED and failure is None:
                failure = event
    return failure or last


def _bar(console: Console) -> Progress:
    columns = (SpinnerColumn("line"), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
