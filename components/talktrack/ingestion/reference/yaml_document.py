"""YAML as people write it by hand: mappings, lists and texts. Nothing is guessed: ``no`` and ``007`` stay texts."""

from __future__ import annotations

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent, SequenceEndEvent

from talktrack.core.errors import SourceUnreadableError

MAX_CHARACTERS = 4 * 1024 * 1024
MAX_DEPTH = 20

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def documents(text: str) -> list[object]:
    """Return the documents of a file.

    Events are put together here, because the library's own loader recurses: deep nesting would crash the process.

    Raises:
        SourceUnreadableError: ``yaml_too_large``, ``yaml_broken``, ``yaml_too_deep`` or ``yaml_has_references``
            (a few of which can stand for gigabytes).
    """
    if len(text) > MAX_CHARACTERS:
        raise SourceUnreadableError("yaml_too_large", f"more than {MAX_CHARACTERS} characters")
    try:
        return _assembled(text)
    except yaml.YAMLError as error:
        raise SourceUnreadableError("yaml_broken", type(error).__name__) from None


def _assembled(text: str) -> list[object]:
    levels: list[list[object]] = [[]]
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, AliasEvent):
            raise SourceUnreadableError("yaml_has_references", "the file refers to parts of itself")
        if isinstance(event, CollectionStartEvent):
            levels.append([])
            if len(levels) > MAX_DEPTH:
                raise SourceUnreadableError("yaml_too_deep", f"nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, CollectionEndEvent):
            items = levels.pop()
            levels[-1].append(items if isinstance(event, SequenceEndEvent) else _mapping(items))
        elif isinstance(event, ScalarEvent):
            levels[-1].append(event.value)
    return levels[0]


def _mapping(items: list[object]) -> dict[str, object]:
    """Return what keys and values in turn make; a key that is no text says nothing here."""
    return {key: value for key, value in zip(items[::2], items[1::2], strict=True) if isinstance(key, str)}
