"""Manifests as kubectl renders them: an overlay as a list of objects, with the digests of built images where wanted."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = ROOT / "manifests" / "overlays"
BUILT = ROOT / "build" / "manifests"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the standard library's own is ten times slower
REFERENCE = re.compile(r"(?P<name>\S+)@(?P<digest>sha256:[0-9a-f]{64})")

Object = dict[str, Any]


class UnrenderedError(Exception):
    """Kustomize refuses, or a file of digests is not as described."""


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


def digests(file: Path) -> dict[str, str]:
    """Return the references that a build has left, by image: lines such as ``serve=registry/talktrack/serve@sha256:…``.

    Raises:
        UnrenderedError: a line is another.
    """
    found = {}
    for line in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
        name, _, reference = line.partition("=")
        if not REFERENCE.fullmatch(reference):
            raise UnrenderedError(
                f"{file.name}: {line} is not NAME=registry/name@sha256:digest: build the images again."
            )
        found[name.lower()] = reference
    return found


def with_digests(overlay: str, images: Mapping[str, str], into: Path = BUILT) -> str:
    """Return an overlay with these images, by a kustomization of its own that is left in a folder."""
    folder = into / overlay
    folder.mkdir(parents=True, exist_ok=True)
    named = {name: REFERENCE.fullmatch(reference) for name, reference in images.items()}
    content = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [os.path.relpath(OVERLAYS / overlay, folder.resolve())],
        "images": [
            {"name": f"talktrack/{name}", "newName": found["name"], "digest": found["digest"]}
            for name, found in named.items()
            if found
        ],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return rendered(folder)
