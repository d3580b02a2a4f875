"""Names and addresses as words that can be compared, whatever the script, the order or the titles around them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

import msgspec

LONGEST = 200


class _Lists(msgspec.Struct, frozen=True):
    short_forms: dict[str, list[str]]
    titles: frozenset[str]
    particles: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]


_LISTS = msgspec.json.decode((files("talktrack.ingestion.attribute") / "name_lists.json").read_bytes(), type=_Lists)

_LONG_FORMS = {
    short: frozenset({short, *(long for long, shorts in _LISTS.short_forms.items() if short in shorts)})
    for shorts in _LISTS.short_forms.values()
    for short in shorts
}
_LETTERS = re.compile(r"[^\W\d_]+")
_ASIDE = re.compile(r"[|(\[/@]| [-–—] ")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")
_UNDECOMPOSED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def folded(text: str) -> str:
    """Return text without case, accents or full-width forms, so that José is jose; other scripts stay themselves."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_UNDECOMPOSED)


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return a name as folded words in the order given name, family name; titles and what stands aside left out.

    "Reed, Dana" and "van den Berg, Jan" are turned round; "Dana Reed, Acme Corp" and "Dana Reed, PhD" are not.
    """
    plain = _ASIDE.split(name[:LONGEST], maxsplit=1)[0]
    before, comma, after = plain.partition(",")
    first, rest = _words(before), _words(after)
    if not comma or not rest:
        return first
    if (
        len(first) == 1
        or first[0] in _LISTS.particles
        or (len(rest) == 1 and len(first) == len(_LISTS.particles & {*first}) + 1)
    ):
        return rest + first
    return first


def _words(text: str) -> tuple[str, ...]:
    found = tuple(_LETTERS.findall(folded(text.translate(_APOSTROPHES))))
    kept = tuple(word for word in found if word not in _LISTS.titles)
    return kept or found


def person_words(label: str) -> tuple[str, ...]:
    """Return the words of the person whom a label names; empty for a place, a device or a part in the talk.

    "REP 1 (Dana Reed)" names Dana, and so does "Dana Reed (Acme)". What follows an @ is where somebody is, not who.
    """
    _, *aside = _ASIDE.split(label[:LONGEST].partition("@")[0], maxsplit=1)
    readings = (name_words(part) for part in (label, *aside))
    return next((words for words in readings if words and not _is_nobody(words)), ())


def _is_nobody(words: tuple[str, ...]) -> bool:
    telling = _LISTS.places & {*words} if words[0] in _LISTS.places else _LISTS.places & {*words} - _LISTS.surnames
    return bool(telling) or all(len(word) == 1 and word.isascii() for word in words)


def given_names(name: str) -> frozenset[str]:
    """Return the given names that a given name may stand for: itself and the long forms, "chris" three of them."""
    return _LONG_FORMS.get(name) or frozenset({name})


def full_name_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Return the keys under which a full name is found: its words in order of the alphabet, given names in long form.

    Names of scripts that need no spaces have one word and are found by it.
    """
    if len(words) < 2:  # noqa: PLR2004 - given and family name
        return frozenset(word for word in words if len(word) > 1 and not word.isascii())
    joined = {"".join(words)} if not words[0].isascii() else set()
    return frozenset({" ".join(sorted((name, *words[1:]))) for name in given_names(words[0])} | joined)


def name_of_email(email: str) -> str:
    """Return the words of a mail address's local part as a name: dana.reed@x.com is "dana reed"."""
    return " ".join(_LETTERS.findall(email.partition("@")[0]))


def is_shared(email: str | None) -> bool:
    """Tell whether an address is a place's, such as info@ or purchasing@, and not a person's."""
    return email is not None and "@" in email and not person_words(name_of_email(email))
