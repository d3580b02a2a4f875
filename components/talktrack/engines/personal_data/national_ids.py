"""Numbers by which states know a person: found by their form, check digits and, where these are weak, a cue before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from talktrack.core.luhn import luhn
from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data import checks
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import ITIN, LICENCE, PASSPORT

_NOT_ALNUM = re.compile(r"[^A-Z0-9]")


def _always(code: str) -> bool:
    return bool(code)


@dataclass(frozen=True)
class Form:
    """How one country writes a number: the pattern, the check of its letters and digits, and a cue if it needs one."""

    kind: str
    pattern: re.Pattern[str]
    valid: Callable[[str], bool] = _always
    cue: re.Pattern[str] | None = None


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


FORMS = (
    Form(
        "UK_NINO",
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE
        ),
    ),
    Form("UK_NHS", re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"), checks.nhs, _cue("nhs|health service|patient")),
    Form(
        "DE_TAX_ID",
        re.compile(r"\b\d{2}[ /]?\d{3}[ /]?\d{3}[ /]?\d{3}\b"),
        checks.german_tax,
        _cue(r"steuer\w*|tax (?:id|number|identification)|idnr|identifikationsnummer|tin|german tax\w*"),
    ),
    Form(
        "FR_NIR",
        re.compile(r"\b[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d\b"),
        checks.french_social,
    ),
    Form("ES_NIF", re.compile(r"\b\d{8}[ -]?[A-Z]\b", re.IGNORECASE), checks.spanish),
    Form("ES_NIE", re.compile(r"\b[XYZ][ -]?\d{7}[ -]?[A-Z]\b", re.IGNORECASE), checks.spanish),
    Form(
        "IT_FISCAL_CODE",
        re.compile(r"\b[A-Z]{6} ?\d\d[A-EHLMPRST]\d\d ?[A-Z]\d{3}[A-Z]\b", re.IGNORECASE),
        checks.italian,
    ),
    Form(
        "IN_AADHAAR",
        re.compile(r"\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}\b"),
        checks.verhoeff,
        _cue("aadhaar|aadhar|uidai?|adhar"),
    ),
    Form("IN_AADHAAR", re.compile(r"\b[2-9]\d{3} \d{4} \d{4}\b(?! ?\d)"), checks.verhoeff),
    Form("IN_PAN", re.compile(r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b")),
    Form(
        "IN_PAN",
        re.compile(r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", re.IGNORECASE),
        cue=_cue("pan|permanent account"),
    ),
    Form("CA_SIN", re.compile(r"\b\d{3}-\d{3}-\d{3}\b"), luhn),
    Form("CA_SIN", re.compile(r"\b\d{3} ?\d{3} ?\d{3}\b"), luhn, _cue("sin|social insurance(?: number)?")),
    Form("AU_TFN", re.compile(r"\b\d{3} ?\d{3} ?\d{3}\b"), checks.australian_tax, _cue("tfn|tax file(?: number)?")),
    Form(ITIN, re.compile(r"\b9\d\d[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]\d{4}\b")),
    Form(
        PASSPORT,
        re.compile(r"\b(?:[A-Z]{1,2} ?)?\d{6,9}\b|\b[CFGHJKLMNPRTVWXYZ0-9]{9}\b", re.IGNORECASE),
        cue=_cue("passports?|reisepass|pasaporte"),
    ),
    Form(
        LICENCE,
        re.compile(
            r"\b(?:[A-Z]{1,3}[ -]?)?\d{2,4}(?:[ -]?\d{2,4}){1,4}[A-Z]?\b|\b[A-Z]\d{4,14}\b|\b[A-Z0-9]{6,14}\b",
            re.IGNORECASE,
        ),
        lambda code: sum(ch.isdigit() for ch in code) >= 4,  # noqa: PLR2004 - no state has fewer
        cue=_cue(r"driv(?:er|ing)'?s?'? licen[sc]e|driver'?s id|licen[sc]e (?:number|no\.?|#)|dl(?: number)?"),
    ),
)


def national_ids(block: Block) -> list[PersonalData]:
    """Return the numbers of persons that states give, of the United States and ten other countries."""
    found = []
    for form in FORMS if block.digit_windows else ():
        for match in block.in_digits(form.pattern):
            code = _NOT_ALNUM.sub("", match.group().upper())
            if form.valid(code) and (form.cue is None or form.cue.search(block.before(match.start()))):
                found.append(PersonalData(match.start(), match.end(), form.kind, _score(form)))
    return found


def _score(form: Form) -> float:
    """Return how sure a form is: a check digit or a cue makes it surer than the rule of cards."""
    return 0.9 if form.cue is None and form.valid is _always else 0.97
