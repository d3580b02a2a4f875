"""Phone numbers as people and platforms write them: with or without country code, in any digits and punctuation."""

from __future__ import annotations

import re
import unicodedata

FEWEST = 7
MOST = 15
LONGEST = 60

_EXTENSION = re.compile(r"(?:ext?\.?|extension|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)


def phone_digits(text: str | None) -> str:
    """Return the digits of a phone number without trunk or international zeros and extension; empty: not a number.

    "+1 (415) 555-0134 ext. 7", "001 415 555 0134" and "٤١٥٥٥٥٠١٣٤" all end in the same ten digits.
    """
    if not text or len(text) > LONGEST:
        return ""
    plain = _EXTENSION.sub("", text.replace("(0)", ""))
    found = "".join(str(unicodedata.digit(c)) for c in plain if c.isdigit()).lstrip("0")
    return found if FEWEST <= len(found) <= MOST else ""


def is_phone(label: str) -> bool:
    """Tell whether a label is a phone number and nothing else."""
    return bool(phone_digits(label)) and not any(c.isalpha() for c in _EXTENSION.sub("", label))


def tail(digits: str) -> str:
    """Return the end of a number that all ways of writing it share."""
    return digits[-FEWEST:]


def same_number(one: str, other: str) -> bool:
    """Tell whether one number is the other, perhaps without its country or area code."""
    return bool(one and other) and (one.endswith(other) or other.endswith(one))
