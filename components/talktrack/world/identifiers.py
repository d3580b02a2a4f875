"""Ids as the vendors write them: Salesforce's 18 characters and Gong's long numbers."""

from __future__ import annotations

import hashlib
import string

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CHECK = string.ascii_uppercase + "012345"


def number(*parts: object) -> int:
    """Return a stable 63-bit number from the parts."""
    key = "|".join(str(part) for part in parts).encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) >> 1


def salesforce_id(prefix: str, *parts: object) -> str:
    """Return an 18-character record id: object prefix, 12 characters, and the case-safe checksum suffix."""
    value = number(prefix, *parts)
    body = ""
    while len(body) < 12:
        value, digit = divmod(value, 62)
        body += _BASE62[digit]
    return prefix + body + _suffix(prefix + body)


def _suffix(id15: str) -> str:
    """Salesforce's checksum: bit i of each group of five says whether its i-th character is a capital."""
    groups = (id15[start : start + 5] for start in range(0, 15, 5))
    return "".join(_CHECK[sum(1 << i for i, char in enumerate(group) if char.isupper())] for group in groups)


def gong_id(*parts: object) -> str:
    """Return a 19-digit id as Gong gives to calls, users and speakers."""
    return str(10**18 + number("gong", *parts) % (9 * 10**18))
