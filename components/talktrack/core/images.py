"""The five container images. Each constant's name is an extra of pyproject.toml and a stage of images/Dockerfile.

``make images PUSH=1`` writes what it pushed as lines ``NAME=value``; the file that TALKTRACK_IMAGES names is read here,
and a variable of the environment with the same name wins over its line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from talktrack.core.errors import ConfigurationInvalidError

NAMES = ("data", "audio", "model", "serve", "control")
FILE, REGISTRY, TAG = "TALKTRACK_IMAGES", "TALKTRACK_REGISTRY", "TALKTRACK_IMAGE_TAG"
DIGESTS = {name: f"TALKTRACK_DIGEST_{name.upper()}" for name in NAMES}
LOCAL_IDS = {name: f"TALKTRACK_LOCAL_ID_{name.upper()}" for name in NAMES}  # what an engine calls an unpushed image
DEFAULTS = {REGISTRY: "talktrack", TAG: "0.1.0"}

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PUSH = "push all five with `make images PUSH=1 REGISTRY=…`, which writes it."


def chosen(environment: Mapping[str, str]) -> dict[str, str]:
    """Return registry, tag and digests as a file of references and the environment give them.

    Raises:
        ConfigurationInvalidError: the file is missing, is none of ours or lacks a digest, or a digest is none.
    """
    file = environment.get(FILE, "")
    known = {REGISTRY, TAG, *DIGESTS.values()}
    given = {key: value for key, value in environment.items() if key in known and value}
    found = DEFAULTS | (_lines(Path(file)) if file else {}) | given
    if file and (missing := sorted(set(DIGESTS.values()) - found.keys())):
        raise ConfigurationInvalidError(f"{file} holds no {', '.join(missing)}: {_PUSH}")
    for key in DIGESTS.values():
        if key in found and not _DIGEST.fullmatch(found[key]):
            message = f"{key} is {found[key]!r}, not sha256: and 64 hexadecimal digits: {_PUSH}"
            raise ConfigurationInvalidError(message)
    return found


def _lines(file: Path) -> dict[str, str]:
    known = {REGISTRY, TAG, *DIGESTS.values(), *LOCAL_IDS.values()}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as unread:
        raise ConfigurationInvalidError(f"cannot read {file}, which {FILE} names: {_PUSH}") from unread
    pairs = [line.partition("=") for line in lines if line.strip() and not line.startswith("#")]
    if strange := [key for key, _, value in pairs if key not in known or not value]:
        raise ConfigurationInvalidError(f"{file}: {strange[0]!r} is no entry of ours with a value: {_PUSH}")
    return {key: value.strip() for key, _, value in pairs}


_CHOSEN = chosen(os.environ)


def reference(name: str, settings: Mapping[str, str] = _CHOSEN) -> str:
    """Return the full reference of one image, by digest where one is given."""
    digest = settings.get(DIGESTS[name])
    return f"{settings[REGISTRY]}/{name}@{digest}" if digest else f"{settings[REGISTRY]}/{name}:{settings[TAG]}"


DATA, AUDIO, MODEL, SERVE, CONTROL = (reference(name) for name in NAMES)
