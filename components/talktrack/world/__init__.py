"""A synthetic sales organisation with ground truth, tiny models and in-memory fakes; no step imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def write(out: str | Path, **options: Any) -> dict[str, int]:
    """Write an organisation's files; options and promises are those of `talktrack.world.delivery.write`."""
    from talktrack.world import delivery

    return delivery.write(out, **options)
