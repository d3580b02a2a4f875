"""What is said before a number that tells what it is, and after it that it is only an amount."""

from __future__ import annotations

import re

ACCOUNT_CUE = re.compile(
    r"\b(?:account|acct|routing|iban|sort code|policy|member|customer id|customer number|passport|licen[sc]e|"
    r"wire|bank|tax id|"
    r"record number|patient|kontonummer|konto|compte)(?: (?:number|no\.?|id|nummer))?\b",
    re.IGNORECASE,
)
SSN_CUE = re.compile(r"\b(?:social security|social|ssn)\b", re.IGNORECASE)
CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|credit|debit)\b", re.IGNORECASE)
PHONE_CUE = re.compile(
    r"\b(?:phone|call|cell|mobile|number|reach|dial|text|whatsapp|line|telefon|tel|handy|extension|direct)\b",
    re.IGNORECASE,
)
UNITS = re.compile(
    r"[ \t]{0,3}(?:percent|dollars?|euros?|pounds?|hours?|seats?|users?|people|units?|rows|records|bucks)\b",
    re.IGNORECASE,
)


def last(cue: re.Pattern[str], text: str) -> int:
    """Return where the last cue ends, -1 when there is none."""
    return max((match.end() for match in cue.finditer(text)), default=-1)
