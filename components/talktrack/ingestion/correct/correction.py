"""Correcting one text or conversation: one pass over its tokens, a look-up per window of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from talktrack.core.conversation import Conversation
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.knowledge import Knowledge
from talktrack.core.vocabulary import common_words
from talktrack.ingestion.correct.dictionary import (
    Dictionary,
    Term,
    errors_allowed,
    people_terms,
    sales_terms,
    skeleton,
    tenant_terms,
)
from talktrack.ingestion.correct.distance import distance, sound

LONGEST_WINDOW = 4
SHORTEST_WORD = 3
LONG_TERM = 7
LONG_NAME = 6
_TOKEN = re.compile(r"[^\W_]+(?:['’&.-][^\W_]+)*")


class Corrector:
    """Terms of one tenant, ready to correct conversation after conversation."""

    def __init__(self, knowledge: Knowledge, extra: Iterable[str] = ()) -> None:
        """Index the sales dictionary and the tenant's own terms."""
        self._knowledge = knowledge
        self._terms = Dictionary([*tenant_terms(knowledge, extra), *sales_terms()])

    def correct(self, conversation: Conversation) -> Conversation:
        """Return the conversation with misheard terms repaired, every repair recoverable."""
        dictionary = Dictionary(people_terms(self._people(conversation)), self._terms)
        rewrites = {i: corrections(turn.text, dictionary) for i, turn in enumerate(conversation.turns)}
        return with_rewrites(conversation, {i: found for i, found in rewrites.items() if found})

    def _people(self, conversation: Conversation) -> Iterator[str]:
        """Yield the names of those who take part and of their colleagues in the CRM."""
        yield from (p.name for p in conversation.participants if p.name)
        contacts = [self._knowledge.contacts.get(p.crm_contact_id or "") for p in conversation.participants]
        for account in sorted({c.account_id for c in contacts if c and c.account_id}):
            yield from (c.name for c in self._knowledge.contacts_by_account.get(account, []))


def corrections(text: str, dictionary: Dictionary) -> list[Replacement]:
    """Return replacements, left to right; of the windows that begin at a word the longest match wins."""
    tokens = list(_TOKEN.finditer(text))
    found: list[Replacement] = []
    index = 0
    while index < len(tokens):
        size, term = _match(text, tokens, index, dictionary)
        if term is None:
            index += 1
            continue
        start, end = tokens[index].start(), tokens[index + size - 1].end()
        if text[start:end] != term.written:
            found.append(Replacement(start, end, term.written, "term"))
        index += size
    return found


def _match(text: str, tokens: list[re.Match[str]], index: int, dictionary: Dictionary) -> tuple[int, Term | None]:
    for size in range(min(LONGEST_WINDOW, len(tokens) - index), 0, -1):
        words = [token.group() for token in tokens[index : index + size]]
        if size > 1 and not _adjacent(text, tokens[index : index + size]):
            continue
        term = _heard(words, dictionary)
        if term is not None:
            return size, term
    return 1, None


def _adjacent(text: str, tokens: list[re.Match[str]]) -> bool:
    return all(text[a.end() : b.start()] in {" ", "-", ". "} for a, b in pairwise(tokens))


def _heard(words: list[str], dictionary: Dictionary) -> Term | None:
    """Return the term that these words were meant to be, None when that is not nearly certain."""
    form = skeleton("".join(words))
    if not form or len(form) > dictionary.longest + 2:
        return None
    exact = dictionary.exact(form)
    if exact is not None:
        return exact if _sure(words, exact) else None
    if any(ch.isdigit() for ch in form) or (len(words) == 1 and _ordinary(words[0])):
        return None
    return _nearest(words, form, dictionary)


def _sure(words: list[str], term: Term) -> bool:
    """Judge an exact skeleton: ordinary words keep their meaning unless run together they spell a long term.

    "data bricks" and "sales force" are terms misheard, "s o w" is one spelled out, "may be" is none.
    """
    if len(words) == 1:
        return not _ordinary(words[0])
    written_so = len(term.written.split()) == len(words)
    spelled = any(len(word) < SHORTEST_WORD for word in words)
    return written_so or spelled or len(term.skeleton) >= LONG_TERM or not all(_ordinary(word) for word in words)


def _ordinary(word: str) -> bool:
    """Say whether a word, or what it is inflected from, is plain English."""
    stem = word.lower().replace("’", "'").removesuffix("'s")
    forms = (stem, stem.removesuffix("s"), stem.removesuffix("ed"), stem.removesuffix("ing"))
    return any(form in common_words() for form in forms)


def _nearest(words: list[str], form: str, dictionary: Dictionary) -> Term | None:
    """Return the only term within the allowed distance; with a runner-up as near, nothing is certain."""
    limit = errors_allowed(len(form))
    if not limit:
        return None
    scored = sorted(
        ((distance(form, term.skeleton, limit), term.written, term) for term in dictionary.near(form)),
        key=lambda item: item[:2],
    )
    scored = [item for item in scored if item[0] <= min(limit, errors_allowed(len(item[2].skeleton)))]
    if not scored or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0][2] if _plausible(words, form, scored[0][2], scored[0][0]) else None


def _plausible(words: list[str], form: str, term: Term, edits: int) -> bool:
    """Ask for the same sound, or at least the same first letter and no run of plain words; Maria is not Marta."""
    if sound(form) == sound(term.skeleton):
        return True
    if form[0] != term.skeleton[0] or (len(words) > 1 and all(_ordinary(w) for w in words)):
        return False
    if term.person:
        return edits == 1 and len(form) >= LONG_NAME and form[-1] == term.skeleton[-1]
    return True
