"""Services that are asked for transcripts, each a read-only blob store: ``fireflies:?from=2026-01-01``, ``fathom:``."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import stable_id
from talktrack.core.ports import BlobStore
from talktrack.systems.source_apis.asking import Asker, Patience
from talktrack.systems.source_apis.fathom import Fathom
from talktrack.systems.source_apis.fireflies import Fireflies
from talktrack.systems.source_apis.mirror import Mirror, Service
from talktrack.systems.source_apis.window import Window

SERVICES: dict[str, type[Fireflies | Fathom]] = {"fireflies": Fireflies, "fathom": Fathom}


def open_service(uri: str) -> BlobStore:
    """Return the transcripts that a service holds, one blob each; nothing is asked yet.

    The key stands in the environment (``FIREFLIES_API_KEY``, ``FATHOM_API_KEY``) and nowhere else; ``…_API_URL`` points
    at another server. Transcripts of the window's dates are mirrored below ``~/.talktrack/mirrors``.

    Raises:
        ConfigurationInvalidError: the key is missing, or the URI has an option that we do not know.
    """
    name, _, options = uri.partition(":")
    window = Window.parse(uri, options)
    kind = SERVICES[name]
    key = os.environ.get(f"{name.upper()}_API_KEY", "").strip()
    if not key:
        raise ConfigurationInvalidError(f"{uri} needs a key: set {name.upper()}_API_KEY in the environment.")
    service: Service = kind(Asker(name, _address(name, kind.URL), kind.authorisation(key), Patience()), window)
    folder = _mirrors() / stable_id(name, key, window)
    return Mirror(uri, service, folder, time.time)


def forget_mirrors() -> int:
    """Remove what was mirrored on this machine, of all windows and services; return how many listings that were.

    They are asked for again when they are needed again.
    """
    folders = list(_mirrors().glob("*"))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


def _mirrors() -> Path:
    return Path.home() / ".talktrack" / "mirrors"


def _address(name: str, usual: str) -> str:
    """Return where the service answers; a key travels encrypted or not at all."""
    found = os.environ.get(f"{name.upper()}_API_URL", usual).rstrip("/")
    if not found.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ConfigurationInvalidError(f"{name.upper()}_API_URL must begin with https://.")
    return found
