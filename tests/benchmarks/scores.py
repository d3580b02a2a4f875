"""``make scores``: every step against the truth, on every phrase book; prints a table and writes build/scores.json."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from talktrack.world.phrasebooks import BOOKS

Row = dict[str, object]

MODULES = (
    "score_ingest",
    "score_gate",
    "score_events",
    "score_prepare",
    "score_topics",
    "score_encoder",
    "score_channels",
    "score_heads",
    "score_feedback",
    "score_examples",
    "score_evaluate",
    "score_learning",
    "score_coach",
    "score_impact",
    "score_drift",
    "score_audio",
)
TARGET = Path("build/scores.json")


def main(names: list[str]) -> int:
    """Score the named modules, or all."""
    rows: list[Row] = []
    for name in names or MODULES:
        score: Callable[[str], list[Row]] = import_module(f"tests.benchmarks.{name}").score
        for book in BOOKS:
            rows += [{"book": book} | row for row in score(book)]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=1))
    Console(width=120).print(_table(rows))
    print(f"written to {TARGET}")
    return 0


def _table(rows: list[Row]) -> Table:
    """Show the books beside each other."""
    table = Table("step", "what", "target", *BOOKS)
    for key in dict.fromkeys((str(row["step"]), str(row["what"])) for row in rows):
        mine = {row["book"]: row for row in rows if (row["step"], row["what"]) == key}
        target = next(iter(mine.values())).get("target")
        values = [str(mine[book]["value"]) if book in mine else "" for book in BOOKS]
        table.add_row(*key, "" if target is None else str(target), *values)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
