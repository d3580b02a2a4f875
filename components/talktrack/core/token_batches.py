"""Batches of token rows of like length, so that little of what a model computes is padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], budget: int, padding: float = 1.08) -> Iterator[list[int]]:
    """Yield places in `lengths`, longest first, in groups of at most `budget` tokens once padded.

    A group holds at most `padding` times its own tokens; a row above the budget is a group of its own.
    """
    group: list[int] = []
    tokens = 0
    for place in sorted(range(len(lengths)), key=lambda place: (-lengths[place], place)):
        padded = (len(group) + 1) * lengths[group[0]] if group else 0
        if padded > min(budget, padding * (tokens + lengths[place])):
            yield group
            group, tokens = [], 0
        group.append(place)
        tokens += lengths[place]
    if group:
        yield group
