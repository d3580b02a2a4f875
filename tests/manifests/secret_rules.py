"""Rules for secrets: none stands in a manifest, and a tenant's predictor sees its own key only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.manifests.pods import name, pods
from tests.manifests.rendering import Object

SECRETIVE = re.compile(r"pass(word|wd)|secret|token|api[-_]?key|credential|private[-_]?key", re.IGNORECASE)
OPTION = re.compile(r"--?(?P<name>[\w-]+)(=(?P<value>.*))?", re.DOTALL)
SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bsk-[\w-]{20}|\bpcsk_\w{20}|://[^/\s:@]+:[^/\s@]+@"
)


def in_the_open(objects: Sequence[Object]) -> Iterator[str]:
    """A secret in arguments, environment or a ConfigMap is read by whoever may list pods."""
    for found in pods(objects):
        for part in found.parts:
            for variable in part.get("env", []):
                if _tells(variable["name"], variable.get("value", "")):
                    yield f"{name(found.of)}: the value of {variable['name']} stands in the manifest"
            for option in _told([*part.get("command", []), *part.get("args", [])]):
                yield f"{name(found.of)}: the value of {option} stands in the manifest"
    for found_map in objects:
        for key, value in found_map.get("data", {}).items() if found_map["kind"] == "ConfigMap" else ():
            if _tells(key, value):
                yield f"{name(found_map)}: the value of {key} stands in the manifest"


def objects_of_secrets(objects: Sequence[Object]) -> Iterator[str]:
    """Secrets are made on the cluster, from a file or by an operator; base64 hides nothing."""
    for found in objects:
        if found["kind"] == "Secret":
            yield f"{name(found)}: make it on the cluster"


def _tells(key: str, value: str) -> bool:
    """A path to a file with a secret is none."""
    return bool(SHAPES.search(value) or (SECRETIVE.search(key) and value and not value.startswith("/")))


def _told(words: Sequence[str]) -> Iterator[str]:
    for word, following in pairwise([*words, ""]):
        option = OPTION.fullmatch(word)
        if SHAPES.search(word):
            yield word.partition("=")[0]
        elif option and _tells(option["name"], _value(option["value"], following)):
            yield f"--{option['name']}"


def _value(joined: str | None, following: str) -> str:
    return joined if joined is not None else "" if following.startswith("-") else following
