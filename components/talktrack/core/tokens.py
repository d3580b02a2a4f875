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


def named_before(text: str, known: str) -> str:
    """Return a text whose tokens name nobody, as in `[PERSON]`, but those that stand in what is known already.

    A model that learns to say the others would tell one customer who another one's people are.
    """
    return TOKEN.sub(lambda match: match[0] if match[0] in known else f"{match[0].partition(':')[0]}]", text)


def blanked(text: str) -> str:
    """Return the text with tokens blanked out to the same length, so that a second look does not see them."""
    return TOKEN.sub(lambda match: "_" * len(match.group()), text)
