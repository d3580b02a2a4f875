"""What must not go on before anybody processes it: refused recordings, card codes, heaps of secrets, lists, minors.

Single numbers, names and passwords are no reason to hold a conversation back: redaction takes them out. Held back is
what may not be kept at all (the security code or PIN of a card, whatever was said after "do not record me"), what was
hardly meant to be sent (a file of credentials, a list of customers), and children.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_DIGIT = r"(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_RECORD = re.compile(r"record", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:do not|don't|dont|did not|didn't|can't|cannot|won't|will not|never|not) (?:\w+ )?"
    r"(?:want|wish|like|agree|consent|allow|permit|authori[sz]e|comfortable|okay|ok|happy)"
    r"(?:,? \w+){0,5} (?:(?:be|being|get|getting|is|was|call|meeting|conversation|me|us|this|you|it) record(?:ed|ing)"
    r"|to record)\b"
    r"|\b(?:please|can you|could you|would you|will you|i want you to|i need you to|you must) (?:please )?"
    r"(?:stop|turn off|switch off|shut off|delete|do not|don't) (?:the |this |that |your )?record(?:ing|er)?\b"
    r"|\b(?:opt|opting|opted) out of (?:\w+ )?(?:\w+ )?record",
    re.IGNORECASE,
)
_NO_CONSENT = re.compile(
    r"\bi (?:hereby )?(?:withdraw|revoke|refuse|deny|decline)(?: to give)? (?:my |any |you )?(?:consent|permission)\b"
    r"|\bi (?:do not|don't|did not|didn't|never|won't|will not)(?: give(?: you)?| gave(?: you)?)?(?: my| any)?"
    r" (?:consent|permission)\b(?! letter| form)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\brecord(?:ed|ing)?\b[^.!?\n]{0,120}\?", re.IGNORECASE)
_MIND = re.compile(r"\bmind\b", re.IGNORECASE)
_RATHER_NOT = re.compile(
    r"\W*(?:\w+\W+){0,4}(?:rather (?:you )?(?:not|didn't|did not)"
    r"|prefer (?:not|you didn't|if you didn't|that you don't)"
    r"|(?:please|i'd) (?:don't|do not)|i do mind|i'm not comfortable|i am not comfortable)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\W*(?:sorry,? |um,? |uh,? )?no\b"
    r"(?!\W+(?:problem|worries|objection|issue|not at|go |that|it|of course|sure|fine|you))",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|cv2|card verification|security code|(?:card )?pin(?: code| number)?"
    r"|(?:three|3|four|4)[ -]digits? (?:code )?(?:on|at) the (?:back|front))\b"
    r"[^\n\d]{0,30}?(?:\n[^\n\d]{0,20}?)?"
    rf"(?<![\w.$])(?:{_DIGIT}[ ,-]{{0,2}}){{2,3}}{_DIGIT}(?![\w%])",
    re.IGNORECASE,
)
_CARD = re.compile(r"\b(?:card|visa|mastercard|amex|credit|debit|cvv2?|cvc2?)\b", re.IGNORECASE)
_KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY")
_SECRET = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,60}|\bgithub_pat_\w{20,90}|\bxox[abprs]-[\w-]{10,90}"
    r"|\bAIza[\w-]{30,40}|\bsk[-_](?:live|test|proj|ant)[-_][\w-]{12,90}|\beyJ[\w-]{10,400}\.[\w-]{10,400}"
    r"|\b(?:password|passwd|pwd|passphrase|secret|api[_ -]?key|access[_ -]?key|auth[_ -]?token|client[_ -]?secret)"
    r"[\"']?\s?(?::=|=>|[:=])\s?[\"']?[^\s\"']{4,80}"
    r"|\b[a-z][a-z0-9+]{1,15}://[^\s:/@]{1,60}:[^\s@/]{1,80}@",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}\b"
    r"|\b\d{3}-\d{2}-\d{4}\b"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"
    r"|(?<![\w.])(?:\d{4}[ -]?){3}\d{1,7}(?![\w.])"
    r"|(?<![\w.])\+?(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)",
    re.IGNORECASE,
)
_YOUNG = "six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|[6-9]|1[0-7]"
_MINOR = re.compile(
    rf"\bi(?:'m| am) (?:only |just |still )?(?:(?:{_YOUNG}) (?:years?|yrs?)[ -]old"
    r"|in (?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|[1-8](?:st|nd|rd|th)) grade)\b",
    re.IGNORECASE,
)
KEY_BLOCK_WEIGHT = 10


@dataclass(frozen=True)
class PrivacyFindings:
    """How often each thing was found that must not go on; numbers only."""

    refusals: int
    card_codes: int
    secrets: int
    identifiers: int
    minors: int


def look(texts: Sequence[str]) -> PrivacyFindings:
    """Search the turns of a conversation."""
    texts = [text.replace("’", "'") for text in texts]
    text = "\n".join(texts)
    return PrivacyFindings(
        refusals=_refusals(texts) if _RECORD.search(text) else len(_NO_CONSENT.findall(text)),
        card_codes=len(_CODE.findall(text)) if _CARD.search(text) else 0,
        secrets=len(set(_SECRET.findall(text))) + KEY_BLOCK_WEIGHT * len(_KEY_BLOCK.findall(text)),
        identifiers=len(set(map(str.lower, _IDENTIFIER.findall(text)))),
        minors=len(_MINOR.findall(text)),
    )


def _refusals(texts: Sequence[str]) -> int:
    said = sum(bool(_REFUSED.search(text) or _NO_CONSENT.search(text)) for text in texts)
    return said + sum(_declined(asked, answer) for asked, answer in pairwise(texts))


def _declined(asked: str, answer: str) -> bool:
    """Tell whether an answer refuses a recording; after "do you mind" a plain no is a yes."""
    question = _ASKED.search(asked)
    if not question:
        return False
    return bool(_RATHER_NOT.match(answer) or (not _MIND.search(asked) and _NO.match(answer)))
