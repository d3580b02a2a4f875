"""The names of Pinecone namespaces: `tenant:collection:channel`, and `tenant:` for the tenant's own mark.

Every character but ASCII letters, digits, `_`, `-` and `.` is written as `~` and its UTF-8 bytes in hexadecimal; so no
part of a name holds a colon, and no tenant can be spelled so that its namespaces begin like another's.
"""

from __future__ import annotations

import string

_PLAIN = frozenset(string.ascii_letters + string.digits + "_-.")


def tenant_prefix(tenant: str) -> str:
    """Return what all namespaces of a tenant, and only they, begin with; it is also the name of the tenant's mark."""
    return f"{_escaped(tenant)}:"


def collection_prefix(tenant: str, collection: str) -> str:
    """Return what the namespaces of a collection begin with."""
    return f"{tenant_prefix(tenant)}{_escaped(collection)}:"


def namespace_of(tenant: str, collection: str, channel: str) -> str:
    """Return the namespace of a channel."""
    return f"{collection_prefix(tenant, collection)}{channel}"


def _escaped(name: str) -> str:
    return "".join(sign if sign in _PLAIN else "".join(f"~{byte:02X}" for byte in sign.encode()) for sign in name)
