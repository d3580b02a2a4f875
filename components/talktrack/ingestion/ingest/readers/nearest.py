"""Names the form of transcript that a JSON document of an unknown form comes nearest to."""

from __future__ import annotations

import re

from talktrack.core import sniff
from talktrack.core.decoding import decode_head

NEAR = 0.5
_NAME = re.compile(r'"([A-Za-z_][A-Za-z0-9_ -]{0,40})"\s{0,8}:')


def nearest(document: bytes) -> str | None:
    """Return what to add to be read, in our words and never the document's; None where no form is near."""
    found = frozenset(_NAME.findall(decode_head(document[: sniff.HEAD_BYTES])))
    shapes = [(name, needed) for name, needed in sniff.JSON_SHAPES if sniff.kind_of(name) == sniff.TRANSCRIPT]
    name, needed = max(shapes, key=lambda shape: len(shape[1] & found) / len(shape[1]))
    if len(needed & found) < NEAR * len(needed):
        return None
    return f"it comes nearest to {name}, which has {_listed(needed)}; it lacks {_listed(needed - found)}"


def _listed(names: frozenset[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(names))
