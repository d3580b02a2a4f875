"""What every image is: small, without rights or tools, labelled, billed, and able to import what its programs do."""

from __future__ import annotations

import json
import tomllib

import pytest

from talktrack.core import images
from tests.architecture.steps import ROOT
from tests.containers.engine import CHOSEN, describe, run
from tests.containers.programs import libraries, reached

pytestmark = [pytest.mark.containers, pytest.mark.timeout(600), pytest.mark.parametrize("image", CHOSEN)]

LARGEST_BYTES = {"control": 0.5e9, "data": 1.7e9, "audio": 1.7e9, "model": 1.8e9, "serve": 2.2e9}  # beyond the base
SITE = "/opt/venv/lib/python3.11/site-packages"

IMPORT_ALL = """
import importlib, json, os, sys
os.environ["_KFP_RUNTIME"] = "true"
failed = {}
for name in json.load(sys.stdin):
    try:
        importlib.import_module(name)
    except BaseException as broken:
        failed[name] = repr(broken)
print("\\n" + json.dumps(failed))
"""
UNCOMPILED = f"""
import pathlib
from importlib.util import cache_from_source
sources = pathlib.Path("{SITE}").rglob("*.py")
for file in sources:
    if not pathlib.Path(cache_from_source(file)).is_file():
        try:
            compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        print(file)
"""


def test_all_that_its_programs_import_is_there(image: str) -> None:
    """Imports inside functions too: they would fail in the middle of a run."""
    names = {name for name in reached(image) if not name.endswith(".component")}  # kfp runs the body alone
    names |= {"kfp.dsl.executor_main" if name == "kfp" else name for name in libraries(image)}
    failed = json.loads(run(image, ["python", "-c", IMPORT_ALL], given=json.dumps(sorted(names))).splitlines()[-1])

    assert len(names) > 40
    assert failed == {}


def test_it_is_small(image: str) -> None:
    """Beyond the base, which machines have already."""
    layers = describe(images.reference(image))
    base = describe("python:3.11-slim")

    assert layers["RootFS"]["Layers"][: len(base["RootFS"]["Layers"])] == base["RootFS"]["Layers"]
    assert layers["Size"] - base["Size"] <= LARGEST_BYTES[image]


def test_it_is_nobody_with_a_name_and_a_place_to_write(image: str) -> None:
    """Libraries ask for both, on a root that is read-only."""
    asked = (
        "import getpass, os, pathlib; pathlib.Path.home().joinpath('x').touch(); print(os.getuid(), getpass.getuser())"
    )

    assert run(image, ["python", "-c", asked]).split() == ["10001", "talktrack"]


def test_no_tools_are_left_behind(image: str) -> None:
    """No compiler, no package cache, no pip beside our packages."""
    looked = "for one in cc gcc g++ clang make; do command -v $one; done; ls -d /root/.cache $0/pip; true"

    assert run(image, ["sh", "-c", looked, SITE]).split() == []


def test_everything_is_compiled(image: str) -> None:
    """On a read-only root nothing is kept: what is not compiled is compiled in every task again."""
    assert run(image, ["python", "-c", UNCOMPILED]).split() == []


def test_it_says_what_it_is(image: str) -> None:
    """With the labels that registries show."""
    labels = describe(images.reference(image))["Config"]["Labels"]
    said = {
        key.rpartition(".")[2]: value for key, value in labels.items() if key.startswith("org.opencontainers.image")
    }
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert said.keys() == {"title", "version", "revision", "source", "licenses"}
    assert (said["title"], said["version"], said["licenses"]) == (f"talktrack-{image}", version, "Apache-2.0")
    assert len(said["revision"].removesuffix("-dirty")) == 40


def test_its_bill_lists_what_is_installed(image: str) -> None:
    """Every distribution with its version, and none that is not there."""
    listed = "import importlib.metadata as m; print(*(f'{d.name}=={d.version}'.lower() for d in m.distributions()))"
    installed = set(run(image, ["python", "-c", listed]).split())
    bill = json.loads(run(image, ["cat", "/opt/talktrack/sbom.cdx.json"]))

    assert bill["bomFormat"] == "CycloneDX"
    assert {f"{one['name']}=={one['version']}".lower() for one in bill["components"]} == {
        one for one in installed if not one.startswith("talktrack==")
    }
    assert bill["metadata"]["component"]["name"] == f"talktrack-{image}"


def test_it_holds_no_secrets(image: str) -> None:
    """Neither in its environment nor in the commands that made it."""
    described = describe(images.reference(image))
    words = json.dumps(described["Config"]).lower()

    assert [word for word in ("password", "secret", "api_key", "_token=") if word in words] == []
