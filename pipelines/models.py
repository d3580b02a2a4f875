"""Models for local runs: what no parameter names is a tiny real model, trained here once and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parent.parent / "build" / "models"
TINY = {"encoder_model": "encoder", "base_model": "causal", "asr_model": "whisper"}
AUDIO = (".wav", ".flac", ".mp3", ".m4a", ".ogg")


def defaults(declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, str]:
    """Return the model parameters that were not given, made on first use.

    The recogniser is made only where the sources hold audio.
    """
    wanted = {name: model for name, model in TINY.items() if name in declared and name not in given}
    if "asr_model" in wanted and not _has_audio(given.get("sources", [])):
        del wanted["asr_model"]
    made = build_all(list(wanted.values())) if wanted else {}
    return {name: made[model] for name, model in wanted.items()}


def build_all(names: Sequence[str], say: Callable[[str], None] = print) -> dict[str, str]:
    """Return the directories of tiny models, each trained here unless it is there already."""
    from talktrack.world.models.build import build

    return {name: str(path) for name, path in build(MODELS, list(names), say=say).items()}


def _has_audio(sources: list[str]) -> bool:
    from talktrack.systems.storage import open_store

    for source in sources:
        if source.lower().endswith(AUDIO):
            return True
        if any(blob.path.lower().endswith(AUDIO) for blob in open_store(source).list()):
            return True
    return False
