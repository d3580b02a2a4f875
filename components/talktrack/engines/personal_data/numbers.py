"""Numbers that belong to a person, written in digits: phones, cards, accounts, social security numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktrack.core.luhn import luhn
from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import number_cues as cues
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import ACCOUNT, CARD, DEVICE, PHONE, SSN

PHONE_DIGITS = range(7, 16)
CARD_DIGITS = range(13, 20)
NANP_DIGITS = 10
SSN_DIGITS = 9
LONG_DIGITS = 9
SORT_DIGITS = 6
DOCUMENT_REACH, CODE_REACH = 45, 14
DEVICE_DIGITS = range(14, 21)
_WRITTEN = re.compile(
    r"(?<![\w$€£.,])(?P<run>(?:\+ ?)?\(?\d(?:[ ().\-/]{0,3}\d){5,24})(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w%])",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_GROUPED_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+|[1-9]\d{0,2}(?: 000)+")
_NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7]|81|9[78])\d{14}|3[47]\d{13}|3(?:0|6|8|9)\d{12}|"
    r"(?:35|36|38|39|30)\d{14}|(?:5[06-8]|6)\d{12,18}"
)
_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d{1,2})?")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d")
_NANP = re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_OF_YEAR = re.compile(r"(?:19|20)\d\d[-/]\d{3,6}")
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
        if amount or sum(ch.isdigit() for ch in run) not in PHONE_DIGITS:
            continue
        if not _of_document(block.before(match.start())):
            yield match.span()


def _kind_of_written(block: Block, match: re.Match[str]) -> tuple[str, float] | None:
    run = match["run"]
    digits = "".join(ch for ch in run if ch.isdigit())
    before = block.before(match.start())
    if len(digits) == SORT_DIGITS and cues.SORT_CODE.search(before):
        return ACCOUNT, 0.9
    if any(form.fullmatch(run) for form in _NO_NUMBERS) or cues.UNITS.match(block.text, match.end()):
        return None
    return _by_form(run, digits, before) or _by_cue(run, digits, before)


def _by_form(run: str, digits: str, before: str) -> tuple[str, float] | None:
    """Return what check digits or a form tell: a card, a device, a social security number."""
    checked = len(digits) in CARD_DIGITS and luhn(digits)
    if len(digits) in DEVICE_DIGITS and cues.DEVICE_CUE.search(before):
        return DEVICE, 0.98
    if checked and (_card_form(run, digits) or cues.CARD_CUE.search(before)):
        return CARD, 0.98
    if len(digits) == SSN_DIGITS and (_SSN_FORM.fullmatch(run) or cues.SSN_CUE.search(before)):
        return SSN, 0.9
    return None


def _by_cue(run: str, digits: str, before: str) -> tuple[str, float] | None:
    if _NANP.fullmatch(run):
        return PHONE, 0.9
    if _of_document(before) or _OF_YEAR.fullmatch(run):
        return (PHONE, 0.9) if run.startswith("+") else None
    if cues.last(cues.ACCOUNT_CUE, before) >= max(cues.last(cues.PHONE_CUE, before), 0):
        return ACCOUNT, 0.85
    return _phone_or_account(run, digits, before)


def _card_form(run: str, digits: str) -> bool:
    """Say whether the first digits are those that a card network gives to numbers of this length (ISO/IEC 7812)."""
    return not run.startswith(("+", "00")) and bool(_NETWORKS.fullmatch(digits))


def _of_document(before: str) -> bool:
    """Say whether a number names an invoice, an order or the like: neither a bank's nor a telephone's."""
    return bool(cues.DOCUMENT_CUE.search(before[-DOCUMENT_REACH:]) or cues.CODE_BEFORE.search(before[-CODE_REACH:]))


def _phone_or_account(run: str, digits: str, before: str) -> tuple[str, float] | None:
    if run.startswith(("+", "00")) and len(digits) in PHONE_DIGITS:
        return PHONE, 0.9
    if cues.PHONE_CUE.search(before) and len(digits) in PHONE_DIGITS and not _GROUPED_AMOUNT.fullmatch(run):
        return PHONE, 0.8
    if len(digits) in DEVICE_DIGITS and luhn(digits) and not run.startswith("0"):
        return DEVICE, 0.6
    if len(digits) >= LONG_DIGITS and not _GROUPED.fullmatch(run):
        return (PHONE, 0.6) if len(digits) == NANP_DIGITS or run.startswith("0") else (ACCOUNT, 0.6)
    return None
