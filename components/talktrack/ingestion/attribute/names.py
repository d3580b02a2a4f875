"""Names and addresses as words that can be compared."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r"[|(\[/@]| - ")


def name_words(name: str) -> tuple[str, ...]:
    """Return a name as lower-case words, "Reed, Dana" turned round and what follows a bar or bracket left out."""
    plain = _ASIDE.split(name, maxsplit=1)[0]
    if plain.count(",") == 1:
        last, first = plain.split(",")
        plain = f"{first} {last}"
    return tuple(word.lower() for word in _LETTERS.findall(plain.replace("'", "").replace("’", "")))


def name_of_email(email: str) -> str:
    """Return the words of a mail address's local part as a name: dana.reed@x.com is "dana reed"."""
    return " ".join(_LETTERS.findall(email.partition("@")[0]))


def domain_of(email: str | None) -> str:
    """Return the lower-case domain of a mail address, empty when there is none."""
    return (email or "").rpartition("@")[2].lower()
