"""Speaker labels: what stands before the colon when it is a name and not prose."""

from __future__ import annotations

import re

MAX_CHARACTERS = 60
MAX_WORDS = 6

_LABELLED = re.compile(r"([^:\n]{1,60}):(?:[ \t](.*))?", re.DOTALL)
_PROSE = re.compile(r"[?!;\"“”…]|https?$|\.\s+[a-z]")
_PARTICLES = frozenset(
    {"de", "del", "der", "den", "van", "von", "da", "di", "la", "le", "bin", "al", "el", "y", "of", "from"}
)


def split_label(line: str) -> tuple[str, str] | None:
    """Return (label, text) of ``Name: text``, or None when the line has no label.

    A label is at most `MAX_CHARACTERS` long and `MAX_WORDS` words, holds a letter and nothing that ends a sentence.
    """
    found = _LABELLED.fullmatch(line.strip())
    if not found or not is_label(found[1]):
        return None
    return found[1].strip(), (found[2] or "").strip()


def is_label(text: str) -> bool:
    """Tell whether a short text can be a speaker's name."""
    label = text.strip()
    fits = 0 < len(label) <= MAX_CHARACTERS and len(label.split()) <= MAX_WORDS
    return fits and any(c.isalpha() for c in label) and not _PROSE.search(label)


def looks_like_name(label: str) -> bool:
    """Tell whether every word begins like a name (capital, digit, bracket) or is a particle, or there is one word only.

    ``Jane de Vries (Acme)`` and ``agent_1`` do; ``One thing`` does not.
    """
    words = label.split()
    return len(words) == 1 or all(not word[0].islower() or word in _PARTICLES for word in words)
