"""The container engine of this machine, for runs whose every task is a container."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError

PASSED = ("TALKTRACK_KEYS", "STORAGE_EMULATOR_HOST")


def check_images(references: Sequence[str]) -> None:
    """Find out before any work that an engine answers and has these images.

    Raises:
        ConfigurationInvalidError: no engine answers, or an image is missing.
    """
    import docker

    try:
        client = docker.from_env()
        known = {name for image in client.images.list() for name in [*image.tags, *image.attrs.get("RepoDigests", [])]}
        client.close()
    except docker.errors.DockerException as silent:
        message = "no container engine answers: start Docker, or run the tasks as processes with --runner subprocess."
        raise ConfigurationInvalidError(message) from silent
    if missing := sorted(set(references) - known):
        message = f"the engine has no image {', '.join(missing)}: make it with `make images STAGE=…`, or pull it."
        raise ConfigurationInvalidError(message)


def settings(folders: Sequence[str]) -> dict[str, Any]:
    """Return how to start containers that see these folders under the paths that they have here.

    They share the network of the machine and belong to the user who runs them, so that what they write is the user's.
    """
    from docker.types import Mount

    return {
        "mounts": [Mount(target=folder, source=folder, type="bind") for folder in folders],
        "user": f"{os.getuid()}:{os.getgid()}",
        "network_mode": "host",
        "environment": {name: os.environ[name] for name in PASSED if name in os.environ},
    }
