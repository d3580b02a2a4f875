"""Heads trained for a tenant: kept in its home under names made of what they hold, one in service for each encoder."""

from __future__ import annotations

import logging

from talktrack.core.heads import Heads, read, written
from talktrack.core.home import TenantHome
from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore
from talktrack.systems.storage import open_store

SERVING = "serving/"
SUFFIX = ".json"
_LOG = logging.getLogger(__name__)


def keep(home: str, tenant: str, heads: Heads) -> str:
    """Put heads into service for their encoder and return their version; again is fine.

    What says so is written last, so that heads whose copy was broken off never serve.
    """
    store = _store(home, tenant)
    store.write(f"{heads.version}{SUFFIX}", written(heads))
    store.write(_serving(heads.encoder_version), heads.version.encode())
    return heads.version


def in_service(home: str, tenant: str, encoder_version: str) -> Heads | None:
    """Return the heads that judge this encoder's vectors, or None where rules must do; heads of old features say so.

    Raises:
        ConfigurationInvalidError: what is stored there are no heads.
    """
    store = _store(home, tenant)
    found = store.read_with_generation(_serving(encoder_version))
    if found is None:
        return None
    heads = read(store.read(f"{found[0].decode()}{SUFFIX}"))
    if heads.fits(encoder_version):
        return heads
    _LOG.warning(
        "%s were trained for other features and do not judge: rules do, until train_heads runs.", heads.version
    )
    return None


def kept(home: str, tenant: str) -> dict[str, str]:
    """Return the tenant's heads with the version of the conversations that each learnt from."""
    store = _store(home, tenant)
    names = [blob.path for blob in store.list("heads-") if blob.path.endswith(SUFFIX)]
    return {name.removesuffix(SUFFIX): read(store.read(name)).conversations for name in names}


def _store(home: str, tenant: str) -> BlobStore:
    return open_store(TenantHome(home, tenant).heads)


def _serving(encoder_version: str) -> str:
    return f"{SERVING}{stable_id('encoder', encoder_version)}"
