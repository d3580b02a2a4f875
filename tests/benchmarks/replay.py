"""What became of each character of a turn: edits replayed over the places of the text as read."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.conversation import Edit


def places(text: str, edits: Sequence[Edit]) -> tuple[list[int | None], dict[int, str]]:
    """Replay edits: where each remaining character stood at first, and for what reason the others went."""
    found: list[int | None] = list(range(len(text)))
    why: dict[int, str] = {}
    for edit in edits:
        stop = edit.start + len(edit.before)
        gone, size = found[edit.start : stop], edit.end - edit.start
        kept: list[int | None] = [None] * size
        if size and gone and edit.before[-1:].isalpha():
            kept[-1] = gone[-1]
        why |= {place: edit.reason for place in gone if place is not None and place not in kept}
        found[edit.start : stop] = kept
    return found, why
