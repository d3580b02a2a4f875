"""Speaker labels: what stands before the colon when it is a name and not prose."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_CHARACTERS = 60
MAX_WORDS = 6

_LABELLED = re.compile(r"([^:\n]{1,60}):(?:[ \t](.*))?", re.DOTALL)
_PROSE = re.compile(r"[?!;\"“”…]|https?$|\.\s+[a-z]|\w{5}\.\s")  # a dot after five letters ends no abbreviation
_PHONE = re.compile(r"\+?\d{7,15}|[+(]\d[\d ()./-]{6,20}")
_PARTICLES = frozenset(
    {"de", "del", "der", "den", "van", "von", "da", "di", "la", "le", "bin", "al", "el", "y", "of", "from"}
)


def split_label(line: str) -> tuple[str, str] | None:
    """Return (label, text) of ``Name: text``, or None when the line has no label.

    A label is a phone number, or at most `MAX_WORDS` words in `MAX_CHARACTERS` with a letter and no sentence's end.
    """
    found = _LABELLED.fullmatch(line.strip())
    if not found or not is_label(found[1]):
        return None
    return found[1].strip(), (found[2] or "").strip()


@lru_cache(maxsize=1024)
def is_label(text: str) -> bool:
    """Tell whether a short text can be a speaker's name or number."""
    label = text.strip()
    fits = 0 < len(label) <= MAX_CHARACTERS and len(label.split()) <= MAX_WORDS
    return is_phone(label) or (fits and any(c.isalpha() for c in label) and not _PROSE.search(label))


def is_phone(label: str) -> bool:
    """Tell whether a label is the number of somebody who dialled in."""
    return _PHONE.fullmatch(label) is not None


def looks_like_name(label: str) -> bool:
    """Tell whether every word begins like a name (capital, digit, bracket) or is a particle, or there is one word only.

    ``Jane de Vries (Acme)`` and ``agent_1`` do; ``One thing`` does not.
    """
    words = label.split()
    return len(words) == 1 or all(not word[0].islower() or word in _PARTICLES for word in words)
