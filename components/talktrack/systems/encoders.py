"""Sentence encoders tuned for a tenant: kept in its home under names made of what they hold, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import mkdtemp

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.core.ports import LiveIndex
from talktrack.systems.storage import GCS, copy_out, open_store

ORIGIN = "tuned_from.json"


class Origin(msgspec.Struct, frozen=True):
    """The encoder that the tuning began with, and the version of the conversations that it learnt from."""

    encoder_model: str
    conversations: str = ""


def keep(home: str, tenant: str, directory: Path, origin: Origin) -> str:
    """Copy a tuned encoder into the tenant's home and return its reference; again is fine.

    What says that it is whole is written last, so that a copy that was broken off is never taken for one.
    """
    files = sorted(file for file in directory.rglob("*") if file.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(directory).as_posix().encode() + file.read_bytes())
    uri = f"{TenantHome(home, tenant).encoders}/encoder-{digest.hexdigest()[:12]}"
    store = open_store(uri)
    for file in files:
        store.write(file.relative_to(directory).as_posix(), file.read_bytes())
    store.write(ORIGIN, msgspec.json.encode(origin))
    return uri


def kept(home: str, tenant: str) -> dict[str, str]:
    """Return the tenant's tuned encoders with the version of the conversations that each learnt from."""
    store = open_store(TenantHome(home, tenant).encoders)
    origins = [blob.path for blob in store.list() if blob.path.endswith(f"/{ORIGIN}")]
    return {
        path.removesuffix(f"/{ORIGIN}"): msgspec.json.decode(store.read(path), type=Origin).conversations
        for path in origins
    }


def in_service(home: str, tenant: str, encoder_model: str, live: LiveIndex | None) -> str:
    """Return the encoder to embed with: the live index's own where it was tuned from `encoder_model`, else that one.

    It is looked for in this home by its name, which is made of its content: paths of one place can be spelled in many
    ways, and a home can have been moved.
    """
    if live is None:
        return encoder_model
    own = f"{TenantHome(home, tenant).encoders}/{live.encoder_model.rstrip('/').rpartition('/')[2]}"
    found = open_store(own).read_with_generation(ORIGIN)
    tuned_from = msgspec.json.decode(found[0], type=Origin).encoder_model if found else ""
    return own if found and _same(tuned_from, encoder_model) else encoder_model


def _same(one: str, other: str) -> bool:
    """Tell whether two references mean the same encoder: equal words, or a directory on two paths."""
    return one == other or (Path(one).is_dir() and Path(one).resolve() == Path(other).resolve())


def local(reference: str) -> str:
    """Return an encoder reference that can be opened here: what is in a bucket is copied to this machine first.

    Raises:
        ConfigurationInvalidError: there is no whole encoder at that place.
    """
    if not reference.startswith(GCS):
        return reference
    into = Path(mkdtemp(prefix="talktrack-")) / reference.rstrip("/").rpartition("/")[2]
    copy_out(open_store(reference), into)
    if not (into / ORIGIN).exists():
        raise ConfigurationInvalidError(f"there is no encoder at {reference}: give a directory or name@revision.")
    return str(into)
