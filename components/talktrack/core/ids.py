"""Deterministic ids: the same content has the same id in every run, so that every write is idempotent."""

from __future__ import annotations

import hashlib
import re

from talktrack.core.errors import ConfigurationInvalidError

TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def stable_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 16 hexadecimal digits of the SHA-256 over the length-prefixed parts."""
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return f"{prefix}-{digest.hexdigest()[:16]}"


def sha256(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def checked_tenant(tenant: str) -> str:
    """Return a tenant name that is safe in paths, bucket names and Kubernetes labels (RFC 1123 label).

    Raises:
        ConfigurationInvalidError: the name has other characters or is too long.
    """
    if not TENANT.fullmatch(tenant):
        message = f"tenant {tenant!r} is not a valid name: use lower-case letters, digits and hyphens, at most 63."
        raise ConfigurationInvalidError(message)
    return tenant


CRM_ID = re.compile(r"[A-Za-z0-9]{15}")
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def crm_id(value: str) -> str:
    """Return the 18-character form of a Salesforce id; anything that is not a 15-character id comes back as it is.

    The three added characters spell which of each five letters are upper case (Salesforce's own checksum).
    """
    value = value.strip()
    if not CRM_ID.fullmatch(value):
        return value
    groups = (value[start : start + 5] for start in (0, 5, 10))
    return value + "".join(_CHECK[sum(c.isupper() << bit for bit, c in enumerate(group))] for group in groups)
