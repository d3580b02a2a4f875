"""Mail addresses, written and said, links that let people in, and credentials."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.spans import EMAIL, LINK, SECRET

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64} ?(?:@|[\[(] ?at ?[\])]) ?[\w-]{1,63}"
    r"(?: ?(?:\.|[\[(] ?dot ?[\])]) ?[\w-]{2,63}){1,4}(?<![-_.])",
    re.IGNORECASE,
)
_TOP = (
    "com|org|net|io|co|ai|dev|app|biz|info|edu|gov|us|uk|de|fr|es|it|nl|eu|ca|au|in|ch|at|be|se|no|dk|pl|"
    "cloud|tech|example|test"
)
_PART = r"[a-z0-9]+(?:['-][a-z0-9]+)*"
_JOIN = r"\s+(?:dot|period|point|underscore|dash|hyphen|minus|plus)\s+"
_SAID = re.compile(
    rf"\b(?P<local>(?:(?:[a-z0-9]\s+){{2,24}})?{_PART}(?:{_JOIN}{_PART}){{0,4}})\s+at\s+"
    rf"(?P<domain>(?:{_PART}\s+){{0,2}}{_PART}(?:(?:\s+(?:dash|hyphen)\s+{_PART})|"
    rf"(?:\s+dot\s+{_PART})){{0,3}}?)\s+dot\s+(?:{_TOP})\b"
    rf"(?:\s+dot\s+(?:uk|au|nz|jp|in|br)\b)?",
    re.IGNORECASE,
)
_HALF_SAID = re.compile(
    rf"\b{_PART}(?:[._-]{_PART}){{0,3}}\s+at\s+{_PART}(?:[.-]{_PART}){{0,2}}\.(?:{_TOP})\b", re.IGNORECASE
)
_URL = re.compile(r"\bhttps?://[^\s<>\"')\]]{4,2000}", re.IGNORECASE)
_OPENS = re.compile(
    r"[?&#](?:[\w-]*token|[\w-]*key|sig(?:nature)?|auth|code|pwd|password|pass|passcode|secret|session|sid|"
    r"invite|x-amz-\w+)=|//[^/@\s]+:[^/@\s]+@",
    re.IGNORECASE,
)
_KNOWN_KEYS = re.compile(
    r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|"
    r"\bgh[pousr]_[A-Za-z0-9]{20,}|"
    r"\bgithub_pat_\w{20,}|\bxox[abpr]-[\w-]{10,}|\bAIza[\w-]{30,}|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]{4,})?|"
    r"\bglpat-[\w-]{16,}|"
    r"\bhf_[A-Za-z0-9]{20,}|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,4000}(?:-----END [A-Z "
    r"]{0,30}PRIVATE KEY-----)?"
)
_CUED = re.compile(
    r"\b(?:pass ?word|pass ?code|pass ?phrase|pwd|pin(?: code| number)?|api[ _-]?key|secret(?: key)?|"
    r"access[ _-]?key|(?:access |bearer |auth )?"
    r"token|bearer|client[ _-]?secret)\b(?: for [\w ]{1,20})?\s*(?:is|was|to be|=|:|->)?\s*(?::|"
    r"=)?\s*[\"'`]?(?P<value>[^\s\"'`,;]{4,200})",
    re.IGNORECASE,
)
_SECRET_FORM = re.compile(r"(?=.*[A-Za-z])(?=.*(?:\d|[A-Z].*[a-z].*[A-Z]|[!@#$%^&*_])).{6,}|\d{4,12}")


def mail_addresses(text: str) -> list[PersonalData]:
    """Return mail addresses: written, masked as "at" and "dot" in brackets, or said."""
    found = (
        [PersonalData(m.start(), m.end(), EMAIL, 0.95) for m in _EMAIL.finditer(text)] if _may_hold_mail(text) else []
    )
    lowered = text.lower()
    if " at " in lowered:
        found += [PersonalData(m.start(), m.end(), EMAIL, 0.85) for m in _HALF_SAID.finditer(text)]
        if " dot " in lowered:
            found += [PersonalData(_local_start(m), m.end(), EMAIL, 0.85) for m in _SAID.finditer(text)]
    return found


def _may_hold_mail(text: str) -> bool:
    return "@" in text or "[at" in text.lower() or "(at" in text.lower() or "[ at" in text or "( at" in text


def _local_start(match: re.Match[str]) -> int:
    """Return where the said local part begins: a spelled one at its first single letter, if that is not a word."""
    words = match["local"].split()
    if len(words) > 1 and len(words[0]) == 1 and words[0].lower() in {"a", "i"} and len(words[1]) > 1:
        return match.start("local") + len(words[0]) + 1
    return match.start("local")


def links(text: str) -> list[PersonalData]:
    """Return links that carry a token, a password or a signature; plain links are not personal."""
    if "://" not in text:
        return []
    return [PersonalData(m.start(), m.end(), LINK, 0.9) for m in _URL.finditer(text) if _OPENS.search(m.group())]


def credentials(text: str) -> list[PersonalData]:
    """Return keys of known make, and what follows "password is" or the like if it looks like one."""
    found = [PersonalData(m.start(), m.end(), SECRET, 0.95) for m in _KNOWN_KEYS.finditer(text)]
    for match in _CUED.finditer(text):
        value = match["value"].rstrip(".!?)")
        if _SECRET_FORM.fullmatch(value):
            found.append(PersonalData(match.start("value"), match.start("value") + len(value), SECRET, 0.85))
    return found
