"""What the readers of recorders' JSON share: how a document or a part of it is decoded, and the types of its fields.

Sources are not strict about types: ids may be numbers, and numbers may stand as strings.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import msgspec
import numpy as np

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.json_records import MAX_OPENINGS, MAX_VALUES, Piece, explained, lenient

T = TypeVar("T")

LARGEST = 1e13  # milliseconds until the year 2286
Number = Annotated[float, msgspec.Meta(ge=-LARGEST, le=LARGEST)]  # neither infinite nor NaN
Identifier = str | int
ABSENT = msgspec.Raw()

_COMMA, _OPENING = ord(","), ord("{")


class Anything(msgspec.Struct, frozen=True, gc=False):
    """An object whose content does not matter; reading past it takes no memory to speak of."""


class Shape(Generic[T]):
    """What a document must look like. One that is cut into records may be of any size if it first fits an `outline`."""

    def __init__(self, kind: type[T], outline: Any = None) -> None:
        """Prepare the decoders once: that takes as long as a short document."""
        self._decoder = msgspec.json.Decoder(kind, strict=False)
        self._outline = None if outline is None else msgspec.json.Decoder(outline)

    def read(self, document: Piece) -> T:
        """Return the typed document; half a pair of surrogates becomes the replacement character.

        Raises:
            SourceUnreadableError: ``record_broken``, ``record_shape_wrong``, ``record_too_large``, ``json_too_dense``
                or ``encoding_invalid``.
        """
        with explained():
            self._check_density(document)
            return lenient(document, self._decoder)

    def _check_density(self, document: Piece) -> None:
        """Refuse what would fill memory: a comma stands before every value but the first."""
        text = np.frombuffer(document, np.uint8)
        if text.size <= MAX_VALUES or np.count_nonzero(text == _COMMA) <= MAX_VALUES:
            return
        if self._outline is None:
            raise SourceUnreadableError("record_too_large", f"more than {MAX_VALUES} values in one record")
        if np.count_nonzero(text == _OPENING) > MAX_OPENINGS:
            raise SourceUnreadableError("json_too_dense", f"more than {MAX_OPENINGS} objects")
        self._outline.decode(document)
