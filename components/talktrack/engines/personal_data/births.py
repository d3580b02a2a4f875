"""When somebody was born."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import BIRTH

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]+\d{{1,2}}[-/. ]+\d{{2,4}}|"
    rf"{_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?\d{{4}})?|"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH}\.?(?:,?\s+\d{{4}})?)"
)
_BIRTH = re.compile(
    rf"\b(?:born|birth ?date|date of birth|d\.?o\.?b\.?|birthday)\b(?:\s+(?:is|was|on|in|the|my|it's|"
    rf"actually)){{0,3}}\s*[:,-]?\s*(?P<date>{_DATE})",
    re.IGNORECASE,
)


def birth_dates(block: Block) -> list[PersonalData]:
    """Return dates that are said to be somebody's birth."""
    return [PersonalData(m.start("date"), m.end("date"), BIRTH, 0.85) for m in _BIRTH.finditer(block.text)]
