"""``export``: stream records out of the repository with their own field names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, EXAMPLES, QUARANTINE, Table
from talktrack.systems.repository import open_repository

ROWS_PER_BATCH = 256


def run(asked: argparse.Namespace) -> int:
    """Write the records to standard output, or to ``--out``."""
    table, rows = _rows(asked)
    with _target(asked.out) as target:
        written = (_write_jsonl if asked.format == "jsonl" else _write_parquet)(table, rows, target)
    print(f"{written} {asked.what} written", file=sys.stderr)
    return 0


def _rows(asked: argparse.Namespace) -> tuple[Table[Any], Iterator[Any]]:
    repository = open_repository(asked.home, asked.tenant)
    if asked.what == "chunks":
        from talktrack.core.tables import CHUNKS
        from talktrack.systems.vectors.chosen import open_vectors

        return CHUNKS, open_vectors(asked.home, asked.tenant).scan()
    if asked.what == "conversations":
        table: Table[Any] = CONVERSATIONS_RAW if asked.stage == "ingested" else CONVERSATIONS
    else:
        table = QUARANTINE if asked.what == "quarantine" else EXAMPLES
    return table, repository.scan(table)


@contextmanager
def _target(out: str | None) -> Iterator[BinaryIO]:
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = Path(out).open("wb")  # noqa: SIM115 - closed below; only opening it is the caller's mistake
    except OSError as refused:
        message = f"cannot write {out} ({type(refused).__name__}): choose another --out."
        raise ConfigurationInvalidError(message) from refused
    with file:
        yield file


def _write_jsonl(_: Table[Any], rows: Iterator[Any], target: BinaryIO) -> int:
    encoder, written = msgspec.json.Encoder(), 0
    for row in rows:
        target.write(encoder.encode(row) + b"\n")
        written += 1
    return written


def _write_parquet(table: Table[Any], rows: Iterator[Any], target: BinaryIO) -> int:
    import pyarrow.parquet as pq

    written = 0
    with pq.ParquetWriter(target, table.schema, compression="zstd") as writer:
        while batch := list(islice(rows, ROWS_PER_BATCH)):
            writer.write_batch(table.to_batch(batch))
            written += len(batch)
    return written
