"""How private a conversation is, judged before redaction by what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from talktrack.core.conversation import Conversation

PUBLIC, INTERNAL, CONFIDENTIAL, RESTRICTED = "public", "internal", "confidential", "restricted"
RESTRICTED_KINDS = frozenset(
    {
        *("CREDIT_CARD", "IBAN_CODE", "ACCOUNT_NUMBER", "CREDENTIAL", "URL", "DATE_OF_BIRTH"),
        *("US_SSN", "US_ITIN", "US_DRIVER_LICENSE", "PASSPORT", "UK_NINO", "UK_NHS", "DE_TAX_ID", "FR_NIR", "ES_NIF"),
        *("ES_NIE", "IT_FISCAL_CODE", "IN_AADHAAR", "IN_PAN", "CA_SIN", "AU_TFN"),
    }
)
HARMLESS_KINDS = frozenset({"GPE", "ORGANIZATION", "DATE_TIME", "TITLE", "AGE", "ZIP_CODE", "DOMAIN_NAME"})
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

    restricted: a payment card, bank account, number that a state gave, birth date, credential, opening link or
    somebody's health is in it. confidential: anything else that tells who somebody is. internal: nothing of this, but
    the conversation is tied to the CRM. public: neither. Places, dates and the like alone, which are hidden only on
    demand, make nothing confidential.
    """
    found = set(kinds)
    if found & RESTRICTED_KINDS or any(_HEALTH.search(turn.text) for turn in conversation.turns):
        return RESTRICTED
    if found - HARMLESS_KINDS or any(p.name or p.email or p.phone for p in conversation.participants):
        return CONFIDENTIAL
    return INTERNAL if conversation.account_id or conversation.deal_id else PUBLIC
