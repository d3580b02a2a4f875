"""Names that are spelled letter by letter: "that's spelled O K A F O R"."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import PERSON

_REACH = 80
_SPELLED = re.compile(
    r"\bspel(?:l|t|led|ling)\b(?: (?:it|that|is|as|my|the|last|first|name|with|out|like|so)){0,4}[ ,:]{1,3}"
    r"(?P<letters>[a-z](?:(?:[ .-]|, ){1,3}[a-z]\b){2,24})",
    re.IGNORECASE,
)


def spelled_names(block: Block) -> list[PersonalData]:
    """Return the letters that somebody spells."""
    found = block.near(_SPELLED, "spel", reach=_REACH, before=1)
    return [PersonalData(m.start("letters"), m.end("letters"), PERSON, 0.8) for m in found]
