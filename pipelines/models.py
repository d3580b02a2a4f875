"""Models for local runs: what no parameter names is a tiny real model, trained here once and kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError

MODELS = Path(__file__).parent.parent / "build" / "models"
TINY = {"encoder_model": "encoder", "base_model": "causal", "asr_model": "whisper"}
PROCESSES = 2
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false"}
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
    """Return the directories of tiny models, each trained in a process of its own unless it is there already.

    Raises:
        ConfigurationInvalidError: a model could not be made.
    """
    with ThreadPoolExecutor(PROCESSES) as pool:
        made = list(pool.map(lambda name: _build(name, say), names))
    if not all(made):
        raise ConfigurationInvalidError("a tiny model could not be made: its last lines stand above.")
    return {name: str(MODELS / name) for name in names}


def _build(name: str, say: Callable[[str], None]) -> bool:
    command = [sys.executable, "-u", "-m", "talktrack.world.models", "--out", str(MODELS), name]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ONE_THREAD | dict(os.environ)
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(f"{name}:"):
                say(line.rstrip())
        return process.wait() == 0


def _has_audio(sources: list[str]) -> bool:
    from talktrack.systems.storage import open_store

    for source in sources:
        if source.lower().endswith(AUDIO):
            return True
        if any(blob.path.lower().endswith(AUDIO) for blob in open_store(source).list()):
            return True
    return False
