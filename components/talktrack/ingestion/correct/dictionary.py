"""The terms: the sales dictionary, what the tenant's systems name, and the people around a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from talktrack.core.knowledge import Knowledge

_COMPANY_FORM = re.compile(
    r",?\s{1,8}(?:inc|llc|ltd|limited|gmbh|ag|corp|corporation|co|plc|bv|sa|sas|oy|ab|group|holdings?)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """How a term is written; `own` marks the tenant's terms, which its calls name far more often than others."""

    written: str
    own: bool = False


@cache
def sales_terms() -> tuple[Term, ...]:
    """Return the terms that every sales team says."""
    text = (files("talktrack.ingestion.correct") / "sales_terms.txt").read_text(encoding="utf-8")
    return tuple(Term(line) for line in text.splitlines() if line)


def tenant_terms(knowledge: Knowledge, glossary: Iterable[str] = ()) -> Iterator[Term]:
    """Yield what this tenant's systems name: its glossary (products), accounts, competitors."""
    yield from (Term(term, own=True) for term in glossary)
    yield from (Term(_COMPANY_FORM.sub("", account.name), own=True) for account in knowledge.accounts.values())
    yield from (Term(name, own=True) for deal in knowledge.deals.values() for name in deal.competitors)
