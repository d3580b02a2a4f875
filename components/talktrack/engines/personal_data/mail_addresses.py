"""Mail addresses: written, masked, or said in English, German, French or Spanish."""

from __future__ import annotations

import re

from talktrack.core.canonical_values import AT_WORDS, DASH_WORDS, DOT_WORDS, UNDERSCORE_WORDS
from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import EMAIL

_BRACKETS = ("[", "(", "{")
_MASKS = tuple(f"{space}{word}" for space in ("", " ") for word in ("at", "ät", "arob", "arrob"))
_MASKED_DOT = rf" ?[\[({{] ?{DOT_WORDS} ?[\])}}] ?"
_NO_WORDS = "com|org|net|io|co|gov|edu|uk|de|fr|es|nl|eu|ca|ch|example"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}(?:{_MASKED_DOT}[\w.+-]{{1,64}}){{0,4}}"
    rf"(?:@ ?| @ | ?[\[({{] ?{AT_WORDS} ?[\])}}] ?)[\w-]{{1,63}}"
    rf"(?:(?:\.|{_MASKED_DOT})[\w-]{{2,63}}| ?\. ?(?:{_NO_WORDS})\b){{1,4}}(?<![-_.])",
    re.IGNORECASE,
)
_TOP = (
    "com|org|net|io|co|ai|dev|app|biz|info|edu|gov|us|uk|de|fr|es|it|nl|eu|ca|au|in|ch|at|be|se|no|dk|pl|"
    "mx|ar|cl|pt|lu|li|cloud|tech|example|test"
)
_AFTER_POINT = "com|org|net|io|fr|eu|ch|ca|be|mx|ar|cl|example"
_PART = r"[^\W_]+(?:['-][^\W_]+)*"
_JOIN = rf"\s+(?:{DOT_WORDS}|{UNDERSCORE_WORDS}|{DASH_WORDS}|plus|más)\s+"
_LOCAL = rf"(?<!')\b(?P<local>(?:(?:[a-z0-9]\s+){{1,24}})?{_PART}(?:{_JOIN}{_PART}){{0,4}})"


def _said(at: str, dot: str, top: str) -> re.Pattern[str]:
    """Return the pattern of an address said with these words; its last part must be a known top-level domain."""
    return re.compile(
        rf"{_LOCAL}\s+{at}\s+(?P<domain>(?:{_PART}\s+){{0,2}}{_PART}(?:(?:\s+{DASH_WORDS}\s+{_PART})|"
        rf"(?:\s+{dot}\s+{_PART})){{0,3}}?)\s+{dot}\s+(?:{top})\b(?:\s+{dot}\s+(?:uk|au|nz|jp|in|br|mx|ar)\b)?",
        re.IGNORECASE,
    )


_SAID = {
    " dot ": _said(AT_WORDS, "dot", _TOP),
    " punkt ": _said(AT_WORDS, "punkt", _TOP),
    " point ": _said("(?:at|arobase|arobas)", "point", _AFTER_POINT),
    " punto ": _said("(?:at|arroba|chiocciola)", "punto", _TOP),
}
_WRITTEN_DOMAIN = rf"{_PART}(?:[.-]{_PART}){{0,2}}\.(?:{_TOP})\b"
_HALF_SAID = re.compile(rf"\b{_PART}(?:[._-]{_PART}){{0,3}}\s+{AT_WORDS}\s+{_WRITTEN_DOMAIN}", re.IGNORECASE)
_HALF = 60
_AT_SAID = tuple(f" {word} " for word in ("at", "ät", "arobase", "arobas", "arroba", "klammeraffe", "chiocciola"))


def mail_addresses(block: Block) -> list[PersonalData]:
    """Return mail addresses: written, masked as "at" and "dot" in brackets, or said."""
    masks = [bracket + mask for bracket in _BRACKETS if bracket in block.text for mask in _MASKS]
    found = [PersonalData(m.start(), m.end(), EMAIL, 0.95) for sign in ("@", *masks) for m in block.near(_EMAIL, sign)]
    said = [word for word in _AT_SAID if word in block.lower]
    found += [
        PersonalData(m.start(), m.end(), EMAIL, 0.85)
        for word in said
        for m in block.near(_HALF_SAID, word, _HALF, _HALF)
    ]
    dots = [dot for dot in _SAID if said and dot in block.lower]
    found += [PersonalData(_local_start(m), m.end(), EMAIL, 0.85) for dot in dots for m in block.near(_SAID[dot], dot)]
    return found


def _local_start(match: re.Match[str]) -> int:
    """Return where the said local part begins: a spelled one at its first single letter, if that is not a word."""
    words = match["local"].split()
    if len(words) > 1 and len(words[0]) == 1 and words[0].lower() in {"a", "i"} and len(words[1]) > 1:
        return match.start("local") + len(words[0]) + 1
    return match.start("local")
