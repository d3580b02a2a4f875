"""Which terms may have been heard as some sounds: a look-up by their consonants, whatever the number of terms.

Consonants that are easily confused fall together, weak ones and vowels are left out. Keys of enough consonants are
entered with one of them left out too (symmetric deletion: Garbe, SymSpell, 2012), so that one consonant may be heard
wrongly, too many or not at all. Short keys would match anything; there the vowels take part, as one class.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from talktrack.ingestion.correct.dictionary import Term
from talktrack.ingestion.correct.pronunciation import VOWELS
from talktrack.ingestion.correct.spelling import sayings

ONE_ERROR_FROM = 4
CONSONANTS_ALONE_FROM = 3
LONGER = 4
_WEAK = "hwy"
_CLASS = str.maketrans("bdDTgvzSZCJm", "pttTkfsssCCn", _WEAK)
_VOWELS_AS_ONE = str.maketrans(dict.fromkeys(VOWELS, "A"))


def consonants(said: str) -> str:
    """Return the classes of the consonants; the same one twice in a row, as at the joint of two words, counts once."""
    return "".join(letter for letter, _ in groupby(said.translate(_CLASS)) if letter not in VOWELS)


def keys(said: str) -> set[str]:
    """Return the keys under which sounds are entered and looked up: two strings with one in common may be alike."""
    heard = consonants(said)
    if len(heard) < CONSONANTS_ALONE_FROM:
        return {"".join(letter for letter, _ in groupby(said.translate(_CLASS).translate(_VOWELS_AS_ONE)))}
    if len(heard) < ONE_ERROR_FROM:
        return {heard}
    return {heard, *(heard[:at] + heard[at + 1 :] for at in range(len(heard)))}


class SoundIndex:
    """Terms by what they sound like."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Enter every saying of every term."""
        entered: dict[str, dict[tuple[Term, str], None]] = {}
        self.longest = 0
        for term in terms:
            for said in filter(None, sayings(term.written)):
                self.longest = max(self.longest, len(said))
                for key in keys(said):
                    entered.setdefault(key, {})[term, said] = None
        self._entered = {key: tuple(found) for key, found in entered.items()}
        self.near = lru_cache(maxsize=1 << 16)(self._near)

    def _near(self, heard: str) -> tuple[tuple[Term, str], ...]:
        """Return the terms, each with its saying, that may have been heard so (to be verified)."""
        if len(heard) > self.longest + LONGER:
            return ()
        found: dict[tuple[Term, str], None] = {}
        for key in sorted(keys(heard)):
            found |= dict.fromkeys(self._entered.get(key, ()))
        return tuple(found)
