"""Table directories: streamed, whole or not at all, and never mistaken for another table."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from talktrack.core.artifacts import (
    count_rows,
    map_table,
    read_batches,
    read_counts,
    read_table,
    write_counts,
    write_table,
)
from talktrack.core.conversation import Word
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import Analysis
from talktrack.core.statistics import analyse
from talktrack.core.tables import ANALYSES, CONVERSATIONS, TABLE_KEY, VERSION_KEY, Table
from tests.samples import TENANT, call


def _rows(number: int) -> Iterator[Analysis]:
    return (Analysis(conversation_id=f"c{n}", tenant=TENANT, turns=n, words=n) for n in range(number))


def test_records_are_read_in_the_order_they_were_written(tmp_path: Path) -> None:
    """Several row groups come back as one stream."""
    written = write_table(tmp_path, ANALYSES, _rows(200))

    assert (written, count_rows(tmp_path)) == (200, 200)
    assert list(_rows(200)) == list(read_table(tmp_path, ANALYSES))


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    """A step without output still hands over a readable directory."""
    write_table(tmp_path, ANALYSES, [])

    assert (list(read_table(tmp_path, ANALYSES)), count_rows(tmp_path)) == ([], 0)


def test_a_directory_that_was_never_written_is_empty(tmp_path: Path) -> None:
    """KFP hands over a path that may not exist."""
    missing = tmp_path / "missing"

    assert (list(read_table(missing, ANALYSES)), count_rows(missing)) == ([], 0)


def _cut_short() -> Iterator[Analysis]:
    yield from _rows(100)
    raise RuntimeError("power cut")


def test_an_exception_leaves_no_part(tmp_path: Path) -> None:
    """A step that dies in the middle leaves a directory without files."""
    with pytest.raises(RuntimeError, match="power cut"):
        write_table(tmp_path, ANALYSES, _cut_short())

    assert list(tmp_path.iterdir()) == []


def test_an_exception_keeps_the_earlier_part(tmp_path: Path) -> None:
    """A second run that dies does not harm what the first run wrote."""
    write_table(tmp_path, ANALYSES, _rows(3))
    with pytest.raises(RuntimeError, match="power cut"):
        write_table(tmp_path, ANALYSES, _cut_short())

    assert list(_rows(3)) == list(read_table(tmp_path, ANALYSES))


@pytest.mark.parametrize("value", ["many", None])
def test_a_record_that_does_not_fit_leaves_no_part(tmp_path: Path, value: str | None) -> None:
    """A wrong or missing value is found when the last rows are written, and nothing stays behind."""
    wrong = msgspec.structs.replace(next(_rows(1)), turns=value)
    with pytest.raises((TypeError, ValueError)):
        write_table(tmp_path, ANALYSES, [wrong])

    assert list(tmp_path.iterdir()) == []


def test_another_table_is_refused(tmp_path: Path) -> None:
    """Wiring the wrong artifact into a step is an error that names both tables."""
    write_table(tmp_path, CONVERSATIONS, [call()])

    with pytest.raises(ConfigurationInvalidError, match="holds table conversations version 1, expected analyses"):
        list(read_table(tmp_path, ANALYSES))


@pytest.mark.parametrize(("version", "readable"), [("0", True), ("1", True), ("2", False)])
def test_the_previous_schema_version_is_readable(tmp_path: Path, version: str, readable: bool) -> None:
    """One version back is read, a later one is refused with a sentence."""
    write_table(tmp_path, ANALYSES, _rows(1))
    part = next(tmp_path.glob("*.parquet"))
    table = pq.read_table(part)
    metadata = {TABLE_KEY: b"analyses", VERSION_KEY: version.encode()}
    pq.write_table(table.replace_schema_metadata(metadata), part)

    if readable:
        assert list(_rows(1)) == list(read_table(tmp_path, ANALYSES))
    else:
        with pytest.raises(ConfigurationInvalidError, match=f"version {version}"):
            list(read_table(tmp_path, ANALYSES))


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Four megabytes of text pass through less than one."""
    rows = (Word(text=f"{n:01000}", start_s=0.0, end_s=1.0) for n in range(4_000))
    words = Table("words", Word, "text", "clean", "nobody")
    write_table(tmp_path / "warm", words, [])
    tracemalloc.start()
    write_table(tmp_path, words, rows)
    read = sum(1 for _ in read_table(tmp_path, words))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (read, peak_bytes < 1_000_000) == (4_000, True)


def test_batches_hold_one_row_group(tmp_path: Path) -> None:
    """A reader has at most 64 rows in its hands."""
    write_table(tmp_path, ANALYSES, _rows(150))

    assert [batch.num_rows for batch in read_batches(tmp_path, ANALYSES)] == [64, 64, 22]


def test_one_table_is_mapped_to_another(tmp_path: Path) -> None:
    """A pure function from record to record is all that a simple step needs."""
    write_table(tmp_path / "in", CONVERSATIONS, [call()])
    number = map_table(tmp_path / "in", CONVERSATIONS, tmp_path / "out", ANALYSES, analyse)

    assert (1, [analyse(call())]) == (number, list(read_table(tmp_path / "out", ANALYSES)))


def test_counts_travel_beside_the_rows(tmp_path: Path) -> None:
    """They are read by step and name, and do not disturb the table."""
    write_table(tmp_path, ANALYSES, _rows(2))
    write_counts(tmp_path, "analyze", {"conversations": 2})
    write_counts(tmp_path, "embed", {"chunks": 5.0})

    assert read_counts(tmp_path) == {"analyze.conversations": 2.0, "embed.chunks": 5.0}
    assert count_rows(tmp_path) == 2
