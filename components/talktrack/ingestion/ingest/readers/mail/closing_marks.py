"""Recognises how mails end: farewells, footers of phones, disclaimers; and the warnings that servers put above them.

Every pattern sees single short lines, or paragraphs of bounded length.
"""

from __future__ import annotations

import re

from talktrack.ingestion.ingest.readers.mail import closing_words as words

MAX_LINE_CHARACTERS = 100
MAX_PARAGRAPH_CHARACTERS = 4000

_FAREWELL = re.compile(rf"(?:{'|'.join(words.FAREWELLS.values())})\s?[,.!;:]{{0,3}}", re.IGNORECASE)
_FOOTER = re.compile(rf"\W{{0,3}}(?:{'|'.join(words.FOOTERS.values())})", re.IGNORECASE)
_DISCLAIMER = re.compile(rf"\W{{0,5}}(?:{'|'.join(words.DISCLAIMER_TITLES.values())})\b", re.IGNORECASE)
_THIS_MAIL = re.compile(rf"\b(?:{words.THIS}) (?:\w{{1,20}} ){{0,2}}?(?:{words.MAIL})\b", re.IGNORECASE)
_WARNING = re.compile(
    r"\W{0,5}(?:caution|warning|external|attention|notice|achtung|vorsicht|extern)\b[^\n]{0,80}?"
    r"(?:external|outside|originated|extern|außerhalb)",
    re.IGNORECASE,
)
_SECRECY = tuple("|".join(words.SECRECY.values()).split("|"))
_READERS = tuple("|".join(words.READERS.values()).split("|"))


def is_farewell(line: str) -> bool:
    """Tell whether a line is nothing but a farewell such as ``Kind regards,``."""
    return len(line) <= MAX_LINE_CHARACTERS and _FAREWELL.fullmatch(line) is not None


def is_footer(line: str) -> bool:
    """Tell whether a line is what a mail program adds: ``Sent from my iPhone``."""
    return len(line) <= MAX_LINE_CHARACTERS and _FOOTER.match(line) is not None


def is_disclaimer(paragraph: str) -> bool:
    """Tell whether a paragraph is a legal footer: it is called so, or speaks of this mail, secrecy and readers."""
    text = paragraph[:MAX_PARAGRAPH_CHARACTERS]
    if _DISCLAIMER.match(text):
        return True
    lower = text.lower()
    is_legal = any(word in lower for word in _SECRECY) and any(word in lower for word in _READERS)
    return is_legal and _THIS_MAIL.search(text) is not None


def is_warning(paragraph: str) -> bool:
    """Tell whether a paragraph is what a mail server puts above mails from outside."""
    return len(paragraph) <= MAX_PARAGRAPH_CHARACTERS and _WARNING.match(paragraph) is not None
