"""Subjects without what programs put before them: ``Re:``, ``AW:``, ``Fwd:``, ``[EXTERNAL]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_SUBJECT_CHARACTERS = 500
MAX_PREFIXES = 20

_REPLY = "re|aw|antw(?:ort)?|antwort|sv|vs|ref|réf|rép|res|odp|ynt|απ|на|回复|回覆|答复|返信|답장"
_FORWARD = "fwd?|wg|tr|rv|enc|doorst|vl|pd|i|ilt|πρθ|转发|轉寄|転送|전달"
_PREFIX = re.compile(
    rf"\s*(?:(?P<reply>{_REPLY})|(?:{_FORWARD})|r)\s?(?:[\[(]\d{{1,3}}[\])])?\s?[:：]|"
    r"\s*\[(?:external(?: email)?|ext|extern|e-?mail externe)\]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mail is about, and whether its prefix says that it answers another."""

    title: str
    is_reply: bool


def parse(value: str) -> Subject:
    """Return the subject of a decoded field."""
    title, is_reply = value[:MAX_SUBJECT_CHARACTERS], False
    for _ in range(MAX_PREFIXES):
        found = _PREFIX.match(title)
        if not found:
            break
        is_reply = is_reply or found["reply"] is not None
        title = title[found.end() :]
    return Subject(title.strip(), is_reply)
