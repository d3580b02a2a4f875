"""The workflows of GitHub Actions as documents: they parse, may do little, and run what there is."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.__main__ import _parser
from talktrack.core.images import NAMES
from tests.docs.guides import commands, program
from tests.docs.scratch import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {file.name: yaml.safe_load(file.read_text()) for file in sorted(FOLDER.glob("*.yaml"))}
JOBS = [(name, job, told) for name, flow in WORKFLOWS.items() for job, told in flow["jobs"].items()]
STEPS = [(name, step) for name, _, told in JOBS for step in told.get("steps", [])]
RUNS = [(name, step["run"]) for name, step in STEPS if "run" in step]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
RUNNER_HAS = {"make", "sed", "echo", "grep", "tar", "cp", "cd", "gh", "sha256sum"}
VENV = ".venv/bin/"
WRITES_OF = {"images": {"packages", "id-token", "attestations"}, "publish": {"id-token"}, "release": {"contents"}}
LONGEST_MINUTES = 90


def test_there_are_four() -> None:
    """Tests, images, pipelines, releases; each says when it runs."""
    assert list(WORKFLOWS) == ["images.yaml", "pipelines.yaml", "release.yaml", "test.yaml"]
    assert all(flow[True] for flow in WORKFLOWS.values())  # YAML 1.1 reads the key `on` as a truth


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nobody_may_anything_by_default(name: str) -> None:
    """Rights are given to jobs, and runs of one branch do not meet."""
    assert WORKFLOWS[name]["permissions"] == {}
    assert WORKFLOWS[name]["concurrency"]["group"]


@pytest.mark.parametrize(("name", "job", "told"), JOBS)
def test_a_job_has_an_end_and_few_rights(name: str, job: str, told: dict[str, Any]) -> None:
    """A job names its rights, writes only what it makes, and ends; one that calls another takes that one's time."""
    writes = {right for right, kind in told["permissions"].items() if kind == "write"}
    assert writes <= WRITES_OF.get(job, set()), name
    assert "uses" in told or 0 < told["timeout-minutes"] <= LONGEST_MINUTES


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, step in STEPS if "uses" in step])
def test_actions_have_a_version(name: str, step: dict[str, Any]) -> None:
    """A major version at least; a checkout leaves no token behind."""
    assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]), name
    if step["uses"].startswith("actions/checkout@"):
        assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(("name", "script"), RUNS)
def test_what_is_run_is_there(name: str, script: str) -> None:
    """Programs of the runner or of our environment, targets of our Makefile, commands of our parser."""
    assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0
    for words in map(program, commands(script)):
        first = words[0]
        assert first in RUNNER_HAS or first.startswith(VENV), f"{name}: {first}"
        if first == "make":
            assert {word for word in words[1:] if "=" not in word} <= TARGETS
        if words[1:3] == ["-m", "pipelines"]:
            _parser().parse_args([word.replace("$PIPELINE", "training") for word in words[3:]])


def test_the_environment_has_the_programs() -> None:
    """What is called out of .venv is what make setup puts there."""
    called = {words[0] for _, script in RUNS for words in map(program, commands(script)) if words[0].startswith(VENV)}
    assert called == {f"{VENV}python", f"{VENV}pip"}


@pytest.mark.parametrize(("name", "script"), RUNS)
def test_nothing_of_a_stranger_is_pasted_into_a_script(name: str, script: str) -> None:
    """Expressions reach scripts as variables only, since a branch's name may hold a command; no token is printed."""
    assert "${{" not in script, name
    assert not re.search(r"\b(set -x|printenv|env$|TOKEN\b.*echo|echo.*TOKEN)", script), name


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_is_the_latest_and_no_key_is_stored(name: str) -> None:
    """Runners and actions are named by version; the only secret is the token of the run."""
    texts = list(_strings(WORKFLOWS[name]))
    assert not [text for text in texts if "latest" in text]
    assert not [text for text in texts if "secrets." in text]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def test_what_is_handed_on_is_what_was_uploaded() -> None:
    """An artifact that is fetched was made under that name, and digests lie where they are looked for."""
    made = {step["with"]["name"] for _, step in STEPS if step.get("uses", "").startswith("actions/upload-artifact@")}
    asked = {step["with"]["name"] for _, step in STEPS if step.get("uses", "").startswith("actions/download-artifact@")}
    assert asked <= made
    assert WORKFLOWS["release.yaml"]["jobs"]["release"]["env"]["TALKTRACK_IMAGES"] == "build/images.env"


def test_every_image_has_its_provenance() -> None:
    """One statement for each of the five, by its own digest."""
    steps = [step["with"] for name, step in STEPS if "attest-build-provenance" in step.get("uses", "")]
    named = [(one["subject-name"].rpartition("/")[2], one["subject-digest"]) for one in steps]
    assert named == [(image, f"${{{{ steps.digests.outputs.{image} }}}}") for image in NAMES]


def test_digests_are_read_out_of_the_file_of_images(tmp_path: Path) -> None:
    """The line that hands digests on works on what make images writes."""
    script = next(script for _, script in RUNS if script.startswith("sed "))
    (tmp_path / "build").mkdir()
    digest = f"sha256:{'0a' * 32}"
    (tmp_path / "build" / "images.env").write_text(
        f"# comment\nTALKTRACK_REGISTRY=ghcr.io/x\nTALKTRACK_DIGEST_DATA={digest}\nTALKTRACK_DIGEST_SERVE={digest}\n"
    )
    environment = {
        "GITHUB_OUTPUT": str(tmp_path / "out"),
        "REGISTRY": "ghcr.io/Owner/Talktrack",
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, check=True)

    told = (tmp_path / "out").read_text().splitlines()
    assert told == [f"data={digest}", f"serve={digest}", "registry=ghcr.io/owner/talktrack"]
