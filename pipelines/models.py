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
from talktrack.core.locations import is_service

MODELS = Path(__file__).parent.parent / "build" / "models"
TINY = {"encoder_model": "encoder", "base_model": "causal", "asr_model": "whisper"}
PROCESSES = 2
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false"}
AUDIO = (".wav", ".flac", ".mp3", ".m4a", ".ogg")


def defaults(
    declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any], *, heard: bool = False
) -> dict[str, str]:
    """Return the model parameters that were not given, made on first use; the recogniser only where it is needed."""
    wanted = {name: model for name, model in TINY.items() if name in declared and name not in given}
    if not heard:
        wanted.pop("asr_model", None)
    made = build_all(list(wanted.values())) if wanted else {}
    return {name: made[model] for name, model in wanted.items()}


def build_all(names: Sequence[str], say: Callable[[str], None] = print) -> dict[str, str]:
    """Return the directories of tiny models, each trained in a process of its own unless it is there already.

    Raises:
        ConfigurationInvalidError: a model could not be made.
    """
    with ThreadPoolExecutor(PROCESSES) as pool:
        failures = [failure for failure in pool.map(lambda name: _build(name, say), names) if failure]
    if failures:
        message = f"a tiny model could not be made below {MODELS}: {failures[0]} - give models by --param instead."
        raise ConfigurationInvalidError(message)
    return {name: str(MODELS / name) for name in names}


def _build(name: str, say: Callable[[str], None]) -> str:
    """Make one model; return its last line when that failed, and nothing when it is there."""
    command = [sys.executable, "-u", "-m", "talktrack.world.models", "--out", str(MODELS), name]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ONE_THREAD | dict(os.environ)
    ) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            last = line.strip() or last
            if line.startswith(f"{name}:"):
                say(line.rstrip())
        return "" if process.wait() == 0 else last


def has_audio(sources: Sequence[str]) -> bool:
    """Tell whether there are recordings among the sources."""
    from talktrack.systems.storage import open_store

    for source in sources:
        if is_service(source):
            continue
        if source.lower().endswith(AUDIO):
            return True
        if any(blob.path.lower().endswith(AUDIO) for blob in open_store(source).list()):
            return True
    return False
