"""Where a training starts: the adapter that serves now, or the base."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from talktrack.core.champion import lent_champion
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Registry
from talktrack.core.release import ReleaseManifest

LOG = logging.getLogger("talktrack.train_lora")

FULL, INCREMENTAL = "full", "incremental"


@contextmanager
def origin(
    registry: Registry, path: str, mode: str, digest: Callable[[Path], str], misfit: Callable[[ReleaseManifest], str]
) -> Iterator[Path | None]:
    """Lend a copy of the champion's adapter of this path, or None to start from the base.

    The candidate of a rollout in progress is nobody's ancestor: it may yet be rolled back. Nor is a champion that was
    made for another base or other prompts, as before an upgrade, or whose files are gone or damaged: the log says so.

    Raises:
        ConfigurationInvalidError: the mode is unknown.
    """
    if mode not in {FULL, INCREMENTAL}:
        raise ConfigurationInvalidError(f"mode {mode!r} is unknown: use {FULL} or {INCREMENTAL}.")
    if mode == FULL:
        yield None
        return
    with lent_champion(registry, digest, misfit) as champion:
        if champion.note:
            LOG.warning("%s", champion.note)
        yield champion.adapters.get(path)
