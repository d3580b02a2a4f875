"""How private a conversation is, judged before redaction by what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talktrack.core.conversation import Conversation

PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED = "public", "internal", "confidential", "restricted"
RESTRICTED_KINDS = frozenset(
    {"CREDIT_CARD", "US_SSN", "CREDENTIAL", "IBAN_CODE", "ACCOUNT_NUMBER", "DATE_OF_BIRTH", "URL"}
)
_HEALTH = re.compile(
    r"\b(?:my|his|her|your|their|our (?:son|daughter)'s) (?:diagnosis|illness|medication|prescription|surgery|"
    r"cancer|pregnancy|therapy|"
    r"disability|medical (?:record|history|condition)|sick leave)\b|\bmedical record number\b|\bi (?:was|am|"
    r"have been) diagnosed\b|"
    r"\bi have (?:cancer|diabetes|depression|asthma|hiv)\b",
    re.IGNORECASE,
)


def privacy_level(conversation: Conversation, kinds: Iterable[str]) -> str:
    """Return the level.

    restricted: a payment card, bank account, social security number, birth date, credential, opening link or a person's
    health is in it. confidential: any other personal data is. internal: none, but the conversation is tied to the CRM.
    public: neither.
    """
    found = set(kinds)
    if found & RESTRICTED_KINDS or any(_HEALTH.search(turn.text) for turn in conversation.turns):
        return RESTRICTED
    if found or any(p.name or p.email or p.phone for p in conversation.participants):
        return CONFIDENTIAL
    return INTERNAL if conversation.account_id or conversation.deal_id else PUBLIC
