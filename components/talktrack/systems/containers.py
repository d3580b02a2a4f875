"""The container engine of this machine, for runs whose every task is a container."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.locations import is_service

PASSED = (  # all that a task may learn of this machine's environment
    "TALKTRACK_KEYS",
    "TALKTRACK_REGION",
    "TALKTRACK_MODEL_REGISTRY",
    "STORAGE_EMULATOR_HOST",
    "FIREFLIES_API_KEY",
    "FIREFLIES_API_URL",
    "FATHOM_API_KEY",
    "FATHOM_API_URL",
    "WEAVIATE_API_KEY",
    "PINECONE_API_KEY",
    "EMBEDDING_API_KEY",
    "JUDGE_API_KEY",
    "HF_ENDPOINT",
    "HF_TOKEN",
    "OMP_NUM_THREADS",
    "PYTHONWARNINGS",
    "TRANSFORMERS_VERBOSITY",
)


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
        message = f"the engine has no image {', '.join(missing)}: make it with `make images`, or pull it."
        raise ConfigurationInvalidError(message)


def needs_network(arguments: Mapping[str, Any], services: Sequence[str] = ()) -> bool:
    """Tell whether an argument of a run, or another service that it uses, is beyond this machine's files.

    What may be elsewhere has a scheme, is a service that holds transcripts, or is a model with a revision.
    """
    values = [one for value in arguments.values() for one in (value if isinstance(value, list) else [value])]
    named = [one for one in (*values, *services) if isinstance(one, str)]
    return any("://" in one or is_service(one) or ("@" in one and not Path(one).exists()) for one in named)


def settings(folders: Sequence[str], *, network: bool) -> dict[str, Any]:
    """Return how to start containers that see these folders under the paths that they have here.

    They belong to the user who runs them, so that what they write is the user's, and have no rights beyond those of a
    file's owner. They write to these folders and to a /tmp of their own. Without `network` they reach nobody; with it
    they share the network of the machine, where a stand-in for a service may listen.
    """
    from docker.types import Mount

    return {
        "mounts": [Mount(target=folder, source=folder, type="bind") for folder in folders],
        "user": f"{os.getuid()}:{os.getgid()}",
        "network_mode": "host" if network else "none",
        "read_only": True,
        "tmpfs": {"/tmp": "mode=1777"},  # noqa: S108 - the container's own
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "environment": {name: os.environ[name] for name in PASSED if name in os.environ},
    }
