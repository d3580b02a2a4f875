"""Brackets alone tell the values of a document apart, exactly where the document is whole."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.json_salvage import spans

PLAIN = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(st.lists(VALUES), st.sampled_from([None, 2]))
def test_whole_lists_come_apart_as_they_are(values: list[object], indent: int | None) -> None:
    """Whatever stands in the texts."""
    data = json.dumps(values, indent=indent, ensure_ascii=False).encode()
    expected = [value for value in values if isinstance(value, list | dict)]

    assert [json.loads(data[start:end]) for start, end in spans(data)] == expected


@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    """Spans lie in the text, in order, and never overlap."""
    edges = [edge for span in spans(data) for edge in span]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(data) for edge in edges)
