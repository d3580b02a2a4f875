"""The table of programs names every step and service, in the image that runs it."""

from __future__ import annotations

import pytest

from talktrack.core import images
from tests.architecture.steps import HOUSE, ROOT, folders
from tests.containers.programs import ELSEWHERE, PROGRAMS, declared, imported, reached


def test_every_step_is_in_the_table_of_its_image() -> None:
    """Where its component says, and nowhere else."""
    listed = {(image, program) for image, programs in PROGRAMS.items() for program in programs}

    assert {one for one in listed if not one[1].startswith("services/")} == declared()
    assert {step for _, step in declared()} == {folder.relative_to(HOUSE).as_posix() for folder in folders()}


def test_every_service_is_in_the_table() -> None:
    """Folders and single modules alike."""
    services = {path.with_suffix("").name for path in (HOUSE / "services").iterdir()} - {"__init__", "__pycache__"}
    listed = {program for programs in PROGRAMS.values() for program in programs if program.startswith("services/")}

    assert listed == {f"services/{name}" for name in services}


def test_the_table_knows_the_five_images() -> None:
    """No more and no fewer."""
    assert PROGRAMS.keys() == set(images.NAMES)


@pytest.mark.parametrize("program", [one for programs in PROGRAMS.values() for one in programs])
def test_every_program_has_tests_to_run(program: str) -> None:
    """In the folder that mirrors it, or beside those of the step that starts it."""
    assert list((ROOT / "tests" / program).glob("test_*.py")) or program == "services/lora_worker"


@pytest.mark.parametrize("image", ELSEWHERE)
def test_every_exception_is_needed(image: str) -> None:
    """One that nobody reaches any more would hide a missing library one day."""
    assert ELSEWHERE[image].keys() <= {name for module in reached(image) for name in imported(module)}
