"""The dictionary: terms by their letters, by their sound, and by either with a letter or two missing.

Near forms are found by symmetric deletion (Garbe, SymSpell, 2012): two strings within edit distance d share a form with
at most d letters deleted, so that a look-up costs the same for ten terms and for ten thousand. Only the first letters
are deleted from: prefixes of two such strings share a form too, and the forms of a long term stay few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.correct.distance import sound

SHORTEST_GUESS = 5
TWO_ERRORS_FROM = 9
SHORTEST_SOUND = 4
ONE_WRONG_SOUND_FROM = 5
PREFIX = 7
_NOT_ALNUM = re.compile(r"[\W_]+")
_COMPANY_FORM = re.compile(
    r",?\s{1,8}(?:inc|llc|ltd|limited|gmbh|ag|corp|corporation|co|plc|bv|sa|sas|oy|ab|group|holdings?)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """How a term is written; `person` marks people, who are only looked for where they are known to be."""

    written: str
    person: bool = False

    @property
    def skeleton(self) -> str:
        """Return the lower-case letters and digits."""
        return skeleton(self.written)


def skeleton(text: str) -> str:
    """Return the lower-case letters and digits of a text, nothing else."""
    return _NOT_ALNUM.sub("", text).lower()


def errors_allowed(size: int) -> int:
    """Return how many edits a skeleton of this length may be away: none below 5 letters, 1, and 2 from 9 letters on."""
    return 0 if size < SHORTEST_GUESS else 1 if size < TWO_ERRORS_FROM else 2


class Dictionary:
    """Terms ready for look-up; `base` is searched too, so that a few names can be laid over the tenant's terms."""

    def __init__(self, terms: Iterable[Term], base: Dictionary | None = None) -> None:
        """Index the terms; the first way to write a skeleton wins."""
        self._exact: dict[str, Term] = {}
        self._near: dict[str, tuple[Term, ...]] = {}
        self._sounds: dict[str, tuple[Term, ...]] = {}
        self._base = base
        for term in terms:
            if term.skeleton and term.skeleton not in self._exact:
                self._add(term)
        own = max(map(len, self._exact), default=0)
        self.longest: int = max(own, base.longest if base else 0)

    def _add(self, term: Term) -> None:
        self._exact[term.skeleton] = term
        _enter(self._near, _deletions(term.skeleton, errors_allowed(len(term.skeleton))), term)
        heard = sound(term.skeleton)
        if len(heard) >= SHORTEST_SOUND and not term.person and not term.written.isupper():
            _enter(self._sounds, _deletions(heard, int(len(heard) >= ONE_WRONG_SOUND_FROM)), term)

    def exact(self, form: str) -> Term | None:
        """Return the term with this skeleton."""
        return self._exact.get(form) or (self._base.exact(form) if self._base else None)

    def near(self, form: str) -> list[Term]:
        """Return the terms that may lie within the allowed edit distance of a skeleton (to be verified)."""
        found = dict.fromkeys(self._base.near(form) if self._base else [])
        for deletion in _deletions(form, errors_allowed(len(form))):
            found |= dict.fromkeys(self._near.get(deletion, ()))
        return list(found)

    def alike(self, heard: str) -> list[Term]:
        """Return the terms whose sound is this one, or may be one sound away (to be verified)."""
        found = dict.fromkeys(self._base.alike(heard) if self._base else [])
        if len(heard) >= SHORTEST_SOUND:
            for form in _deletions(heard, int(len(heard) >= ONE_WRONG_SOUND_FROM)):
                found |= dict.fromkeys(self._sounds.get(form, ()))
        return list(found)


def _enter(index: dict[str, tuple[Term, ...]], forms: Iterable[str], term: Term) -> None:
    """Add a term under each form; most forms have one term, and share one tuple of it."""
    alone = (term,)
    for form in forms:
        index[form] = (*index[form], term) if form in index else alone


def _deletions(form: str, errors: int) -> set[str]:
    """Return the prefix of a form, and all that is left of it with up to `errors` letters deleted."""
    prefix = form[:PREFIX]
    return {
        "".join(prefix[place] for place in kept)
        for count in range(errors + 1)
        for kept in combinations(range(len(prefix)), len(prefix) - count)
    }


@cache
def sales_terms() -> tuple[Term, ...]:
    """Return the terms that every sales team says."""
    return tuple(Term(line) for line in _lines("sales_terms.txt"))


@cache
def frequent_words() -> frozenset[str]:
    """Return the few hundred words of which most English speech is made."""
    return frozenset(word for line in _lines("frequent_words.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    text = (files("talktrack.ingestion.correct") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line]


def tenant_terms(knowledge: Knowledge, glossary: Iterable[str] = ()) -> Iterator[Term]:
    """Yield what this tenant's systems name: its glossary (products), accounts, competitors."""
    yield from (Term(term) for term in glossary)
    yield from (Term(_COMPANY_FORM.sub("", account.name)) for account in knowledge.accounts.values())
    yield from (Term(name) for deal in knowledge.deals.values() for name in deal.competitors)


def people_terms(names: Iterable[str]) -> list[Term]:
    """Return the first, last and full names of people as terms."""
    parts = [part for name in names for part in (name, *name.split())]
    return [Term(part, person=True) for part in dict.fromkeys(parts)]
