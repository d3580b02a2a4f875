"""Credentials: keys of known make, and what is said to be a password or the like in four languages."""

from __future__ import annotations

import re

from talktrack.core.ports import PersonalData
from talktrack.engines.personal_data.block import Block
from talktrack.engines.personal_data.spans import SECRET

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
    r"\b(?:pass ?word|pass ?code|pass ?phrase|pwd|pin(?:[ -]?code| number)?|api[ _-]?key|secret(?: key)?|"
    r"access[ _-]?key|(?:access |bearer |auth )?token|bearer|client[ _-]?secret|"
    r"\w{0,20}(?:passwort|kennwort)|zugangscode|geheimzahl|geheimnummer|"
    r"mot de passe|code (?:pin|secret|d'accès)|clé (?:api|secrète|d'accès)|"
    r"contraseña|contrasena|clave(?: de acceso| secreta| api)?|parola|senha)\b"
    r"(?:(?:['’ ][^\W\d_]{1,20}){0,6}?\s*"
    r"(?:(?<=\s)(?:is|was|to be|would be|ist|war|wäre|lautet|heißt|est|c'est|sera|es|era|sería)(?=\s)|=|:|->))?"
    r"\s*(?::|=)?\s*"
    r"[\"'`„“«]?(?P<value>[^\s\"'`“”»,;]{4,200})",
    re.IGNORECASE,
)
_LONG = re.compile(r"[A-Za-z0-9_.-]{12,}")
_KEY_REACH = 5_000
_CUE_LEAD = 24
_CUES = (
    *(
        "pass",
        "pwd",
        "pin",
        "key",
        "token",
        "bearer",
        "secret",
        "kennwort",
        "zugangscode",
        "geheim",
        "clé ",
        "contrase",
    ),
    *("clave", "code d", "parola", "senha"),
)
_CUED_REACH = 240
_SECRET_FORM = re.compile(
    r"(?=.*[^\W\d_])(?=.*(?:\d|[A-Z].*[a-z].*[A-Z]|[!@#$%^&*_])).{6,}|\d{4,12}|(?!your|my|the|an?-|some)[^\W\d_]{2,}(?:[-._+][^\W_]{2,}){2,}"
)


def credentials(block: Block) -> list[PersonalData]:
    """Return keys of known make, and what follows "password is" or the like if it looks like one."""
    long = (key for run in _LONG.finditer(block.text) for key in _KNOWN_KEYS.finditer(block.text, *run.span()))
    found = [PersonalData(m.start(), m.end(), SECRET, 0.95) for m in long]
    found += [
        PersonalData(m.start(), m.end(), SECRET, 0.95) for m in block.near(_PRIVATE_KEY, "-----begin", _KEY_REACH)
    ]
    for match in (match for literal in _CUES for match in block.near(_CUED, literal, _CUED_REACH, before=_CUE_LEAD)):
        value = match["value"].rstrip(".?)")
        if _SECRET_FORM.fullmatch(value):
            found.append(PersonalData(match.start("value"), match.start("value") + len(value), SECRET, 0.85))
    return found
