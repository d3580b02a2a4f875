"""Numbers that belong to a person, written in digits: phones, cards, accounts, social security numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import number_cues as cues
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.checks import luhn
from talktrack.engines.personal_data.spans import ACCOUNT, CARD, PHONE, SSN

PHONE_DIGITS = range(7, 16)
CARD_DIGITS = range(13, 20)
NANP_DIGITS = 10
SSN_DIGITS = 9
LONG_DIGITS = 9
_WRITTEN = re.compile(
    r"(?<![\w$€£.,])(?P<run>(?:\+ ?)?\(?\d(?:[ ().\-/]{0,3}\d){5,24})(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w%])",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d{1,2})?")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d")
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_DECIMAL = re.compile(r"\d{1,4}\.\d{5,}")
_NO_NUMBERS = (_DATE, _YEARS, _IP, _DECIMAL)
_SSN_FORM = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}")


def written_numbers(block: Block) -> list[PersonalData]:
    """Return the personal numbers written in digits."""
    found = []
    for match in block.in_digits(_WRITTEN):
        kind = _kind_of_written(block, match)
        if kind:
            found.append(PersonalData(match.start(), match.end(), *kind))
    return found


def loose_numbers(block: Block) -> Iterator[tuple[int, int]]:
    """Yield the places of all digits in a row that could be a telephone number of some country."""
    for match in block.in_digits(_WRITTEN):
        run = match.group()
        amount = _GROUPED.fullmatch(run) or any(form.fullmatch(run) for form in _NO_NUMBERS)
        if not amount and sum(ch.isdigit() for ch in run) in PHONE_DIGITS:
            yield match.span()


def _kind_of_written(block: Block, match: re.Match[str]) -> tuple[str, float] | None:
    run = match["run"]
    digits = "".join(ch for ch in run if ch.isdigit())
    before = block.before(match.start())
    if any(form.fullmatch(run) for form in _NO_NUMBERS) or cues.UNITS.match(block.text, match.end()):
        return None
    if len(digits) in CARD_DIGITS and luhn(digits):
        return CARD, 0.95
    if len(digits) == SSN_DIGITS and (_SSN_FORM.fullmatch(run) or cues.SSN_CUE.search(before)):
        return SSN, 0.9
    if cues.last(cues.ACCOUNT_CUE, before) >= max(cues.last(cues.PHONE_CUE, before), 0) and not _NANP.fullmatch(run):
        return ACCOUNT, 0.85
    return _phone_or_account(run, digits, before)


def _phone_or_account(run: str, digits: str, before: str) -> tuple[str, float] | None:
    if _NANP.fullmatch(run) or (run.startswith("+") and len(digits) in PHONE_DIGITS):
        return PHONE, 0.9
    if cues.PHONE_CUE.search(before) and len(digits) in PHONE_DIGITS and not _GROUPED.fullmatch(run):
        return PHONE, 0.8
    if len(digits) >= LONG_DIGITS and not _GROUPED.fullmatch(run):
        return (PHONE, 0.6) if len(digits) == NANP_DIGITS or run.startswith("0") else (ACCOUNT, 0.6)
    return None
