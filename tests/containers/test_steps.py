"""Each image runs the tests of its own programs: without rights, on a read-only root, without network.

The tests and what they need to run are mounted beside the image; the code under test is the image's own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.steps import ROOT
from tests.containers.engine import CHOSEN, run
from tests.containers.programs import PROGRAMS
from tests.hearing import small_whisper

pytestmark = [pytest.mark.containers, pytest.mark.timeout(1800), pytest.mark.parametrize("image", CHOSEN)]

TOOLS = ROOT / "build" / "test-tools"
NEEDED = ("pytest", "pytest-socket", "pytest-timeout", "pytest-xdist", "hypothesis", "kfp", "openai")
SHOWN = ("tests", "pipelines", "pyproject.toml")
RUN_TESTS = "import sys; sys.path.append('/tools'); import pytest; sys.exit(pytest.main(sys.argv[1:]))"
OPTIONS = (
    "-q",
    "--strict-markers",
    "--import-mode=importlib",
    "--disable-socket",
    "--allow-unix-socket",
    "--numprocesses=2",
)
LOOPBACK = "--allow-hosts=127.0.0.1,localhost,::1"
ABSENT = {"tests/ingestion/ingest/test_unknown_forms.py::test_what_the_readme_offers_is_read": "no image holds READMEs"}


@pytest.fixture(scope="session")
def tools() -> Path:
    """Return a folder with what runs tests: behind the image's packages, so that it stands in for none of them."""
    note = TOOLS / "holds.txt"
    if not note.is_file() or note.read_text("utf-8") != " ".join(NEEDED):
        shutil.rmtree(TOOLS, ignore_errors=True)
        asked = ["--constraint", str(ROOT / "constraints.txt"), "--target", str(TOOLS), *NEEDED]
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *asked], check=True)
        note.write_text(" ".join(NEEDED), encoding="utf-8")
    return TOOLS


@pytest.fixture
def cache(image: str, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a cache for the inner tests; for the audio image with a speech model, since making one takes PyTorch."""
    kept = tmp_path / "cache"
    kept.mkdir()
    if image == "audio":
        made = small_whisper(request.config.cache.mkdir("small-models")).parent
        shutil.copytree(made, kept / "d" / made.name)
    for path in (kept, *kept.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return kept


def test_an_image_passes_the_tests_of_its_programs(image: str, tools: Path, cache: Path) -> None:
    """Those that need what the image leaves out on purpose are named, with the reason."""
    mounts = [f"{ROOT / name}:/checkout/{name}:ro" for name in SHOWN]
    mounts += [f"{tools}:/tools:ro", f"{cache}:/cache"]
    paths = [f"tests/{program}" for program in PROGRAMS[image] if (ROOT / "tests" / program).is_dir()]
    left_out = [f"--deselect={test}" for test in ABSENT if test.startswith(tuple(paths))]
    config = ["--override-ini=addopts=", "--override-ini=cache_dir=/cache", "--rootdir=/checkout"]
    command = ["python", "-c", RUN_TESTS, *config, *OPTIONS, LOOPBACK, *left_out, *paths]
    print(run(image, command, mounts, directory="/checkout").splitlines()[-1])
