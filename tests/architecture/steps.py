"""The steps as their code describes them: folders, components, parameters."""

from __future__ import annotations

import inspect
import tomllib
import typing
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from docstring_parser import parse
from kfp.dsl.base_component import BaseComponent

from pipelines.catalogue import PIPELINES
from talktrack.core import images

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "components" / "talktrack"
WINGS = ("ingestion", "training", "operations")
INDEPENDENCE = "Steps never import each other; prepare alone calls its five"

INPUT, OUTPUT, PARAMETER = "input", "output", "parameter"
_ROLES = {"InputAnnotation": INPUT, "OutputAnnotation": OUTPUT}


@dataclass(frozen=True)
class Parameter:
    """One argument of a component; `default` is None where the caller must give one."""

    name: str
    role: str
    type: str
    default: str | None
    description: str


@dataclass(frozen=True)
class Component:
    """A component with its step's folder and the name of its image."""

    folder: Path
    name: str
    image: str
    summary: str
    parameters: tuple[Parameter, ...]
    returns: str | None


@dataclass(frozen=True)
class Form:
    """A pipeline's run form."""

    summary: str
    parameters: tuple[Parameter, ...]


def forms() -> dict[str, Form]:
    """Return every pipeline's run form by name."""
    return {name: _form(pipeline.pipeline_func) for name, pipeline in PIPELINES.items()}


def _form(function: Callable[..., Any]) -> Form:
    documented = parse(function.__doc__ or "")
    described = {entry.arg_name: " ".join((entry.description or "").split()) for entry in documented.params}
    entries = inspect.signature(function).parameters.values()
    return Form(documented.short_description or "", tuple(_parameter(entry, described) for entry in entries))


def folders() -> list[Path]:
    """Return every step's folder."""
    return sorted(path for wing in WINGS for path in (HOUSE / wing).iterdir() if (path / "__init__.py").is_file())


def contracted() -> list[str]:
    """Return the steps in the order in which the import contract tells them, as ``wing/step``."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [c for c in settings["tool"]["importlinter"]["contracts"] if c["name"] == INDEPENDENCE]
    return [module.removeprefix("talktrack.").replace(".", "/") for module in contract["modules"]]


def told_order(folder: Path) -> tuple[int, str]:
    """Sort steps as the import contract tells them, others after them."""
    name, told = folder.relative_to(HOUSE).as_posix(), contracted()
    return (told.index(name) if name in told else len(told)), name


def components() -> list[Component]:
    """Return the components of all steps, in the order of the story."""
    with_one = [folder for folder in folders() if (folder / "component.py").is_file()]
    return [found for folder in sorted(with_one, key=told_order) for found in components_of(folder)]


def components_of(folder: Path) -> list[Component]:
    """Return a step's components in the order in which they are written."""
    module = import_module(f"talktrack.{folder.parent.name}.{folder.name}.component")
    found = [value for value in vars(module).values() if isinstance(value, BaseComponent)]
    return [_component(folder, value) for value in found if value.python_func.__module__ == module.__name__]


def _component(folder: Path, component: Any) -> Component:
    function = component.python_func
    documented = parse(function.__doc__)
    described = {entry.arg_name: " ".join((entry.description or "").split()) for entry in documented.params}
    signature = inspect.signature(function)
    references = {images.reference(name): name for name in images.NAMES}
    return Component(
        folder=folder,
        name=function.__name__,
        image=references[component.component_spec.implementation.container.image],
        summary=" ".join((documented.short_description or "").split()),
        parameters=tuple(_parameter(entry, described) for entry in signature.parameters.values()),
        returns=_type_name(signature.return_annotation) if signature.return_annotation else None,
    )


def _parameter(entry: inspect.Parameter, described: dict[str, str]) -> Parameter:
    role = PARAMETER
    if typing.get_origin(entry.annotation) is typing.Annotated:
        role = next((_ROLES[n] for n in map(_kind, typing.get_args(entry.annotation)[1:]) if n in _ROLES), INPUT)
    return Parameter(
        name=entry.name,
        role=role,
        type=_type_name(entry.annotation),
        default=None if entry.default is inspect.Parameter.empty else repr(entry.default),
        description=described.get(entry.name, ""),
    )


def _kind(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else type(annotation).__name__


def _type_name(annotation: Any) -> str:
    if typing.get_origin(annotation) is typing.Annotated:
        return _type_name(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is not None:
        return str(annotation)
    return str(getattr(annotation, "__name__", annotation))
