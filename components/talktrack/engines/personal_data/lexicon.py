"""General word lists: names, places and plain English, so that a capital letter can be judged; all lower-case."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talktrack.core.vocabulary import common_words
from talktrack.engines.personal_data.spans import words

SHORTEST_LISTED = 3
SHORT_NAMES = words("al bo cy ed jo li lu mo qi ty vi wu xi xu yi yu")
GERMAN_MONTHS = words("juni juli mai")
FIRST_OF_ALL_NAMES = words(
    "jack sam frank ben chris eric joe joey josh kurt martin peter scott sebastian simon don pat alex kim lee"
)


@dataclass(frozen=True)
class Lexicon:
    """What single words can be. `given` are first names that are nothing else, `doubtful` ones that are also words."""

    given: frozenset[str]
    doubtful: frozenset[str]
    family: frozenset[str]
    plain: frozenset[str]
    places: frozenset[str]
    place_heads: frozenset[str]
    frequent: frozenset[str]

    def known(self, word: str) -> bool:
        """Say whether any list has the word."""
        return word in self.plain or word in self.given or word in self.family or word in self.places


@cache
def lexicon() -> Lexicon:
    """Return the lists of this package."""
    frequent = frozenset(_read("frequent_names").split())
    plain = frozenset(_read("dictionary").split()) | {word for word in common_words() if len(word) < SHORTEST_LISTED}
    everyday = (common_words() & plain - FIRST_OF_ALL_NAMES) | frozenset({"april", "may", "june", "august", "said"})
    plain |= GERMAN_MONTHS
    places = frozenset(_read("places").splitlines() + _read("more_places").splitlines())
    given = _with_bare(frozenset(_read("given_names").split())) | frequent | SHORT_NAMES
    clear = (given - plain - places) | (frequent - everyday)
    return Lexicon(
        given=clear,
        doubtful=given - clear,
        family=_with_bare(frozenset(_read("family_names").split())),
        plain=plain,
        places=places,
        place_heads=frozenset(place.split()[0] for place in places),
        frequent=frequent,
    )


@cache
def group_names() -> frozenset[str]:
    """Return nationalities, religions and political groups, in the singular."""
    return frozenset(_read("groups").splitlines())


def _with_bare(names: frozenset[str]) -> frozenset[str]:
    """Add each name without its accents."""
    return names | {bare(name) for name in names if not name.isascii()}


def bare(word: str) -> str:
    """Return a word without accents."""
    return "".join(ch for ch in unicodedata.normalize("NFD", word) if not unicodedata.combining(ch))


def _read(name: str) -> str:
    return (files("talktrack.engines.personal_data") / "lexicons" / f"{name}.txt").read_text(encoding="utf-8")
