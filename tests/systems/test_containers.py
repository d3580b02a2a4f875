"""Containers for local runs: what is missing is said before any work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.systems.containers import check_images, settings


def test_without_an_engine_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the way without containers."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")

    with pytest.raises(ConfigurationInvalidError, match=r"^no container engine answers: start Docker, or run"):
        check_images(["talktrack/data:0.1.0"])


def test_folders_keep_their_paths(tmp_path: Path) -> None:
    """Parameters that name a path mean the same inside."""
    made = settings([str(tmp_path)])

    assert [(mount["Source"], mount["Target"]) for mount in made["mounts"]] == [(str(tmp_path), str(tmp_path))]
    assert made["user"] == f"{os.getuid()}:{os.getgid()}"
