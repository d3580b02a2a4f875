"""Titles before names, and nationalities, religions and political groups; found only when they are asked for."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.lexicon import group_names
from talktrack.engines.personal_data.spans import GROUP, TITLE

_TITLES = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sr|Sra|Srta|Mme|Mlle|Sgt|Capt|Lt|Col|Gen)\b\.?(?=[ .]|$)|"
    r"\b(?:Miss|Mister|Madam|Madame|Monsieur|Herr|Frau|Señora?|Signora?|Sir|Lady|Lord|Dame|Doctor|Professor|Reverend|"
    r"Captain|Judge|Senator)\b(?= [A-Z]| (?:van|von|de|der|la) |[,.!?]|$)",
    re.MULTILINE,
)
_GROUPS = re.compile(r"\b(?:[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?|[A-Z]{4,})\b")


def titles(block: Block) -> list[PersonalData]:
    """Return the forms of address that stand before names."""
    return [PersonalData(m.start(), m.end(), TITLE, 0.7) for m in _TITLES.finditer(block.text)]


def groups(block: Block) -> list[PersonalData]:
    """Return nationalities, religions and political groups, in the singular or the plural."""
    return [
        PersonalData(m.start(), m.end(), GROUP, 0.7)
        for m in _GROUPS.finditer(block.text)
        if _grouped(m.group().lower())
    ]


def _grouped(low: str) -> bool:
    return low in group_names() or (low.endswith("s") and low[:-1] in group_names())
