"""Labels without experts: what a starter is sure of in a tenant's calls, spread to all that is said alike.

The surest rows of each class, as many as its share among the starter's labels, teach a classifier of the tenant's own
words; what that one says, held together with what the starter says, gives the surest of the next round (self-training,
Yarowsky 1995; shares of the classes as in Zhu and Ghahramani 2002). Words are only looked at here and never kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talktrack.core.heads import Probabilities
from talktrack.core.starter import Spoken, WordReader

ROUNDS = (0.3, 0.5)
"""Which share of all rows teaches in each round; more of them were right less often."""
ANCHOR = 0.5
"""What the starter's own word weighs against that of the tenant's words."""
LEAST_ROWS = 5


def spread(rows: Spoken, first: Probabilities, shares: Sequence[float], words: WordReader) -> Probabilities:
    """Return the probability of each class for all rows; `first` is what the starter says."""
    now = first
    for share in ROUNDS:
        told = words.judged(rows, surest(now, shares, share), first.shape[1])
        mixed = told ** (1 - ANCHOR) * first**ANCHOR
        now = mixed / mixed.sum(axis=1, keepdims=True)
    return now


def surest(found: Probabilities, shares: Sequence[float], share: float) -> dict[int, int]:
    """Return the classes of the surest rows of each class; a row that two classes want is of the likelier."""
    taken: dict[int, int] = {}
    for place, of_class in enumerate(shares):
        wanted = max(LEAST_ROWS, int(share * of_class * len(found)))
        for row in np.argsort(-found[:, place], kind="stable")[:wanted].tolist():
            if row not in taken or found[row, taken[row]] < found[row, place]:
                taken[row] = place
    return dict(sorted(taken.items()))
