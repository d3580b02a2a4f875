"""Where a Model Registry answers, and the token that it is shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from talktrack.core.errors import ConfigurationInvalidError

PORTS = {"http": 8080, "https": 443}  # what the service's own client takes where an address names none
TOKEN_FILE = "KF_PIPELINES_SA_TOKEN_PATH"  # noqa: S105 - a variable that names a file, called so by the client
MOUNTED_TOKEN = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")


@dataclass(frozen=True)
class Address:
    """An http(s) address without a path.

    Raises:
        ConfigurationInvalidError: it is none.
    """

    url: str

    def __post_init__(self) -> None:
        """Refuse what cannot be an address before any work is done."""
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if not usable:
            raise ConfigurationInvalidError(f"{self.url!r} is no Model Registry: write it as http(s)://host:port.")

    @property
    def is_secure(self) -> bool:
        """Say whether the connection is encrypted."""
        return urlsplit(self.url).scheme == "https"

    @property
    def host(self) -> str:
        """Return scheme, host and port."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.port else f"{parts.scheme}://{parts.netloc}:{self._port}"

    @property
    def _port(self) -> int:
        return PORTS[urlsplit(self.url).scheme]

    def token(self) -> str | None:
        """Return the token in the file that TOKEN_FILE names, else, for an encrypted connection, the service account's.

        Raises:
            ConfigurationInvalidError: the named file cannot be read.
        """
        named = os.environ.get(TOKEN_FILE)
        if not named:
            return MOUNTED_TOKEN.read_text().strip() if self.is_secure and MOUNTED_TOKEN.is_file() else None
        try:
            return Path(named).read_text().strip()
        except OSError as error:
            raise ConfigurationInvalidError(f"{TOKEN_FILE} names {named}, which cannot be read: {error}.") from error
