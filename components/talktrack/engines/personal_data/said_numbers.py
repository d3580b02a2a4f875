"""Numbers that belong to a person, said digit by digit: "four one five, five five five, oh one nine nine"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from talktrack.core.luhn import luhn
from talktrack.core.ports import PersonalData
from talktrack.core.spoken_digits import ENGLISH, EVERY, FOREIGN_SIGNS, any_of, digits_said
from talktrack.engines.personal_data import number_cues as cues
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.numbers import CARD_DIGITS, PHONE_DIGITS, SORT_DIGITS, SSN_DIGITS
from talktrack.engines.personal_data.spans import ACCOUNT, CARD, PHONE, SSN

_STEP = r"(?:[ \t]*[,.–-][ \t]*|[ \t]+(?:(?:y|et)[ \t]+)?|[ \t]*\.\.\.[ \t]*)"


def _run_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of four words or more in a row, in small letters (to ignore case costs twice as much)."""
    word = rf"{any_of(words)}|\d{{1,4}}"
    return re.compile(rf"(?<![\w$€£.-])(?:{word})(?:{_STEP}(?:{word})){{3,40}}\b")


_SAID = _run_of(ENGLISH)
_SAID_ABROAD = _run_of(EVERY)
_LETTER = re.compile(r"[^\W\d_]")


def said_numbers(block: Block) -> list[PersonalData]:
    """Return the personal numbers said digit by digit, such as "four one five, five five five, oh one nine nine"."""
    found = []
    for match in chain(_SAID.finditer(block.lower), _abroad(block)):
        digits = digits_said(match.group())
        if digits is None or cues.UNITS.match(block.text, match.end()) or not _LETTER.search(match.group()):
            continue
        kind = _kind_of_said(digits, block.before(match.start()))
        if kind:
            found.append(PersonalData(match.start(), match.end(), kind, 0.85))
    return found


def _abroad(block: Block) -> Iterator[re.Match[str]]:
    """Yield runs of number words of all languages, where a text has such a word that is none in English."""
    if any(sign in block.lower for sign in FOREIGN_SIGNS):
        yield from _SAID_ABROAD.finditer(block.lower)


def _kind_of_said(digits: str, before: str) -> str | None:
    if len(digits) == SORT_DIGITS and cues.SORT_CODE.search(before):
        return ACCOUNT
    if len(digits) in CARD_DIGITS and (luhn(digits) or cues.CARD_CUE.search(before)):
        return CARD
    if len(digits) == SSN_DIGITS and cues.SSN_CUE.search(before):
        return SSN
    if cues.last(cues.ACCOUNT_CUE, before) >= max(cues.last(cues.PHONE_CUE, before), 0) and len(digits) >= min(
        PHONE_DIGITS
    ):
        return ACCOUNT
    if len(digits) in PHONE_DIGITS:
        return PHONE
    return ACCOUNT if len(digits) > max(PHONE_DIGITS) else None
