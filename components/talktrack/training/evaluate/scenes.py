"""Stage and industry of golden rows, as their own prompts say them; `core.prompts` writes those lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talktrack.core.records import Example

STAGE, INDUSTRY = "stage", "industry"
UNKNOWN = "unknown"
_DIALOGUE = "<|seller|>", "<|prospect|>", "<|other|>", "<|answer|>"


def scenes(rows: Iterable[Example]) -> dict[str, dict[str, str]]:
    """Return stage and industry by conversation, as far as some prompt about it names them."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, {}).update(named(row.prompt))
    return found


def groups(rows: Iterable[Example], known: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], list[int]]:
    """Return the places of the rows of each (``stage`` or ``industry``, value)."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        for kind, value in known.get(row.conversation_id, {}).items():
            places.setdefault((kind, value), []).append(place)
    return dict(sorted(places.items()))


def named(prompt: str) -> dict[str, str]:
    """Return stage and industry where the head of a prompt names them; what was said in the call is not looked at."""
    found = {}
    for line in prompt.splitlines():
        if line.startswith(_DIALOGUE):
            break
        name, _, value = line.partition(": ")
        if name in {STAGE, INDUSTRY} and value and value != UNKNOWN:
            found[name] = value
    return found
