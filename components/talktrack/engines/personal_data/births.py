"""When somebody was born."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import BIRTH

_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|enero|feb(?:ruary|ruar|rero)?|février|fevrier|mar(?:ch|s|zo)?|märz|maerz|apr(?:il)?|avril|"
    r"abril|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|août|aout|agosto|"
    r"sept?(?:ember|embre)?|septiembre|setiembre|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|"
    r"de[cz](?:ember)?|décembre|decembre|diciembre)"
)
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]+\d{{1,2}}[-/. ]+\d{{2,4}}|"
    rf"{_MONTH}\b\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?\d{{4}})?|"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?\s+(?:of\s+|de\s+)?{_MONTH}\b\.?(?:,?\s+(?:del?\s+)?\d{{4}})?)"
)
_CUE = (
    r"(?:born|birth ?date|date of birth|d\.?o\.?b\.?|birthday|geboren|geb\.|geburtsdatum|geburtstag|"
    r"née?|naissance|anniversaire|nacid[oa]|nac[ií]|naci[óo]|nacimiento|cumpleaños)"
)
_FILLER = (
    r"(?:is|was|on|in|the|my|it's|actually|ist|war|lautet|der|den|dem|am|im|est|était|c'est|le|du|mon|ma|es|era|el|fue|"
    r"del?|mi)"
)
_BIRTH = re.compile(rf"\b{_CUE}(?!\w)(?:\s+{_FILLER}\b){{0,3}}\s*[:,-]?\s*(?P<date>{_DATE})", re.IGNORECASE)
_GERMAN = re.compile(rf"(?<!\d)(?P<date>{_DATE})(?: in [\w.-]{{2,30}})? geboren\b", re.IGNORECASE)
_SIGNS = ("born", "birth", "dob", "d.o.b", "geb", "né", "naissance", "anniversaire", "nac", "cumplea")


def birth_dates(block: Block) -> list[PersonalData]:
    """Return dates that are said to be somebody's birth, in English, German, French or Spanish."""
    found = [m for sign in _SIGNS for m in block.near(_BIRTH, sign, before=8)]
    found += block.near(_GERMAN, " geboren", reach=12, before=60)
    return [PersonalData(m.start("date"), m.end("date"), BIRTH, 0.85) for m in found]
