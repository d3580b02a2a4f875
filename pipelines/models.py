"""Models for local runs: what no parameter names is a tiny real model, trained here once and kept."""

from __future__ import annotations

from collections.abc import Mapping
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
    if not wanted:
        return {}
    from talktrack.world.models.build import build

    made = build(MODELS, list(wanted.values()))
    return {name: str(made[model]) for name, model in wanted.items()}


def _has_audio(sources: list[str]) -> bool:
    from talktrack.systems.storage import open_store

    for source in sources:
        if source.lower().endswith(AUDIO):
            return True
        if any(blob.path.lower().endswith(AUDIO) for blob in open_store(source).list()):
            return True
    return False
