"""Where a training starts: the adapter that serves now, or the base."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Registry
from talktrack.core.prompts import VERSION

LOG = logging.getLogger("talktrack.train_lora")

FULL, INCREMENTAL = "full", "incremental"


@contextmanager
def origin(registry: Registry, path: str, mode: str) -> Iterator[Path | None]:
    """Lend a copy of the champion's adapter of this path, or None to start from the base.

    The candidate of a rollout in progress is nobody's ancestor: it may yet be rolled back. Nor is a champion that was
    made for other prompts: after an upgrade the first training starts from the base.

    Raises:
        ConfigurationInvalidError: the mode is unknown.
    """
    if mode not in {FULL, INCREMENTAL}:
        raise ConfigurationInvalidError(f"mode {mode!r} is unknown: use {FULL} or {INCREMENTAL}.")
    champion = registry.pointer().champion
    manifest = registry.manifest(champion) if champion and mode == INCREMENTAL else None
    if champion is None or manifest is None or path not in manifest.adapters:
        yield None
    elif manifest.prompt_version != VERSION:
        LOG.warning(
            "%s was made for prompts %s, not %s: starting from the base", champion, manifest.prompt_version, VERSION
        )
        yield None
    else:
        with TemporaryDirectory() as scratch:
            yield registry.fetch(champion, Path(scratch)) / path
