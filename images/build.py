"""``python images/build.py [IMAGE…]``: build container images, take their bills of materials out, push them if asked.

What was built stands in build/images.env, for ``TALKTRACK_IMAGES=build/images.env make compile``. Only what a registry
has has a digest; an image that was not pushed is entered under another name, which no pipeline can be compiled with.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAMES = ("data", "model", "control", "audio", "serve")  # in the order of the stages
HEAD = "# Written by make images. A local id is no digest: only what was pushed can stand in a compiled pipeline.\n"
BILL = "/opt/talktrack/sbom.cdx.json"


@dataclass(frozen=True)
class Order:
    """What to build: `arguments` are the Dockerfile's, `flags` go to docker build as they are."""

    registry: str
    tag: str
    arguments: Mapping[str, str]
    flags: Sequence[str]
    push: bool


def build(name: str, order: Order) -> dict[str, str]:
    """Build one image, and push it if asked; return its entry for images.env."""
    reference = f"{order.registry}/{name}:{order.tag}"
    arguments = [word for key, value in order.arguments.items() for word in ("--build-arg", f"{key}={value}")]
    where = ["--file", str(ROOT / "images" / "Dockerfile"), "--target", name, "--tag", reference]
    _docker("build", "--quiet", *order.flags, *where, *arguments, str(ROOT))
    _take_bill(name, reference)
    if order.push:
        _docker("push", "--quiet", reference)
    described = json.loads(_docker("image", "inspect", reference))[0]
    return entry(name, order, described)


def entry(name: str, order: Order, described: Mapping[str, object]) -> dict[str, str]:
    """Return an image's line for images.env, from what the engine tells of it."""
    if not order.push:
        return {f"TALKTRACK_LOCAL_ID_{name.upper()}": str(described["Id"])}
    digests = [str(one) for one in _list(described["RepoDigests"]) if str(one).startswith(f"{order.registry}/{name}@")]
    return {f"TALKTRACK_DIGEST_{name.upper()}": digests[0].partition("@")[2]}


def merged(before: Mapping[str, str], order: Order, built: Mapping[str, str]) -> dict[str, str]:
    """Return what images.env shall hold: images of the same registry and tag that were not built again stay."""
    place = {"TALKTRACK_REGISTRY": order.registry, "TALKTRACK_IMAGE_TAG": order.tag}
    same = all(before.get(key) == value for key, value in place.items())
    again = {key.rpartition("_")[2] for key in built}
    kept = {key: value for key, value in before.items() if same and key.rpartition("_")[2] not in again}
    return place | dict(sorted((kept | dict(built)).items()))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _take_bill(name: str, reference: str) -> None:
    into = ROOT / "build" / "sbom" / f"{name}.cdx.json"
    into.parent.mkdir(parents=True, exist_ok=True)
    container = _docker("create", reference).strip()
    try:
        _docker("cp", f"{container}:{BILL}", str(into))
    finally:
        _docker("rm", container)


def _docker(*words: str) -> str:
    """Run docker and return what it printed; its complaints go to the screen."""
    return subprocess.run(["docker", *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def _lines(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    pairs = [line.partition("=") for line in lines if "=" in line and not line.startswith("#")]
    return {key: value for key, _, value in pairs}


def _revision() -> str:
    words = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def _order(asked: argparse.Namespace) -> Order:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    facts = {"VERSION": project["version"], "REVISION": _revision(), "SOURCE": asked.source}
    given = {"TORCH_INDEX": asked.torch_index, "BASE": asked.base}
    arguments = facts | {key: value for key, value in given.items() if value}
    return Order(asked.registry, asked.tag, arguments, asked.flags.split(), push=asked.push)


def main(argv: Sequence[str] | None = None) -> int:
    """Build what is asked for, one after the other, and write build/images.env."""
    parser = argparse.ArgumentParser(prog="python images/build.py")
    parser.add_argument("names", nargs="*", metavar="IMAGE", help=f"some of {', '.join(NAMES)}; default: all")
    parser.add_argument("--registry", default="talktrack")
    parser.add_argument("--tag", default="0.1.0")
    parser.add_argument("--source", default="unknown", help="where the code lives, for the label")
    parser.add_argument("--torch-index", default="", help="index for PyTorch alone")
    parser.add_argument("--base", default="", help="image to build upon, with a Python 3.11")
    parser.add_argument("--flags", default="", help="more words for docker build")
    parser.add_argument("--push", action="store_true", help="push what was built and keep its digest")
    asked = parser.parse_args(argv)
    if unknown := sorted(set(asked.names) - set(NAMES)):
        parser.error(f"there is no image {', '.join(unknown)}: use {', '.join(NAMES)}")
    order, file = _order(asked), ROOT / "build" / "images.env"
    for name in asked.names or NAMES:
        begun = time.monotonic()
        held = merged(_lines(file), order, build(name, order))
        file.write_text(HEAD + "".join(f"{key}={value}\n" for key, value in held.items()), encoding="utf-8")
        print(f"{order.registry}/{name}:{order.tag}: {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{' '.join(failed.cmd[:2])} failed with {failed.returncode}: what it says stands above.")
