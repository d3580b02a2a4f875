"""Texts as strings of one character per word, which is what C code compares fastest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

FIRST = 0x10000
"""Code points from here on are all characters; below are some that are none."""


def as_characters(texts: Sequence[str] | pa.Array[pa.StringScalar]) -> list[str]:
    """Return each text with one character per word; equal words have equal characters in all texts.

    Words are what ASCII white space separates. There may be a million different ones.
    """
    column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    words = pc.ascii_split_whitespace(pc.ascii_trim_whitespace(column))
    coded = words.flatten().dictionary_encode()
    everything = (coded.indices.to_numpy() + FIRST).astype("<u4").tobytes().decode("utf-32-le")
    found = [everything[start:end] for start, end in pairwise(words.offsets.to_pylist())]
    nothing = pc.index(coded.dictionary, "").as_py()
    return found if nothing < 0 else [text.replace(chr(nothing + FIRST), "") for text in found]


def halves(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the first and the second half."""
    middle = len(texts) // 2
    return texts[:middle], texts[middle:]
