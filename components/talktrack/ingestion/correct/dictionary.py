"""The dictionary: terms by their skeleton (letters and digits only), and by skeletons that lack a letter or two.

The second index is the symmetric-delete scheme (Garbe, SymSpell, 2012): two strings within edit distance d share a form
with at most d letters deleted, so that a look-up costs the same for ten terms and for ten thousand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from talktrack.core.knowledge import Knowledge

SHORTEST_GUESS = 5
TWO_ERRORS_FROM = 9
_NOT_ALNUM = re.compile(r"[\W_]+")
_COMPANY_FORM = re.compile(
    r",?\s+(?:inc|llc|ltd|limited|gmbh|ag|corp|corporation|co|plc|bv|sa|sas|oy|ab|group|holdings?)\.?$", re.IGNORECASE
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
        self._near: dict[str, list[Term]] = defaultdict(list)
        self._base = base
        for term in terms:
            if term.skeleton and term.skeleton not in self._exact:
                self._exact[term.skeleton] = term
                for form in _deletions(term.skeleton, errors_allowed(len(term.skeleton))):
                    self._near[form].append(term)

    def exact(self, form: str) -> Term | None:
        """Return the term with this skeleton."""
        return self._exact.get(form) or (self._base.exact(form) if self._base else None)

    def near(self, form: str) -> list[Term]:
        """Return the terms that may lie within the allowed edit distance of a skeleton (to be verified)."""
        found = dict.fromkeys(self._base.near(form) if self._base else [])
        for deletion in _deletions(form, errors_allowed(len(form))):
            found |= dict.fromkeys(self._near.get(deletion, []))
        return list(found)

    @property
    def longest(self) -> int:
        """Return the length of the longest skeleton."""
        own = max((len(form) for form in self._exact), default=0)
        return max(own, self._base.longest if self._base else 0)


def _deletions(form: str, errors: int) -> Iterator[str]:
    yield form
    for count in range(1, errors + 1):
        for places in combinations(range(len(form)), count):
            yield "".join(ch for index, ch in enumerate(form) if index not in places)


@cache
def sales_terms() -> tuple[Term, ...]:
    """Return the terms that every sales team says."""
    text = (files("talktrack.ingestion.correct") / "sales_terms.txt").read_text(encoding="utf-8")
    return tuple(Term(line) for line in text.splitlines() if line)


def tenant_terms(knowledge: Knowledge, extra: Iterable[str] = ()) -> Iterator[Term]:
    """Yield what this tenant's systems name: given terms (products), accounts, competitors."""
    yield from (Term(term) for term in extra)
    yield from (Term(_COMPANY_FORM.sub("", account.name)) for account in knowledge.accounts.values())
    yield from (Term(name) for deal in knowledge.deals.values() for name in deal.competitors)


def people_terms(names: Iterable[str]) -> list[Term]:
    """Return the first, last and full names of people as terms."""
    parts = [part for name in names for part in (name, *name.split())]
    return [Term(part, person=True) for part in dict.fromkeys(parts)]
