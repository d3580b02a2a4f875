"""``python -m tests.docs.throughput``: what docs/capacity.md quotes and no other benchmark measures.

Encoders have the published shapes with untrained weights, which changes no time. A quarter of an hour of talk is read;
figures are CPU time, scaled to an hour.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack import world
from talktrack.core.conversation import Conversation
from talktrack.ingestion.embed.chunks import chunks_of
from talktrack.ingestion.embed.levels import LevelSettings, one_by_one, one_pass
from talktrack.ingestion.embed.outline import outline
from talktrack.systems.vectors.lancedb import open_lance
from talktrack.world.models.encoder import EncoderSettings, untrained
from tests.benchmarks import bench_growth
from tests.benchmarks.bench_embed import OnePass, one_hour
from tests.benchmarks.bench_vectors import COLLECTION, rows

TENANT, QUARTERS, CHUNKS = "acme", 4, 20_000
CALLS, TURNS = 100, 60
MPNET = EncoderSettings(hidden=768, layers=12, heads=12)
MINILM = EncoderSettings(hidden=384, layers=6, heads=12)


def main() -> int:
    """Measure everything and print a line each."""
    call = _quarter()
    print(f"chunks of an hour: {QUARTERS * _chunks(call)}", flush=True)
    print(
        f"embed an hour, MiniLM's shape, one pass: {QUARTERS * _embedding(call, MINILM, whole=True):.1f} s", flush=True
    )
    print(
        f"embed an hour, MiniLM's shape, one by one: {QUARTERS * _embedding(call, MINILM, whole=False):.1f} s",
        flush=True,
    )
    print(
        f"embed an hour, mpnet's shape, one by one: {QUARTERS * _embedding(call, MPNET, whole=False):.1f} s", flush=True
    )
    print(f"encode the turns of an hour, MiniLM's shape: {QUARTERS * _hearing(call, MINILM):.1f} s", flush=True)
    print(f"encode the turns of an hour, mpnet's shape: {QUARTERS * _hearing(call, MPNET):.1f} s", flush=True)
    with TemporaryDirectory() as folder:
        print(f"index a chunk: {_cpu(lambda: _index(Path(folder))) / CHUNKS * 1e3:.3f} ms", flush=True)
        print(f"bytes of a chunk: {_size(Path(folder) / TENANT / 'vectors') / CHUNKS:.0f}", flush=True)
    with TemporaryDirectory() as folder:
        print(f"bytes of a turn in the repository: {_stored(Path(folder)) / (CALLS * TURNS):.0f}", flush=True)
    return 0


def _quarter() -> Conversation:
    whole = one_hour()[0].conversation
    return msgspec.structs.replace(whole, turns=whole.turns[: len(whole.turns) // QUARTERS])


def _chunks(call: Conversation) -> int:
    encoder = OnePass(untrained([turn.text for turn in call.turns], EncoderSettings()))
    one = outline(call)
    [levels] = one_by_one([one], encoder, LevelSettings())
    return len(chunks_of(one, levels, LevelSettings())[0])


def _embedding(call: Conversation, shape: EncoderSettings, *, whole: bool) -> float:
    encoder = OnePass(untrained([turn.text for turn in call.turns], shape))
    read = one_pass if whole else one_by_one
    few = msgspec.structs.replace(call, turns=call.turns[:20])  # the precision is settled by what is read first
    list(read([outline(few)], encoder, LevelSettings()))

    def embed() -> None:
        one = outline(call)
        for levels in read([one], encoder, LevelSettings()):
            chunks_of(one, levels, LevelSettings())

    return _cpu(embed)


def _hearing(call: Conversation, shape: EncoderSettings) -> float:
    texts = [turn.text for turn in call.turns]
    encoder = OnePass(untrained(texts, shape))
    encoder.encode(texts[:20])
    return _cpu(lambda: encoder.encode(texts))


def _index(home: Path) -> None:
    open_lance(str(home), TENANT).replace(COLLECTION, rows(CHUNKS))


def _stored(root: Path) -> int:
    """Take calls of the world through all data steps, and return what the repository holds then."""
    world.write(root / "sources", seed=5, tenant=TENANT, conversations=CALLS, turns=TURNS, truth=root / "truth")
    for step in bench_growth.STEPS:
        step(root)
    return _size(root / "home" / TENANT / "repository")


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    sys.exit(main())
