"""Correcting a conversation with the terms of its tenant and the names of the people around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from talktrack.core.conversation import Conversation
from talktrack.core.edits import with_rewrites
from talktrack.core.knowledge import Knowledge
from talktrack.ingestion.correct.dictionary import sales_terms, tenant_terms
from talktrack.ingestion.correct.language import is_english
from talktrack.ingestion.correct.people import Names
from talktrack.ingestion.correct.punctuation import Punctuation
from talktrack.ingestion.correct.terms import Terms, is_right


class Corrector:
    """Terms of one tenant, ready to correct conversation after conversation."""

    def __init__(
        self, knowledge: Knowledge, glossary: Iterable[str] = (), punctuation: Punctuation | None = None
    ) -> None:
        """Index the sales dictionary and the tenant's own terms; `glossary` names its products and other words.

        `punctuation` marks what is bare: by rules, unless it was made with a model.
        """
        self._knowledge = knowledge
        self._punctuation = punctuation or Punctuation()
        self._terms = Terms([*tenant_terms(knowledge, glossary), *sales_terms()])

    def correct(self, conversation: Conversation) -> Conversation:
        """Return the conversation with misheard terms repaired and bare text punctuated, every edit recoverable.

        Terms are repaired in English only; in another language these sounds and these words tell nothing.
        """
        people = list(self._people(conversation))
        english = is_english(conversation)
        repaired = self._repaired(conversation, Names.of(people)) if english else conversation
        missing = self._punctuation.missing(conversation, english=english)
        return self._punctuation.punctuate(repaired, missing, people)

    def _repaired(self, conversation: Conversation, names: Names) -> Conversation:
        texts = [turn.text for turn in conversation.turns]
        hits = [self._terms.hits(text) for text in texts]
        said = frozenset(
            hit.value.written
            for text, found in zip(texts, hits, strict=True)
            for hit in found
            if is_right(text, hit)
        )  # fmt: skip
        rewrites = {
            index: self._terms.corrections(text, found, said, names)
            for index, (text, found) in enumerate(zip(texts, hits, strict=True))
        }
        return with_rewrites(conversation, {index: made for index, made in rewrites.items() if made})

    def _people(self, conversation: Conversation) -> Iterator[str]:
        """Yield the names of those who take part and of their colleagues in the CRM."""
        yield from (p.name for p in conversation.participants if p.name)
        contacts = [self._knowledge.contacts.get(p.crm_contact_id or "") for p in conversation.participants]
        for account in sorted({c.account_id for c in contacts if c and c.account_id}):
            yield from (c.name for c in self._knowledge.contacts_by_account.get(account, []))
