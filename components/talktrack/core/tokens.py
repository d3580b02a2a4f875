"""The tokens that stand for personal data: `[PERSON:k3f2ab]`, the same for the same thing within a tenant."""

from __future__ import annotations

import re
from typing import Protocol

from talktrack.core.canonical_values import canonical

TOKEN = re.compile(r"\[[A-Z][A-Z_]{1,30}:[a-z2-7]{4,16}\]")
FORGOTTEN = "forgotten"  # what a token names once its subject was forgotten


class Pseudonyms(Protocol):
    """Keyed names; `systems.keys.TenantKey` is one."""

    def pseudonym(self, kind: str, value: str) -> str:
        """Return a short name in base 32 that only the holder of the key could compute."""
        ...


def token(pseudonyms: Pseudonyms, kind: str, value: str) -> str:
    """Return the token of a value, the same in whatever way it is written or said (`canonical_values`)."""
    return f"[{kind}:{pseudonyms.pseudonym(kind, canonical(kind, value))}]"


def forgotten(found: str) -> str:
    """Return a token that says what stood here and no longer for whom."""
    return f"{found.partition(':')[0]}:{FORGOTTEN}]"


def blanked(text: str) -> str:
    """Return the text with tokens blanked out to the same length, so that a second look does not see them."""
    return TOKEN.sub(lambda match: "_" * len(match.group()), text)
