"""Chunks in columns: there and back, and broken vectors are named."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from talktrack.core.chunk_rows import (
    SEMANTIC,
    TEXT,
    check_vectors,
    chunk_of,
    chunk_rows,
    dimensions,
    rows_of,
    vectors_of,
)
from talktrack.core.errors import ConfigurationInvalidError
from tests.systems.vector_store_contract import X, Y, chunk


def test_a_chunk_survives_being_a_row() -> None:
    """With every field."""
    [row] = chunk_rows([chunk("k1", embedding=Y)], 3).to_pylist()

    assert chunk_of(row) == chunk("k1", embedding=Y)


def test_channels_are_columns_of_their_own_length() -> None:
    """Read back as arrays."""
    rows = rows_of(
        [chunk("k1"), chunk("k2")], {TEXT: np.array([X, Y], np.float32), SEMANTIC: np.eye(2, dtype=np.float32)}
    )

    assert dimensions(rows.schema) == {TEXT: 3, SEMANTIC: 2}
    assert vectors_of(rows.slice(1), SEMANTIC).tolist() == [[0.0, 1.0]]


def test_no_chunks_are_an_empty_table() -> None:
    """Its schema still says the dimension."""
    rows = chunk_rows([], 3)

    assert (rows.num_rows, dimensions(rows.schema)) == (0, {TEXT: 3})


def test_a_chunk_without_a_vector_is_named() -> None:
    """Embedding comes first."""
    with pytest.raises(ConfigurationInvalidError, match="chunk bad has no finite vector of length 3: embed it again"):
        chunk_rows([chunk("k1"), chunk("bad", embedding=[1.0])], 3)


def test_a_missing_vector_is_named() -> None:
    """A null in a column of vectors."""
    rows = chunk_rows([chunk("k1"), chunk("bad")], 3)
    holed = pa.array([X, None], pa.list_(pa.float32(), 3))

    with pytest.raises(ConfigurationInvalidError, match="chunk bad"):
        check_vectors(rows.set_column(rows.schema.get_field_index("embedding"), "embedding", holed))


def test_a_number_that_is_none_is_named() -> None:
    """Neither infinite nor not a number, in any channel."""
    rows = rows_of([chunk("k1"), chunk("bad")], {TEXT: np.array([X, [0.0, np.nan, 0.0]], np.float32)})

    with pytest.raises(ConfigurationInvalidError, match="chunk bad"):
        check_vectors(rows)
