"""When somebody was born."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.core.spoken_digits import ENGLISH, any_of
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import BIRTH

_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|enero|feb(?:ruary|ruar|rero)?|février|fevrier|mar(?:ch|s|zo)?|märz|maerz|apr(?:il)?|avril|"
    r"abril|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|août|aout|agosto|"
    r"sept?(?:ember|embre)?|septiembre|setiembre|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|"
    r"de[cz](?:ember)?|décembre|decembre|diciembre)"
)
_DAY_SAID = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR_SAID = rf"(?:nineteen|twenty|two thousand)(?:[ -](?:and[ -])?(?:{any_of(ENGLISH)})){{0,3}}"
_YEAR = rf"(?:\d{{4}}|{_YEAR_SAID})\b"
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]+\d{{1,2}}[-/. ]+\d{{2,4}}|"
    rf"{_MONTH}\b\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?\d{{4}})?|"
    rf"{_MONTH}\s+(?:the\s+)?{_DAY_SAID}\b(?:,?\s+(?:of\s+)?{_YEAR})?|"
    rf"(?:the\s+)?{_DAY_SAID}\s+(?:of\s+)?{_MONTH}\b(?:,?\s+{_YEAR})?|"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?\s+(?:of\s+|de\s+)?{_MONTH}\b\.?(?:,?\s+(?:del?\s+)?\d{{4}})?)"
)
_CUE = (
    r"(?:born|birth ?date|date of birth|d\.?o\.?b\.?|birthday|geboren|geb\.|geburtsdatum|geburtstag|"
    r"née?|naissance|anniversaire|nacid[oa]|nac[ií]|naci[óo]|nacimiento|cumpleaños)"
)
_FILLER = (
    r"(?:is|was|on|in|the|my|it's|actually|ist|war|lautet|der|den|dem|am|im|est|était|c'est|le|du|mon|ma|es|era|el|fue|"
    r"del?|mi|bin|ich|wurde|er|sie|hat|soy|suis)"
)
_WHOSE = r"\s+(?:of|von|vom|de|du|del)\s+[^\d\n,;:]{1,40}?(?=\s+(?:is|was|ist|war|est|es|era)\b)"
_BIRTH = re.compile(
    rf"\b{_CUE}(?!\w)(?:{_WHOSE})?(?:\s+{_FILLER}\b){{0,3}}\s*[:,-]?\s*(?P<date>{_DATE})", re.IGNORECASE
)
_GERMAN = re.compile(rf"(?<!\d)(?P<date>{_DATE})(?: in [\w.-]{{2,30}})? geboren\b", re.IGNORECASE)
_AGAIN = re.compile(r"[^\d\n.!?]{1,40}?(?P<date>\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4})\b")
_SIGNS = ("born", "birth", "dob", "d.o.b", "geb", "né", "naissance", "anniversaire", "nac", "cumplea")


def birth_dates(block: Block) -> list[PersonalData]:
    """Return dates that are said to be somebody's birth, in English, German, French or Spanish."""
    found = [m for sign in _SIGNS for m in block.near(_BIRTH, sign, before=8)]
    found += block.near(_GERMAN, " geboren", reach=12, before=60)
    again = (_AGAIN.match(block.text, birth.end()) for birth in tuple(found))
    found += (match for match in again if match)
    return [PersonalData(m.start("date"), m.end("date"), BIRTH, 0.85) for m in found]
