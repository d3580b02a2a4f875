"""Which vector databases keep a tenant's chunks: a note in the tenant's home, and the store that it names.

A reference is ``lancedb+FOLDER``, ``weaviate+https://host:8080?grpc=host:50051`` or ``pinecone+https://index-host``.
Without any, chunks are in LanceDB in the tenant's home.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.core.ports import VectorStore
from talktrack.systems.storage import open_store
from talktrack.systems.vectors.lancedb import LanceVectors, open_lance

NOTE = "vector_stores.json"
NEAREST = "TALKTRACK_REGION"
"""Environment variable that names the region to read from; without it the first one."""


def choose(home: str, tenant: str, references: Sequence[str]) -> None:
    """Note where a tenant's chunks are to be kept, and make the tenant known there; none keeps what was noted.

    Each is ``REGION=REFERENCE``, or one REFERENCE alone.

    Raises:
        ConfigurationInvalidError: a reference is unclear, or chunks are in other databases already.
        StoreUnavailableError: a database cannot be reached.
    """
    notes, known = open_store(TenantHome(home, tenant).root), noted(home, tenant)
    if not references:
        return
    regions = _regions(references)
    if regions != known and open_vectors(home, tenant).live() is not None:
        place = ", ".join(known.values()) or "the home"
        message = f"the chunks of {tenant} are in {place} and stay there: leave vector_stores out, or use another home."
        raise ConfigurationInvalidError(message)
    for name, reference in regions.items():
        _opened(home, tenant, name, reference).provision()
    notes.write(NOTE, msgspec.json.encode(regions))


def noted(home: str, tenant: str) -> dict[str, str]:
    """Return the regions and references of a tenant; none for LanceDB in the home."""
    found = open_store(TenantHome(home, tenant).root).read_with_generation(NOTE)
    return msgspec.json.decode(found[0], type=dict[str, str]) if found else {}


def open_vectors(home: str, tenant: str) -> VectorStore:
    """Open a tenant's chunks where they are kept.

    Raises:
        ConfigurationInvalidError: the region to read from is none of the noted ones, or a key is not set.
        StoreUnavailableError: the database cannot be reached.
    """
    regions = noted(home, tenant)
    if not regions:
        return open_lance(home, tenant)
    stores = {name: _opened(home, tenant, name, reference) for name, reference in regions.items()}
    nearest = os.environ.get(NEAREST) or next(iter(stores))
    if nearest not in stores:
        raise ConfigurationInvalidError(f"{NEAREST} is {nearest}: set it to one of {', '.join(stores)}.")
    if len(stores) == 1:
        return stores[nearest]
    from talktrack.systems.vectors.regions.store import Regions

    return Regions(stores, nearest)


def _regions(references: Sequence[str]) -> dict[str, str]:
    """Return the references by region, in the order given."""
    pairs = [reference.partition("=") for reference in references]
    named = {name: value for name, equals, value in pairs if equals and name.isidentifier()}
    regions = named if len(named) == len(references) else {"only": references[0]}
    if len(regions) != len(references):
        message = f"cannot tell {', '.join(references)} apart: name each one once, as in eu=weaviate+https://host."
        raise ConfigurationInvalidError(message)
    return {name: _settled(reference) for name, reference in regions.items()}


def _settled(reference: str) -> str:
    """Return a reference that means the same wherever it is read: a folder from the root on, no secrets in it.

    Raises:
        ConfigurationInvalidError: it is none, or it holds a user's name or password.
    """
    kind, place = _split(reference)
    if "@" in urlsplit(place).netloc:
        host = urlsplit(place).hostname
        raise ConfigurationInvalidError(f"the address of {host} holds credentials: set its API key in the environment.")
    return f"{kind}+{Path(place).expanduser().absolute()}" if "://" not in place else reference


def _split(reference: str) -> tuple[str, str]:
    kind, plus, place = reference.partition("+")
    if kind not in {"lancedb", "weaviate", "pinecone"} or not plus or not place:
        message = (
            f"{reference!r} names no vector database: use lancedb+FOLDER, weaviate+https://… or pinecone+https://…"
        )
        raise ConfigurationInvalidError(message)
    return kind, place


def _opened(home: str, tenant: str, region: str, reference: str) -> VectorStore:
    """Open one database; each has a folder of its own in the home for what says which collection is live."""
    kind, where = _split(reference)
    aliases = open_store(f"{TenantHome(home, tenant).root}/vectors-{region}")
    if kind == "lancedb":
        return LanceVectors(f"{where.rstrip('/')}/{tenant}", aliases)
    if kind == "weaviate":
        from talktrack.systems.vectors.weaviate.store import open_weaviate

        return open_weaviate(where, tenant, aliases)
    from talktrack.systems.vectors.pinecone.store import open_pinecone

    return open_pinecone(where, tenant, aliases)
