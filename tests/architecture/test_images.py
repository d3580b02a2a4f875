"""Images: extras, constants and stages name the same five."""

from __future__ import annotations

import re
import tomllib

import pytest

from talktrack.core import images
from tests.architecture.steps import ROOT, components

DOCKERFILE = (ROOT / "images" / "Dockerfile").read_text(encoding="utf-8")
FOR_PEOPLE = {"dev", "bench"}


def _stages() -> dict[str, str]:
    """Return each stage's text by name."""
    parts = re.split(r"^FROM \S+ AS (\S+)$", DOCKERFILE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _built_upon() -> set[str]:
    """Return the stages that others start from or copy from."""
    pairs = re.findall(r"^FROM (\S+) AS|--from=(\S+)", DOCKERFILE, flags=re.MULTILINE)
    return {name for pair in pairs for name in pair}


def test_every_extra_is_an_image() -> None:
    """Except those for people who work on the code."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = set(settings["project"]["optional-dependencies"]) - FOR_PEOPLE

    assert extras == set(images.NAMES)


def test_every_final_stage_is_an_image() -> None:
    """Stages that nothing is built upon are what gets pushed."""
    assert set(_stages()) - _built_upon() == set(images.NAMES)


@pytest.mark.parametrize("name", images.NAMES)
def test_a_stage_installs_its_own_extra(name: str) -> None:
    """And no other image's."""
    assert re.findall(r"'\.\[(\w+)\]'", _stages()[name]) == [name]


@pytest.mark.parametrize("name", images.NAMES)
def test_a_stage_does_not_run_as_root(name: str) -> None:
    """Cluster policies refuse root, and so do we."""
    assert re.findall(r"^USER (\S+)$", _stages()[name], flags=re.MULTILINE) == ["10001:10001"]


def test_steps_run_in_images_for_steps() -> None:
    """The serving image is for the predictor alone."""
    used = {component.image for component in components()}

    assert used <= set(images.NAMES) - {"serve"}
