"""Where a training starts: the adapter that serves now, or the base."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Registry

FULL, INCREMENTAL = "full", "incremental"


@contextmanager
def origin(registry: Registry, path: str, mode: str) -> Iterator[Path | None]:
    """Lend a copy of the champion's adapter of this path, or None to start from the base.

    The candidate of a rollout in progress is nobody's ancestor: it may yet be rolled back.

    Raises:
        ConfigurationInvalidError: the mode is unknown.
    """
    if mode not in {FULL, INCREMENTAL}:
        raise ConfigurationInvalidError(f"mode {mode!r} is unknown: use {FULL} or {INCREMENTAL}.")
    champion = registry.pointer().champion
    if mode == FULL or champion is None or path not in registry.manifest(champion).adapters:
        yield None
    else:
        with TemporaryDirectory() as scratch:
            yield registry.fetch(champion, Path(scratch)) / path
