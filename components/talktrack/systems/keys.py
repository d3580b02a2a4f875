"""The tenant key: pseudonyms and sealing of the raw zone. Locally a 0600 file, on a cluster a mounted secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError, KeyMismatchError
from talktrack.core.home import MARKER, TenantHome
from talktrack.core.ids import checked_tenant
from talktrack.systems.storage import open_store

MOUNT = "TALKTRACK_KEYS"
KEY_BYTES = 32
NONCE_BYTES = 12
PSEUDONYM_LENGTH = 6


@dataclass(frozen=True, repr=False)
class TenantKey:
    """32 secret bytes of one tenant; what is derived from them never reveals them."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """Return a public name of the key, stored beside what was written under it."""
        return self._mac(b"fingerprint").hex()[:16]

    def pseudonym(self, kind: str, value: str) -> str:
        """Return a short keyed name: the same kind and value give the same name within a tenant, and nowhere else."""
        digest = self._mac(f"pseudonym\0{kind}\0{value}".encode())
        return base64.b32encode(digest).decode().lower()[:PSEUDONYM_LENGTH]

    def digest(self, kind: str, value: str) -> str:
        """Return 64 hexadecimal digits that know a value again without telling it, for what no chance may confuse."""
        return self._mac(f"digest\0{kind}\0{value}".encode()).hex()

    def seal(self, data: bytes) -> bytes:
        """Encrypt and authenticate bytes (AES-256-GCM, NIST SP 800-38D; random nonce in front)."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._mac(b"seal")).encrypt(nonce, data, None)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt bytes that this key sealed; KeyMismatchError for any others."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._mac(b"seal")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError) as wrong:
            message = (
                "the raw zone was written under another tenant key: restore the key file that belongs to this home."
            )
            raise KeyMismatchError(message) from wrong

    def _mac(self, message: bytes) -> bytes:
        return hmac.new(self.secret, message, hashlib.sha256).digest()


def tenant_key(home: str, tenant: str) -> TenantKey:
    """Return a tenant's key, made on first use unless it comes from a mounted secret.

    The directory is TALKTRACK_KEYS where set (a mounted secret on a cluster), else ``.keys/`` in a local home, else
    ``~/.talktrack/keys`` for a home in a bucket, so that a secret is never written beside the data it protects.

    Raises:
        ConfigurationInvalidError: the key file is damaged, or a mounted secret lacks this tenant.
        KeyMismatchError: the file is gone while what was written under it is still there.
    """
    checked_tenant(tenant)
    mounted = os.environ.get(MOUNT)
    file = (Path(mounted) if mounted else _directory(home)) / f"{tenant}.key"
    try:
        secret = _read(file) if mounted or file.exists() else _first(file, TenantHome(home, tenant))
    except (ValueError, OSError) as damaged:
        raise ConfigurationInvalidError(f"cannot read the key of tenant {tenant}: restore {file}.") from damaged
    if len(secret) != KEY_BYTES:
        raise ConfigurationInvalidError(f"the key of tenant {tenant} must be {KEY_BYTES} bytes: restore {file}.")
    return TenantKey(secret)


def _directory(home: str) -> Path:
    if "://" in home:
        return Path.home() / ".talktrack" / "keys" / hashlib.sha256(home.rstrip("/").encode()).hexdigest()[:16]
    return Path(home).expanduser() / ".keys"


def _first(file: Path, place: TenantHome) -> bytes:
    """Make the key of a new tenant; another one for a known tenant would open nothing and hide the loss."""
    if open_store(place.root).read_with_generation(MARKER) is not None:
        raise KeyMismatchError(f"the key under which {place.root} was written is gone: restore {file}.")
    return _create(file)


def _create(file: Path) -> bytes:
    """Make a key once even when several processes start together: the first link wins, the others read it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    try:
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return _read(file)


def _read(file: Path) -> bytes:
    return base64.b64decode(file.read_bytes(), validate=True)
