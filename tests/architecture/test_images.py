"""Images: extras, constants and stages name the same five."""

from __future__ import annotations

import re
import tomllib

import pytest

from images import build
from images.requirements import FOR_PEOPLE, described, layers
from talktrack.core import images
from tests.architecture.steps import ROOT, components

DOCKERFILE = (ROOT / "images" / "Dockerfile").read_text(encoding="utf-8")


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
    assert re.findall(r"\./install (\w+)", _stages()[name]) == [name]


@pytest.mark.parametrize("name", images.NAMES)
def test_a_stage_is_labelled_and_billed_as_itself(name: str) -> None:
    """Five stages look alike, and a copied line is easy to miss."""
    stage = _stages()[name]

    assert re.findall(r'image\.title="talktrack-(\w+)"', stage) == re.findall(r"\./bill (\w+)", stage) == [name]


def test_every_layer_of_packages_has_its_list() -> None:
    """What the stages install is what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = {name for stage in _stages().values() for name in re.findall(r"\./install (\w+)", stage)}

    assert installed == layers(project).keys() - {"kfp"}
    assert layers(project)["audio"] == project["optional-dependencies"]["audio"]
    assert tomllib.loads(described(project, "audio"))["project"]["name"] == "talktrack-audio"


@pytest.mark.parametrize("name", images.NAMES)
def test_our_code_is_the_last_layer(name: str) -> None:
    """After a change of code nothing is installed again: only labels follow."""
    after = _stages()[name].partition("COPY --from=package")[2]

    assert "package" not in _stages()[name].partition("COPY --from=package")[0]
    assert re.findall(r"^(RUN|COPY)", after, flags=re.MULTILINE) == []


def test_the_builder_knows_the_five() -> None:
    """In the order of the stages, which is what a plain builder needs."""
    assert tuple(name for name in _stages() if name in images.NAMES) == build.NAMES
    assert set(build.NAMES) == set(images.NAMES)


@pytest.mark.parametrize("name", images.NAMES)
def test_a_stage_does_not_run_as_root(name: str) -> None:
    """Cluster policies refuse root, and so do we."""
    assert re.findall(r"^USER (\S+)$", _stages()[name], flags=re.MULTILINE) == ["10001:10001"]


def test_steps_run_in_images_for_steps() -> None:
    """The serving image is for the predictor alone."""
    used = {component.image for component in components()}

    assert used <= set(images.NAMES) - {"serve"}
