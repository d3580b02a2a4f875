"""Mail addresses, written and said, links that let people in, and credentials."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import EMAIL, LINK, SECRET

_SIGNS = ("@", "[at", "(at", "[ at", "( at")
_LONGEST_LINK = 2000
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@ ?| @ | ?[\[(] ?at ?[\])] ?)[\w-]{1,63}"
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
    rf"(?<!')\b(?P<local>(?:(?:[a-z0-9]\s+){{1,24}})?{_PART}(?:{_JOIN}{_PART}){{0,4}})\s+at\s+"
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
    r"\bhf_[A-Za-z0-9]{20,}"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,4000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
)
_CUED = re.compile(
    r"\b(?:pass ?word|pass ?code|pass ?phrase|pwd|pin(?: code| number)?|api[ _-]?key|secret(?: key)?|"
    r"access[ _-]?key|(?:access |bearer |auth )?"
    r"token|bearer|client[ _-]?secret)\b(?: for [\w ]{1,20})?\s*(?:is|was|to be|=|:|->)?\s*(?::|"
    r"=)?\s*[\"'`]?(?P<value>[^\s\"'`,;]{4,200})",
    re.IGNORECASE,
)
_LONG = re.compile(r"[A-Za-z0-9_.-]{12,}")
_KEY_REACH = 5_000
_CUE_LEAD = 16
_CUES = ("pass", "pwd", "pin", "key", "token", "bearer", "secret")
_CUED_REACH = 240
_SECRET_FORM = re.compile(r"(?=.*[A-Za-z])(?=.*(?:\d|[A-Z].*[a-z].*[A-Z]|[!@#$%^&*_])).{6,}|\d{4,12}")


def mail_addresses(block: Block) -> list[PersonalData]:
    """Return mail addresses: written, masked as "at" and "dot" in brackets, or said."""
    found = [PersonalData(m.start(), m.end(), EMAIL, 0.95) for sign in _SIGNS for m in block.near(_EMAIL, sign)]
    if " at " in block.lower:
        found += [PersonalData(m.start(), m.end(), EMAIL, 0.85) for m in block.near(_HALF_SAID, " at ")]
        if " dot " in block.lower:
            found += [PersonalData(_local_start(m), m.end(), EMAIL, 0.85) for m in block.near(_SAID, " dot ")]
    return found


def _local_start(match: re.Match[str]) -> int:
    """Return where the said local part begins: a spelled one at its first single letter, if that is not a word."""
    words = match["local"].split()
    if len(words) > 1 and len(words[0]) == 1 and words[0].lower() in {"a", "i"} and len(words[1]) > 1:
        return match.start("local") + len(words[0]) + 1
    return match.start("local")


def links(block: Block) -> list[PersonalData]:
    """Return links that carry a token, a password or a signature; plain links are not personal."""
    urls = block.near(_URL, "://", reach=_LONGEST_LINK)
    return [PersonalData(m.start(), m.end(), LINK, 0.9) for m in urls if _OPENS.search(m.group())]


def credentials(block: Block) -> list[PersonalData]:
    """Return keys of known make, and what follows "password is" or the like if it looks like one."""
    long = (key for run in _LONG.finditer(block.text) for key in _KNOWN_KEYS.finditer(block.text, *run.span()))
    found = [PersonalData(m.start(), m.end(), SECRET, 0.95) for m in long]
    found += [
        PersonalData(m.start(), m.end(), SECRET, 0.95) for m in block.near(_PRIVATE_KEY, "-----begin", _KEY_REACH)
    ]
    for match in (match for literal in _CUES for match in block.near(_CUED, literal, _CUED_REACH, before=_CUE_LEAD)):
        value = match["value"].rstrip(".!?)")
        if _SECRET_FORM.fullmatch(value):
            found.append(PersonalData(match.start("value"), match.start("value") + len(value), SECRET, 0.85))
    return found
