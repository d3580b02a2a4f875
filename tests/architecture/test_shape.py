"""The shape of the house: what every step's folder holds, and how long things may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.architecture.steps import HOUSE, ROOT, Component, components, contracted, folders

FOLDERS = folders()
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
LONGEST_LINES = 60
LONGEST_FILE_LINES = 300
PROMISES = "components/talktrack/core/ports.py"  # signatures and what they promise, no code


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _sources() -> list[Path]:
    return sorted([*HOUSE.rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")])


def _functions() -> Iterator[tuple[str, int]]:
    """Yield every function with its length in lines, signature and docstring included."""
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_form(node):
                yield f"{_name(file)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def _is_form(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is a component or a pipeline: its signature and docstring are a run form."""
    called = [one.func for one in node.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(one, ast.Attribute) and one.attr in {"component", "pipeline"} for one in called)


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_step_has_its_component_its_story_and_its_page(folder: Path) -> None:
    """A component, a step or a noun module behind it, and a README."""
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__", "component"}

    assert (folder / "component.py").is_file()
    assert (folder / "README.md").is_file()
    assert modules


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_step_says_why(folder: Path) -> None:
    """The page has its generated table, the reasons and the scores."""
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert [part for part in ("<!-- parameters -->", "## Why", "## Scores") if part not in text] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_step_is_held_by_the_import_contract(folder: Path) -> None:
    """A step that the contract does not name may import its neighbours unseen."""
    assert folder.relative_to(HOUSE).as_posix() in contracted()


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_every_parameter_is_described(component: Component) -> None:
    """The docstring is what a run form shows."""
    assert [one.name for one in component.parameters if not one.description] == []


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_a_component_says_what_it_does(component: Component) -> None:
    """In one sentence."""
    assert component.summary.endswith(".")


@pytest.mark.parametrize("file", [*HOUSE.rglob("component.py")], ids=_name)
def test_annotations_of_a_component_are_not_postponed(file: Path) -> None:
    """Kfp reads them when the module is imported."""
    assert "from __future__" not in file.read_text(encoding="utf-8")


def test_functions_are_short() -> None:
    """Half of them within ten lines, nine of ten within 45."""
    lengths = [length for _, length in _functions()]

    assert median(lengths) <= 10
    assert quantiles(lengths, n=10)[-1] <= 45


def test_no_function_is_long() -> None:
    """Components and pipelines are forms, not code; everything else fits a screen."""
    assert [name for name, length in _functions() if length > LONGEST_LINES] == []


def test_no_file_is_long() -> None:
    """A file has one reason to exist."""
    lengths = {_name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in _sources()}
    del lengths[PROMISES]

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE_LINES} == {}


def test_names_say_something() -> None:
    """A drawer for everything is nobody's."""
    assert [_name(file) for file in _sources() if NAMELESS & {file.stem, file.parent.name}] == []


def test_every_package_says_what_it_is() -> None:
    """The layout in the architecture page is made of these sentences."""
    silent = [file for file in HOUSE.rglob("__init__.py") if not ast.get_docstring(ast.parse(file.read_text()))]

    assert [_name(file) for file in silent] == []
