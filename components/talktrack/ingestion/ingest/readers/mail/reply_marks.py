"""Recognises the marks of mail programs around what others wrote before; every pattern sees single short lines only."""

from __future__ import annotations

import re

from talktrack.ingestion.ingest.readers.mail.reply_words import alternatives

MAX_MARK_CHARACTERS = 400
MAX_FIELD_CHARACTERS = 40

# The fields that programs print above a quoted mail.
SENDER, SENT, RECEIVER, SUBJECT = "sender", "sent", "receiver", "subject"

_DIVIDERS = alternatives("divider")
_DIVIDER = re.compile(rf"[-_=*]{{2,60}} ?(?:{_DIVIDERS})(?:[ -][^\n]{{0,120}})?|(?:{_DIVIDERS})\s?[:：]", re.IGNORECASE)
_RULE = re.compile(r"[_-]{20,200}")
_WROTE = re.compile(rf"(?<![a-zà-žа-я])(?:{alternatives('wrote')})(?![a-zà-žа-я])", re.IGNORECASE)
_DAY = rf"\W{{0,10}}(?:{alternatives('before_day')})\b[^\d\n]{{0,40}}\d"
_DAY_OPENING = re.compile(_DAY, re.IGNORECASE)
_OPENING = re.compile(rf"{_DAY}|\W{{0,10}}(?:[a-zà-žа-я]{{2,12}}[.,] ?\d|\d)", re.IGNORECASE)
_WHEN = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d{2}\b|\d年")
_ADDRESS = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{2,190}")
_ENDS_IN_ADDRESS = re.compile(r"[<(\[][^\s<>()@]{1,64}@[^\s<>()@]{2,190}[>)\]]\s?[:：]$")
_HEADING = re.compile(
    "|".join(
        rf"[*> ]{{0,4}}(?P<{name}>{alternatives(name)})[* ]{{0,3}}[:：]" for name in (SENDER, SENT, RECEIVER, SUBJECT)
    ),
    re.IGNORECASE,
)


def is_divider(line: str) -> bool:
    """Tell whether a line says that another mail follows, as ``-----Original Message-----`` does."""
    is_stroked = line.startswith(("--", "__", "==", "**"))
    if len(line) > MAX_MARK_CHARACTERS or not (is_stroked or line.endswith((":", "："))):
        return False
    return _DIVIDER.fullmatch(line) is not None or (is_stroked and line.endswith("--") and _is_named(line))


def is_rule(line: str) -> bool:
    """Tell whether a line is one long stroke."""
    return line.startswith(("____", "----")) and _RULE.fullmatch(line) is not None


def heading_field(line: str) -> str | None:
    """Return which field of a mail's heading a line shows: SENDER, SENT, RECEIVER or SUBJECT; None for none."""
    start = line[:MAX_FIELD_CHARACTERS]
    found = _HEADING.match(start) if ":" in start or "：" in start else None
    return found.lastgroup if found else None


def is_attribution(line: str, *, is_quoted_below: bool) -> bool:
    """Tell whether a text says who wrote what follows: ``On Monday, 5 January 2026 at 10:00, Jane Doe wrote:``.

    Above quoted lines the verb or the address is enough. Otherwise all that follows would be lost, so it takes two of
    verb, address and time in their usual places.
    """
    if len(line) > MAX_MARK_CHARACTERS:
        return False
    ends_in_address = _ENDS_IN_ADDRESS.search(line) is not None
    if is_quoted_below:
        return ends_in_address or _WROTE.search(line) is not None
    return _is_named(line) or (ends_in_address and says_when(line))


def says_when(line: str) -> bool:
    """Tell whether a line holds a time of day or a year."""
    return _WHEN.search(line) is not None


def opens_with_day(line: str) -> bool:
    """Tell whether a line begins with the word before a day and a number, as ``On Monday, 5 January`` does."""
    return len(line) <= MAX_MARK_CHARACTERS and _DAY_OPENING.match(line) is not None


def opens_attribution(line: str) -> bool:
    """Tell whether a broken attribution may begin with this line: with a day, the word before it, or an address."""
    return len(line) <= MAX_MARK_CHARACTERS and (_OPENING.match(line) is not None or _is_named(line))


def _is_named(line: str) -> bool:
    """Tell whether a line with a verb of writing says who wrote, or when in the place where programs say it."""
    if _WROTE.search(line) is None:
        return False
    return _ADDRESS.search(line) is not None or (says_when(line) and _OPENING.match(line) is not None)
