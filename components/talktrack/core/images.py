"""The five container images. Each constant's name is an extra of pyproject.toml and a stage of images/Dockerfile."""

from __future__ import annotations

import os

_REGISTRY = os.environ.get("TALKTRACK_REGISTRY", "talktrack")
_TAG = os.environ.get("TALKTRACK_IMAGE_TAG", "0.1.0")

NAMES = ("data", "audio", "model", "serve", "control")


def reference(name: str) -> str:
    """Return the full reference of one image; a digest in TALKTRACK_DIGEST_DATA… wins over the tag."""
    digest = os.environ.get(f"TALKTRACK_DIGEST_{name.upper()}")
    return f"{_REGISTRY}/{name}@{digest}" if digest else f"{_REGISTRY}/{name}:{_TAG}"


DATA, AUDIO, MODEL, SERVE, CONTROL = (reference(name) for name in NAMES)
