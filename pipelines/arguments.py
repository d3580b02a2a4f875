"""NAME=VALUE pairs against a pipeline's declared parameters: wrong ones are found before any work."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError

Declared = Mapping[str, Mapping[str, Any]]

MODEL = "_model"
_SWITCHES = {"true": True, "false": False}


def parse(pairs: Sequence[str], declared: Declared) -> dict[str, Any]:
    """Return typed arguments.

    Raises:
        ConfigurationInvalidError: a pair is no pair, a name is unknown, or a value does not fit its type.
    """
    arguments: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigurationInvalidError(f"--param {pair} is not a pair: write it as NAME=VALUE.")
        arguments[name] = _settled(name, _typed(name, value, declared))
    return arguments


def checked(values: Mapping[str, Any], declared: Declared) -> dict[str, Any]:
    """Return arguments that come from a file, with the types that they have there.

    Raises:
        ConfigurationInvalidError: a name is unknown, or a value is not of its parameter's type.
    """
    for name, value in values.items():
        check_name(name, declared)
        kind = str(declared[name]["parameterType"])
        if not _fits(value, kind):
            raise ConfigurationInvalidError(f"parameter {name} must be {_NAMES[kind]}, not {value!r}.")
    return dict(values)


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "BOOLEAN"
    if isinstance(value, int | float) and kind == "NUMBER_DOUBLE":
        return math.isfinite(value)
    return isinstance(value, _TYPES[kind])


def _settled(name: str, value: Any) -> Any:
    """Return a model's directory by its whole path: what a run notes must be found from any other folder."""
    return str(Path(value).absolute()) if name.endswith(MODEL) and value and Path(value).is_dir() else value


def check_name(name: str, declared: Declared) -> None:
    """Raise a sentence with the nearest known name when this one is unknown."""
    if name in declared:
        return
    near = difflib.get_close_matches(name, declared, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(sorted(declared))}."
    raise ConfigurationInvalidError(f"there is no parameter {name}: {hint}")


def _typed(name: str, value: str, declared: Declared) -> Any:
    check_name(name, declared)
    kind = str(declared[name]["parameterType"])
    try:
        return _CASTS.get(kind, str)(value)
    except (ValueError, KeyError) as wrong:
        raise ConfigurationInvalidError(f"parameter {name} must be {_NAMES[kind]}, not {value!r}.") from wrong


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(value)
    return value


def _json_of(kind: type) -> Callable[[str], Any]:
    def cast(value: str) -> Any:
        found = json.loads(value)
        if not isinstance(found, kind):
            raise ValueError(value)  # noqa: TRY004 - the text is wrong, not our call
        return found

    return cast


_CASTS: dict[str, Callable[[str], Any]] = {
    "NUMBER_INTEGER": int,
    "NUMBER_DOUBLE": lambda value: _finite(float(value)),
    "BOOLEAN": lambda value: _SWITCHES[value.lower()],
    "LIST": _json_of(list),
    "STRUCT": _json_of(dict),
}

_TYPES: dict[str, type] = {
    "NUMBER_INTEGER": int,
    "NUMBER_DOUBLE": float,
    "BOOLEAN": bool,
    "LIST": list,
    "STRUCT": dict,
    "STRING": str,
}

_NAMES = {
    "NUMBER_INTEGER": "a whole number",
    "NUMBER_DOUBLE": "a number",
    "BOOLEAN": "true or false",
    "LIST": "a JSON list",
    "STRUCT": "a JSON object",
    "STRING": "text",
}
