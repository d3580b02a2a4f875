"""What can be saved of JSON that is broken somewhere: every object of its outermost list or object, by its brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_UP_TO_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
_OPENING, _CLOSING = b"{[", b"}]"
_LEVEL = 2


def spans(text: bytes) -> Iterator[Span]:
    """Yield start and end of each value with brackets at the second level, and of the rest where they do not add up.

    Brackets inside texts do not count. A value that is broken inside keeps its place as long as its brackets match.
    """
    depth = start = ended = position = 0
    while (position := _next_bracket(text, position)) < len(text):
        if text[position] in _OPENING:
            depth += 1
            start = position if depth == _LEVEL else start
        elif text[position] in _CLOSING:
            depth -= 1
            if depth == _LEVEL - 1:
                ended = position + 1
                yield start, ended
        else:
            break
        position += 1
        if depth <= 0:
            break
    if depth or text[position:].strip():
        yield (start if depth >= _LEVEL else ended), len(text)


def _next_bracket(text: bytes, position: int) -> int:
    """Return where the next bracket outside texts stands, or a text that never ends, or the end."""
    found = _UP_TO_BRACKET.match(text, position)
    return found.end() if found else len(text)
