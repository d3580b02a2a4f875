"""``python requirements.py pyproject.toml FOLDER``: write what each image asks for, as one file per layer of packages.

`ground` is for all images and `torch` for those with PyTorch; `kfp` is the executor that runs a step; the others are
the extras. An extra's `.toml` describes its image as a project, for the bill of materials.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOR_PEOPLE = {"dev", "bench"}


def layers(project: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the requirements of each layer by its name."""
    extras: Mapping[str, Sequence[str]] = project["optional-dependencies"]
    wanted = [requirement for extra in extras.values() for requirement in extra]
    pinned = {name: [next(one for one in wanted if re.match(rf"{name}==", one))] for name in ("torch", "kfp")}
    return {"ground": project["dependencies"], **pinned, **{name: extras[name] for name in _images(project)}}


def described(project: Mapping[str, Any], image: str) -> str:
    """Return an image as a project of its own, in TOML."""
    facts = {key: project[key] for key in ("version", "description", "license")}
    facts |= {"name": f"talktrack-{image}"}
    facts |= {"dependencies": [*project["dependencies"], *project["optional-dependencies"][image]]}
    return "[project]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in facts.items())


def _images(project: Mapping[str, Any]) -> list[str]:
    return [name for name in project["optional-dependencies"] if name not in FOR_PEOPLE]


def _write(project: Mapping[str, Any], folder: Path) -> None:
    for name, requirements in layers(project).items():
        (folder / f"{name}.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    for image in _images(project):
        (folder / f"{image}.toml").write_text(described(project, image), encoding="utf-8")


if __name__ == "__main__":
    _write(tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"], Path(sys.argv[2]))
