"""``python -m tests.benchmarks.score_shards [SHARDS]``: an ingestion of 256 shards of which shard 7 dies.

The steps run in this process, one shard after the other, in the order of the pipeline. Prints what was published by
the first run and by the next one, and how the time of a shard grows with the shards before it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.tables import CONVERSATIONS
from talktrack.systems.repository import open_repository
from tests.pipelines.in_process import Ingestion, ShardDiedError, planned
from tests.pipelines.test_many_shards import write_calls
from tests.tiny_encoder import make_encoder

TENANT, DEAD, MOST = "acme", 7, 256


def main(words: Sequence[str]) -> int:
    """Run twice and print a line for each run."""
    count = int(words[0]) if words else MOST
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write_calls(place / "in", count)
        encoder = make_encoder(place / "encoder", seed=1)
        for run in ("first", "second"):
            began = time.perf_counter()
            work = planned(TENANT, place / "home", place / "in", encoder, place / run)
            seconds = _processed(work, dying=run == "first")
            published = open_repository(str(place / "home"), TENANT).count(CONVERSATIONS)
            told = {"run": run, "shards": len(work.shards), "published so far": published}
            print(json.dumps(told | {"seconds": round(time.perf_counter() - began, 1)} | _growth(seconds)))
    return 0


def _processed(work: Ingestion, *, dying: bool) -> list[float]:
    seconds = []
    for shard in work.shards:
        began = time.perf_counter()
        try:
            work.process(shard, dies=dying and shard == DEAD)
        except ShardDiedError:
            continue
        seconds.append(time.perf_counter() - began)
    return seconds


def _growth(seconds: list[float]) -> dict[str, float]:
    part = max(1, len(seconds) // 8)
    first, last = (round(statistics.median(some), 3) for some in (seconds[:part], seconds[-part:]))
    return {"first shards, s": first, "last shards, s": last}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
