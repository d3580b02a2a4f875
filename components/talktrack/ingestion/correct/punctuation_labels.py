"""What the labels of punctuation models mean: public ones write them in many ways, of which a few rules cover most.

"0", "O" and "NONE" are no mark; "." or PERIOD one, "?" or QUESTION one; "OU" and ".O" are a mark and the case of the
word; COMMA_CAP names both. Whether B- or I- stands before makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from talktrack.core.errors import ConfigurationInvalidError

_NAMES = {
    ".": ". PERIOD FULLSTOP FULL STOP EOS SENT ! EXCLAMATION EXCLAMATIONMARK EXCLAM 。 । ; SEMICOLON",
    ",": ", COMMA ， 、",
    "?": "? QUESTION QUESTIONMARK QMARK ？ ؟",
    ":": ": COLON",
    "": "0 O NONE NULL NO EMPTY BLANK SPACE OTHER PAD - DASH HYPHEN ' … ELLIPSIS ACRONYM",
}
_MARKS = {name: mark for mark, names in _NAMES.items() for name in names.split()}
_CASES = {True: "U UC CAP CAPS CAPITAL CAPITALIZED UPPER TITLE FIRST UPPERCASE", False: "L LC LOWER LOWERCASE"}
_CAPITAL, _SMALL = (frozenset(_CASES[capital].split()) for capital in (True, False))
_PREFIX = re.compile(r"^[BI]-(?=.)")
_PARTS = re.compile(r"[\s_+|/]+|(?<=\w)-(?=\w)")
_MARK_AND_CASE = re.compile(r"([^\w\s]|[O0])([UOL])")


class Meaning(NamedTuple):
    """The mark behind a word ("" for none), and whether it has a capital (None: the label does not say)."""

    mark: str
    capital: bool | None


def meaning(label: str) -> Meaning | None:
    """Return what a label means; None when it says nothing known."""
    plain = _PREFIX.sub("", label.strip()).upper()
    both = _MARK_AND_CASE.fullmatch(plain)
    if both:
        return Meaning(_MARKS.get(both[1], ""), both[2] == "U")
    if plain in _MARKS:
        return Meaning(_MARKS[plain], None)
    parts = [part for part in _PARTS.split(plain) if part]
    marks = [_MARKS[part] for part in parts if part in _MARKS]
    capital = True if not _CAPITAL.isdisjoint(parts) else False if not _SMALL.isdisjoint(parts) else None
    if not parts or any(part not in _MARKS and part not in _CAPITAL and part not in _SMALL for part in parts):
        return None
    return Meaning(next((mark for mark in marks if mark), ""), capital)


def meanings(labels: Iterable[str]) -> dict[str, Meaning]:
    """Return what each label of a model means; a label that is not known means no mark.

    Raises:
        ConfigurationInvalidError: the model has no label for a full stop; it does not punctuate.
    """
    known = {label: meaning(label) or Meaning("", None) for label in labels}
    if not any(found.mark == "." for found in known.values()):
        message = (
            "punctuation_model has no label for a full stop: give a token classifier that was trained to punctuate."
        )
        raise ConfigurationInvalidError(message)
    return known
