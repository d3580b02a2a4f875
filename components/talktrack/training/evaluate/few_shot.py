"""The base with examples: prompts that show some training rows first, which is what tuning must beat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from talktrack.core.ids import stable_id
from talktrack.core.records import Example

SHOTS = 3


def shots(training: Iterable[Example], path: str, count: int = SHOTS) -> dict[str, list[Example]]:
    """Return the examples to show by task: those with the greatest weight, of equal ones the same in every run."""
    by_task: dict[str, list[Example]] = {}
    for row in training:
        if row.path == path and row.weight > 0:
            kept = [*by_task.get(row.task, ()), row]
            by_task[row.task] = nsmallest(count, kept, key=lambda one: (-one.weight, stable_id("shot", one.id)))
    return by_task


def shown(row: Example, examples: Sequence[Example]) -> str:
    """Return a row's prompt behind examples, each as the model was trained to see it."""
    return "".join(f"{one.prompt}{one.completion}\n" for one in examples) + row.prompt
