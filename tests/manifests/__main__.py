"""``python -m tests.manifests``: check every overlay, or write one with the digests of built images.

What was checked lies in build/manifests/checked for tools that follow, with the pods that KServe and Trainer will make.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import rmtree, which
from tempfile import TemporaryDirectory

import yaml

from talktrack.core.errors import ConfigurationInvalidError
from tests.manifests.made_pods import made_pods
from tests.manifests.network_rules import of_kind
from tests.manifests.pods import name
from tests.manifests.rendering import (
    BUILT,
    OVERLAYS,
    ROOT,
    Object,
    UnrenderedError,
    has_kubectl,
    objects,
    overlays,
    rendered,
    with_digests,
)
from tests.manifests.rules import BEFORE_APPLY, RULES, Finding, findings
from tests.manifests.schemas import (
    CRDS,
    NoDefinitionsError,
    core_findings,
    custom_findings,
    definitions,
    undefined,
)

CHECKED = BUILT / "checked"
IMAGES = ROOT / "build" / "images.env"
FAILED, WRONG_USE = 1, 2
PLACEHOLDERS = ("my-bucket", "my-project", "172.16.0.0/28")  # what the overlays of the repository are filled with


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0 when nothing was found, 1 for findings, 2 when there is nothing to work with."""
    parser = argparse.ArgumentParser(prog="python -m tests.manifests", allow_abbrev=False)
    parser.add_argument("--overlay", default="", choices=["", *overlays()], help="write this one, ready to be applied")
    parser.add_argument("--images", type=Path, default=IMAGES, help="what `make images PUSH=1` wrote")
    options = parser.parse_args(argv)
    rmtree(CHECKED, ignore_errors=True)
    if not has_kubectl():
        return _skipped("manifests are not rendered: there is no kubectl")
    try:
        return _ready(options.overlay, options.images) if options.overlay else _all()
    except (UnrenderedError, NoDefinitionsError, ConfigurationInvalidError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return WRONG_USE


def _all() -> int:
    wrong = 0
    for overlay in overlays():
        found = objects(rendered(OVERLAYS / overlay))
        wrong += _reported(overlay, found, [*findings(found), *validated(found)])
    return FAILED if wrong else 0


def _ready(overlay: str, images: Path) -> int:
    """Nothing is written that was not checked, least of all with an image that nobody has built."""
    text = with_digests(overlay, images)
    found = objects(text)
    if _reported(overlay, found, [*findings(found, {**RULES, **BEFORE_APPLY}), *validated(found)]):
        return FAILED
    target = BUILT / f"{overlay}.yaml"
    target.write_text(text, encoding="utf-8")
    for left in placeholders(text):
        print(
            f"WARNING: {left} is the repository's placeholder: set your own in the overlay {overlay} before you apply."
        )
    print(f"kubectl apply --server-side -f {target.relative_to(ROOT)}")
    return 0


def placeholders(text: str) -> list[str]:
    """Return what in a rendered overlay stands for a value that only its cluster knows; it may be right by chance."""
    return [one for one in PLACEHOLDERS if one in text]


def validated(found: Sequence[Object]) -> Iterator[Finding]:
    """Yield what validators say that others keep; what is missing for one is printed.

    Raises:
        NoDefinitionsError: STRICT=1, and TALKTRACK_CRDS names a folder without definitions.
    """
    yield from core_findings([*found, *made_pods(found)])
    folder = definitions()
    if folder is None:
        print(f"SKIPPED: custom kinds are not validated: set {CRDS} to a folder of CustomResourceDefinitions")
    else:
        print(f"no definition of {', '.join(undefined(found, folder)) or 'nothing'}")
        yield from custom_findings(found, folder)
    yield from alert_findings(found)


def alert_findings(found: Sequence[Object]) -> Iterator[Finding]:
    """Yield what Prometheus' own tool says of alerts."""
    if not which("promtool"):
        message = "alerts are not parsed: there is no promtool (Debian: apt-get install prometheus)"
        if _skipped(message):
            yield Finding("promtool", message)
        return
    for rule in of_kind(found, "PrometheusRule"):
        with TemporaryDirectory() as folder:
            file = Path(folder) / "rules.yaml"
            file.write_text(yaml.safe_dump(rule["spec"]), encoding="utf-8")
            done = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True, check=False)
        if done.returncode:
            yield Finding("promtool", f"{name(rule)}: {done.stderr.strip()}")


def _reported(overlay: str, found: Sequence[Object], faults: Sequence[Finding]) -> int:
    CHECKED.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_dump_all([*found, *made_pods(found)], sort_keys=False)
    (CHECKED / f"{overlay}.yaml").write_text(content, encoding="utf-8")
    for fault in faults:
        print(f"{overlay}: {fault}")
    print(f"{overlay}: {len(found)} objects, {len(RULES)} rules, {len(faults)} findings")
    return len(faults)


def _skipped(what: str) -> int:
    print(f"SKIPPED: {what}")
    return FAILED if os.environ.get("STRICT") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
