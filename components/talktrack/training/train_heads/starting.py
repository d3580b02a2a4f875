"""Makes a starter from labelled calls: heads that must not lean on the very words that this tenant says.

Where a tenant's words were known to whoever wrote the lists, cues are found in nearly every turn; in another tenant's
calls, seldom. So each call is shown several times, each time as if some phrases, few or most, stood in no list (as
dropout does with inputs, Srivastava et al. 2014, but the same phrases are gone from all calls of a showing): what is
left to go by are weaker cues, and what is said before and after.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from talktrack.core.heads import Features, Head, HeadFitter
from talktrack.core.hearing import SAID_BY, sides_of
from talktrack.core.sales_cues import Given, given, totals
from talktrack.core.starter import Starter
from talktrack.core.turn_features import general_features
from talktrack.training.train_heads.material import Labelled

KNOWN_SHARES = (0.2, 0.4, 0.6, 0.8)
"""Share of the phrases that stand in the lists, in each showing: tenants are foreign to the lists by degrees."""
DIGITS = 6

Rows = dict[str, tuple[list[Features], list[str]]]


def starter_of(labelled: Iterable[Labelled], fitter: HeadFitter, least: int, most: int) -> Starter | None:
    """Return the starter of the kinds with enough labels to learn from; None where no kind has them.

    Held-out accounts teach it too: it judges nobody of this tenant.
    """
    rows = _rows(labelled, most)
    heads, shares = list[Head](), dict[str, dict[str, float]]()
    for kind in SAID_BY:
        features, labels = rows[kind]
        if len(labels) >= least * len(KNOWN_SHARES) and len(set(labels)) > 1:
            heads.append(_head(kind, fitter, np.stack(features), labels))
            shares[kind] = {label: count / len(labels) for label, count in sorted(Counter(labels).items())}
    return Starter(heads=heads, shares=shares) if heads else None


def _rows(labelled: Iterable[Labelled], most: int) -> Rows:
    found: Rows = defaultdict(lambda: ([], []))
    taken = 0
    for one in labelled:
        if taken < most:
            taken += len(one.turns)
            for features in _showings(one):
                for (turn, kind), label in one.turns.items():
                    found[kind][0].append(features[turn].copy())
                    found[kind][1].append(label)
    return found


def _showings(one: Labelled) -> Iterable[Features]:
    turns, sides = one.conversation.turns, sides_of(one.conversation)
    cues = [given(turn.text) for turn in turns]
    for share in KNOWN_SHARES:
        yield general_features(turns, sides, totals([_known(row, share) for row in cues]))


def _known(cues: Sequence[Given], share: float) -> list[Given]:
    """Return what is left of a turn's cues when some phrases stand in no list; which ones, a digest says."""
    return [(cue, words) for cue, words in cues if zlib.crc32(f"{share}|{cue}|{words}".encode()) < share * 2**32]


def _head(kind: str, fitter: HeadFitter, features: Features, labels: Sequence[str]) -> Head:
    fitted = fitter.fit(features, labels)
    return Head(
        kind=kind,
        classes=list(fitted.classes),
        weights=np.round(fitted.weights, DIGITS).tolist(),
        bias=np.round(fitted.bias, DIGITS).tolist(),
    )
