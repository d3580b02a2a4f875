"""Correcting one text or conversation: one pass over its tokens, a look-up per window of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from talktrack.core.conversation import Conversation
from talktrack.core.edits import Replacement, with_rewrites
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.correct.dictionary import Dictionary, Term, people_terms, sales_terms, tenant_terms
from talktrack.ingestion.correct.hearing import Limits, misheard, written_out

LONGEST_WINDOW = 4
_TOKEN = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_ADDRESS = re.compile(r"[@/\\_.]")


class Corrector:
    """Terms of one tenant, ready to correct conversation after conversation."""

    def __init__(self, knowledge: Knowledge, glossary: Iterable[str] = ()) -> None:
        """Index the sales dictionary and the tenant's own terms; `glossary` names its products and other words."""
        self._knowledge = knowledge
        self._terms = Dictionary([*tenant_terms(knowledge, glossary), *sales_terms()])

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
    """Return replacements, left to right; exact letters win over likeness, longer windows over shorter ones."""
    tokens = list(_TOKEN.finditer(text))
    limits = Limits()
    found: list[Replacement] = []
    index = 0
    while index < len(tokens):
        size, term = _match(text, tokens, index, dictionary, limits)
        if term is not None:
            start, end = tokens[index].start(), tokens[index + size - 1].end()
            if text[start:end] != term.written:
                found.append(Replacement(start, end, term.written, "term"))
        index += size
    return found


def _match(
    text: str, tokens: list[re.Match[str]], index: int, dictionary: Dictionary, limits: Limits
) -> tuple[int, Term | None]:
    windows = list(_windows(text, tokens, index))
    for judge in (written_out, misheard):
        for words in windows:
            term = judge(words, dictionary, limits)
            if term is not None:
                return len(words), term
    return 1, None


def _windows(text: str, tokens: list[re.Match[str]], index: int) -> Iterator[list[str]]:
    """Yield the windows that begin at a token, longest first; mail addresses, links and file names are left alone."""
    token = tokens[index]
    if _ADDRESS.match(text, token.end()) and text[token.end() : token.end() + 2].strip() != ".":
        return
    if token.start() and _ADDRESS.match(text, token.start() - 1):
        return
    size = 1
    while size < LONGEST_WINDOW and index + size < len(tokens) and _adjacent(text, tokens[index : index + size + 1]):
        size += 1
    for count in range(size, 0, -1):
        yield [t.group() for t in tokens[index : index + count]]


def _adjacent(text: str, tokens: list[re.Match[str]]) -> bool:
    return all(text[a.end() : b.start()] in {" ", "-"} for a, b in pairwise(tokens))
