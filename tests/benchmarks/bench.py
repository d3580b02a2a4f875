"""``make bench``: speed against peers in one run. Equal output is asserted first; ratios are medians of paired rounds.

Prints a table and writes build/bench.json. Wall time is never asserted anywhere.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import bench_peers

ROUNDS = 5
TARGET = Path("build/bench.json")


@dataclass(frozen=True)
class Pair:
    """One comparison: our function and the peer's do the same work; `check` raises when their outputs differ."""

    step: str
    what: str
    peer: str
    target: float
    ours: Callable[[], object]
    theirs: Callable[[], object]
    check: Callable[[], None]


def main() -> int:
    """Run every pair and return 0; a missed target is printed, not an error."""
    rows = []
    for make in bench_peers.PAIRS:
        pair = Pair(*make())
        pair.check()
        ratios = sorted(_ratio(pair) for _ in range(ROUNDS))
        rows.append(
            {
                "step": pair.step,
                "what": pair.what,
                "peer": pair.peer,
                "value": round(statistics.median(ratios), 3),
                "low": round(ratios[0], 3),
                "high": round(ratios[-1], 3),
                "target": pair.target,
                "command": "make bench",
            }
        )
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=1))
    table = Table("step", "what", "peer", "ours / peer", "min - max", "target", "")
    for row in rows:
        met = "" if float(str(row["value"])) <= float(str(row["target"])) else "missed"
        spread = f"{row['low']} - {row['high']}"
        table.add_row(*(str(row[name]) for name in ("step", "what", "peer", "value")), spread, str(row["target"]), met)
    Console(width=120).print(table)
    print(f"written to {TARGET}")
    return 0


def _ratio(pair: Pair) -> float:
    return _seconds(pair.ours) / _seconds(pair.theirs)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
