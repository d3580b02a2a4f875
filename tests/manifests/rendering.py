"""Manifests as kubectl renders them: an overlay as a list of objects, with the digests of built images where wanted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import yaml

from talktrack.core import images

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = ROOT / "manifests" / "overlays"
BUILT = ROOT / "build" / "manifests"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the standard library's own is ten times slower

Object = dict[str, Any]


class UnrenderedError(Exception):
    """Kustomize refuses."""


def overlays() -> list[str]:
    """Return the names of all overlays."""
    return sorted(file.parent.name for file in OVERLAYS.glob("*/kustomization.yaml"))


def has_kubectl() -> bool:
    """Tell whether there is a kubectl to render with."""
    return which("kubectl") is not None


def rendered(folder: Path) -> str:
    """Return what ``kubectl kustomize`` makes of a folder.

    Raises:
        UnrenderedError: kustomize refuses.
    """
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnrenderedError(f"kubectl kustomize {folder}: {done.stderr.strip()}")
    return done.stdout


def objects(text: str) -> list[Object]:
    """Return the documents of a rendered text."""
    return [found for found in yaml.load_all(text, Loader=LOADER) if found]


def with_digests(overlay: str, file: Path, into: Path = BUILT) -> str:
    """Return an overlay with the images of a file that `make images` wrote, by a kustomization left in a folder.

    Raises:
        ConfigurationInvalidError: the file is missing, or an image in it was not pushed.
    """
    settings = images.chosen({images.FILE: str(file)})
    folder = into / overlay
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [os.path.relpath(OVERLAYS / overlay, folder.resolve())],
        "images": [
            {"name": f"talktrack/{name}", "newName": f"{settings[images.REGISTRY]}/{name}", "digest": settings[digest]}
            for name, digest in images.DIGESTS.items()
        ],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return rendered(folder)
