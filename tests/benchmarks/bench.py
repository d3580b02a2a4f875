"""``make bench``: speed against peers in one run. Equal output is asserted first; ratios are medians of paired rounds.

Prints a table and writes build/bench.json. Wall time is never asserted anywhere.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    bench_calls,
    bench_captions,
    bench_clean,
    bench_correct,
    bench_crm,
    bench_dialogues,
    bench_embed,
    bench_gate,
    bench_mail,
    bench_peers,
    bench_redact,
    bench_sentences,
    bench_text_metrics,
    bench_topics,
    bench_vectors,
)
from tests.benchmarks.pair import Row

MODULES: Sequence[Callable[[], Iterable[Row]]] = (
    bench_calls.rows,
    bench_captions.rows,
    bench_clean.rows,
    bench_correct.rows,
    bench_crm.rows,
    bench_dialogues.rows,
    bench_embed.rows,
    bench_gate.rows,
    bench_mail.rows,
    bench_peers.rows,
    bench_redact.rows,
    bench_sentences.rows,
    bench_text_metrics.rows,
    bench_topics.rows,
    bench_vectors.bench_rows,
)
TARGET = Path("build/bench.json")


def main() -> int:
    """Run every pair and return 0; a missed target is printed, not an error."""
    rows = [row for make in MODULES for row in make()]
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


if __name__ == "__main__":
    sys.exit(main())
