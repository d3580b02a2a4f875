"""Conversations of one account resemble each other: how much less a sample says because of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.intp]
COMPARABLE = 2


def design_effect(places: Places, groups: Sequence[str]) -> float:
    """Return by what factor grouping widens the spread of bin shares; 1 when every row is a group of its own.

    `places` is the bin and `groups` the group of each row. The mean generalised design effect of Rao and Scott (1981),
    each bin's variance taken between groups; dividing counts by it makes chi-square tests hold for grouped rows.
    """
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    used, place = np.unique(places, return_inverse=True)
    number = int(group.max(initial=-1)) + 1
    if min(number, used.size) < COMPARABLE:
        return 1.0
    table = np.zeros((number, used.size))
    np.add.at(table, (group, place), 1)
    shares = table.sum(axis=0) / places.size
    off = table - table.sum(axis=1, keepdims=True) * shares
    spread = float(np.sum((off**2).sum(axis=0) / (places.size * shares)))
    return max(1.0, number / (number - 1) * spread / (used.size - 1))
