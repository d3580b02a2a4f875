"""Containers of our images for tests: no rights, no network, nothing to write to but /tmp and what is mounted."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from typing import Any

from talktrack.core import images

NOBODY = 10001
CHOSEN = tuple(os.environ.get("STAGE", "").split()) or images.NAMES  # `make test-images STAGE=data`


def run(image: str, command: Sequence[str], mounts: Sequence[str] = (), given: str = "", directory: str = "/") -> str:
    """Return what a command prints in a container of an image; fail with all that it said."""
    flags = [
        "--rm",
        "--interactive",
        "--read-only",
        "--network=none",
        "--cap-drop=ALL",
        "--tmpfs=/tmp:mode=1777,exec",
        f"--workdir={directory}",
    ]
    flags += [f"--volume={mount}" for mount in mounts]
    words = ["docker", "run", *flags, "--entrypoint=", images.reference(image), *command]
    ended = subprocess.run(words, input=given, capture_output=True, text=True, check=False)
    if ended.returncode:
        message = f"{image}: {' '.join(command[:3])} ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        raise AssertionError(message)
    return ended.stdout


def describe(reference: str) -> dict[str, Any]:
    """Return what the engine knows of an image."""
    told = subprocess.run(["docker", "image", "inspect", reference], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(told.stdout)[0]
    return found
