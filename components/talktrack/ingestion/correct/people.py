"""Names of the people around a conversation: repaired only where one odd word sounds like one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from talktrack.ingestion.correct.dictionary import Term
from talktrack.ingestion.correct.distance import distance
from talktrack.ingestion.correct.english import english
from talktrack.ingestion.correct.hearing import Guess
from talktrack.ingestion.correct.pronunciation import sounds
from talktrack.ingestion.correct.sound_index import consonants
from talktrack.ingestion.correct.tokens import Token

SHORTEST_GUESS = 5
TWO_ERRORS_FROM = 9
LONG_NAME = 6
SURE = 6.0
"""Bits of evidence for a name of a letter or two less: it is the only one near, and of somebody who is there."""


@dataclass(frozen=True)
class Names:
    """First and last names by their small letters."""

    known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[str]) -> Names:
        """Take full names apart."""
        return cls({part.lower(): part for name in people for part in name.split()})

    def meant(self, word: str) -> str | None:
        """Return the only name that a word misspells; None when it is a name itself, or might be somebody else's."""
        heard = word.lower()
        limit = errors_allowed(len(heard))
        if not limit or heard in self.known:
            return None
        near = sorted((distance(heard, name, limit), name) for name in self.known)
        close = [(errors, name) for errors, name in near if errors <= min(limit, errors_allowed(len(name)))]
        if not close or (len(close) > 1 and close[0][0] == close[1][0]):
            return None
        errors, name = close[0]
        return self.known[name] if _same_person(heard, name, errors) else None

    def found(self, tokens: Iterable[Token]) -> Iterator[tuple[int, int, Guess]]:
        """Yield the names that odd words misspell."""
        for token in tokens:
            if token.free and not token.number and not english().knows(token.lower):
                name = self.meant(token.text)
                if name:
                    yield token.start, token.end, Guess(Term(name), SURE, SURE)


def errors_allowed(size: int) -> int:
    """Return how many letters of a name this long may be wrong: none below 5, 1, and 2 from 9 on."""
    return 0 if size < SHORTEST_GUESS else 1 if size < TWO_ERRORS_FROM else 2


def _same_person(heard: str, name: str, errors: int) -> bool:
    """Maria is not Marta: a name must sound the same, or be long and differ inside."""
    inside = heard[0] == name[0] and heard[-1] == name[-1]
    return consonants(sounds(heard)) == consonants(sounds(name)) or (errors == 1 and len(heard) >= LONG_NAME and inside)
