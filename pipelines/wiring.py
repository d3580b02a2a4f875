"""Parameters that a compiled pipeline uses inside conditions, handed down to them.

kfp 2.17 writes a task's accelerator as a reference to a parameter of the pipeline, but hands parameters down into
conditions and exit handlers only for a task's own arguments: a run would end with an input that was not found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CHANNEL = "pipelinechannel--"
Document = dict[str, Any]


def wire(document: Document) -> None:
    """Declare every channel that a part of the pipeline uses as its input, and fill it from the part around it."""
    parts = {name: part for name, part in document["components"].items() if "dag" in part}
    while _declare(parts) | _fill(document, parts):
        pass


def _declare(parts: dict[str, Document]) -> bool:
    """Declare what the tasks of each part use; tell whether anything was missing."""
    missing = False
    for part in parts.values():
        known = part.setdefault("inputDefinitions", {}).setdefault("parameters", {})
        for used in _used(part):
            if used not in known:
                known[used] = {"parameterType": "STRING"}
                missing = True
    return missing


def _fill(document: Document, parts: dict[str, Document]) -> bool:
    """Fill the declared inputs of each part where it is called; tell whether anything was missing."""
    missing = False
    for around in (document["root"], *parts.values()):
        for task in around["dag"]["tasks"].values():
            part = parts.get(task["componentRef"]["name"], {})
            given = task.setdefault("inputs", {}).setdefault("parameters", {})
            item = task.get("parameterIterator", {}).get("itemInput")
            for name in part.get("inputDefinitions", {}).get("parameters", {}):
                if name.startswith(CHANNEL) and name != item and name not in given:
                    given[name] = {"componentInputParameter": _name_in(around, document, name)}
                    missing = True
    return missing


def _used(part: Document) -> Iterator[str]:
    for task in part["dag"]["tasks"].values():
        for given in task.get("inputs", {}).get("parameters", {}).values():
            used = given.get("componentInputParameter", "")
            if used.startswith(CHANNEL):
                yield used


def _name_in(around: Document, document: Document, channel: str) -> str:
    """Return what a channel is called there: the pipeline itself knows its parameters by their own names."""
    return channel.removeprefix(CHANNEL) if around is document["root"] else channel
