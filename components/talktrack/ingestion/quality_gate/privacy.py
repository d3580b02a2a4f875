"""What must not go on before anybody processes it: refused recordings, card codes, heaps of secrets, lists, minors.

Single numbers, names and passwords are no reason to hold a conversation back: redaction takes them out (a tenant that
may not even seal card numbers can have them held back). Held back is
what may not be kept at all (the security code or PIN of a card, whatever was said after "do not record me"), what was
hardly meant to be sent (a file of credentials, a list of customers), and children.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from talktrack.core.card_codes import CUE, code_behind
from talktrack.core.luhn import luhn

_DIGIT = r"(?:\d|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_ONE_DIGIT = re.compile(_DIGIT)
_DIGITS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
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
_PIN = re.compile(
    r"\b(?:pin|geheimzahl)\b(?: ?-?(?:code|number|nummer))?(?: (?:of|for) (?:the|my|this) card)?"
    r"(?= (?:is|was|ist|lautet|est|es|it's|please)\b|\s?[:,?]| ?\d)",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"\b(?:(?:credit |debit |master ?|bank ?)?cards?|visa|amex|american express|cvv2?|cvc2?|\w{0,12}karte|"
    r"carte (?:bancaire|bleue|de crédit)|(?:la|ma|sa|votre) carte|tarjeta)\b",
    re.IGNORECASE,
)
_CARD_NUMBER = re.compile(rf"(?<![\w.])(?:{_DIGIT}[ ,.-]{{0,2}}){{12,18}}{_DIGIT}(?!\w)")
_KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY")
_TOKEN = re.compile(
    r"(?<!\w)(?:(?:AKIA|ASIA)[0-9A-Z]{16}\b|gh[pousr]_\w{30,60}|github_pat_\w{20,90}|xox[abprs]-[\w-]{10,90}"
    r"|AIza[\w-]{30,40}|sk[-_](?:live|test|proj|ant)[-_][\w-]{12,90}|eyJ[\w-]{10,400}\.[\w-]{10,400})"
)
_ASSIGNED = re.compile(
    r"(?:passw(?:or)?d|pwd|passphrase|secret|api[_ -]?key|access[_ -]?key|auth[_ -]?token)"
    r"[\"']?\s?(?:=>|[:=])\s?[\"']?[^\s\"']{4,80}",
    re.IGNORECASE,
)
_LOGIN_LINK = re.compile(r"://[^\s:/@]{1,60}:[^\s@/]{1,80}@")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w.+])(?:\d{3}-\d{2}-\d{4}|(?:\d{4}[ -]?){3}\d{1,7}|\+?(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w.])"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_YOUNG = "six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|[6-9]|1[0-7]"
_MINOR = re.compile(
    rf"\bi(?:'m| am) (?:only |just |still )?(?:(?:{_YOUNG}) (?:years?|yrs?)[ -]old"
    r"|in (?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|[1-8](?:st|nd|rd|th)) grade)\b",
    re.IGNORECASE,
)
KEY_BLOCK_WEIGHT = 10
SECRET_WORDS = ("passw", "pwd", "passphrase", "secret", "key", "token")


@dataclass(frozen=True)
class PrivacyFindings:
    """How often each thing was found that must not go on; numbers only."""

    refusals: int
    card_codes: int
    card_numbers: int
    secrets: int
    identifiers: int
    minors: int


def look(texts: Sequence[str]) -> PrivacyFindings:
    """Search the turns of a conversation."""
    texts = [text.replace("’", "'") for text in texts]
    text = "\n".join(texts)
    lower = text.lower()
    return PrivacyFindings(
        refusals=_refusals(texts) if "record" in lower else len(_NO_CONSENT.findall(text)),
        card_codes=_card_codes(text),
        card_numbers=sum(map(_is_card, _CARD_NUMBER.findall(lower))),
        secrets=_secrets(text),
        identifiers=_identifiers(text),
        minors=len(_MINOR.findall(text)),
    )


def _card_codes(text: str) -> int:
    """Count security codes and PINs in a talk about a card; a door has a security code, too."""
    if not _CARD.search(text):
        return 0
    ends = [m.end() for cue in (CUE, _PIN) for m in cue.finditer(text)]
    return len({code for end in ends if (code := code_behind(text, end))})


def _is_card(said: str) -> bool:
    """Tell whether the digits of a number, written or said, end in the right one."""
    return luhn("".join(_DIGITS.get(digit, digit) for digit in _ONE_DIGIT.findall(said)))


def _secrets(text: str) -> int:
    """Count different secrets; a private key weighs as much as a file of them."""
    found = set(_TOKEN.findall(text)) | set(_LOGIN_LINK.findall(text) if "://" in text else ())
    if any(word in text.lower() for word in SECRET_WORDS):
        found |= set(_ASSIGNED.findall(text))
    return len(found) + KEY_BLOCK_WEIGHT * len(_KEY_BLOCK.findall(text))


def _identifiers(text: str) -> int:
    """Count different mail addresses and numbers that belong to a person."""
    mails = _MAIL.findall(text.lower()) if "@" in text else []
    return len({*mails, *_NUMBER.findall(text), *_IBAN.findall(text)})


def _refusals(texts: Sequence[str]) -> int:
    said = sum(bool(_REFUSED.search(text) or _NO_CONSENT.search(text)) for text in texts)
    return said + sum(_declined(asked, answer) for asked, answer in pairwise(texts))


def _declined(asked: str, answer: str) -> bool:
    """Tell whether an answer refuses a recording; after "do you mind" a plain no is a yes."""
    question = _ASKED.search(asked)
    if not question:
        return False
    return bool(_RATHER_NOT.match(answer) or (not _MIND.search(asked) and _NO.match(answer)))
