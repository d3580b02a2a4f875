"""What linear heads are told about a turn and about a whole call: vectors and numbers, never words.

Turns are judged in their place: what was said before and after tells a reaction from a question, and an objection that
is repeated from one that is new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from talktrack.core.channels import semantic
from talktrack.core.conversation import PROSPECT, SELLER, Turn
from talktrack.core.ports import Vectors
from talktrack.core.sales_cues import Cues

AROUND = (-2, -1, 0, 1)
"""Whose vectors and cues a turn is judged by: two turns back to one ahead."""
FEATURES_VERSION = 2
VECTOR_WEIGHT = 0.4
"""Vectors count less than cues: they know the words of one tenant, and another one's hardly at all."""
_PLACES = np.linspace(0.0, 1.0, 6)
_EDGE = 3
MOST_CUES = 3.0
_CALENDAR = "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_NAME = re.compile(rf"(?<=[a-z,;:\d\]] )(?!I\b)(?!{_CALENDAR})[A-Z]\w+")
"""A name inside a sentence: of a company or a product, since those of people are redacted."""


def turn_features(vectors: Vectors, turns: Sequence[Turn], sides: Sequence[str], cues: Cues) -> npt.NDArray[np.float32]:
    """Return one row per turn: of the `vectors` of their texts, the `sides` who speak, and the `cues` they give."""
    told = np.hstack([VECTOR_WEIGHT * vectors, _told(turns, sides, cues)])
    return np.hstack([_around(told), _likeness(vectors), _place(len(turns))]).astype(np.float32)


def general_features(turns: Sequence[Turn], sides: Sequence[str], cues: Cues) -> npt.NDArray[np.float32]:
    """Return one row per turn of what means the same for every tenant and encoder: all but vectors."""
    return np.hstack([_around(_told(turns, sides, cues)), _place(len(turns))]).astype(np.float32)


def _told(turns: Sequence[Turn], sides: Sequence[str], cues: Cues) -> npt.NDArray[np.float32]:
    texts = [turn.text for turn in turns]
    return np.hstack([np.minimum(cues, MOST_CUES), semantic(texts), _shape(texts, sides)])


def _around(told: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what is told of each turn and of those around it."""
    return np.hstack([_shifted(told, offset) for offset in AROUND])


def _shape(texts: Sequence[str], sides: Sequence[str]) -> npt.NDArray[np.float32]:
    """Who speaks, how long, whether it asks, and whether it names somebody or something."""
    rows = [
        (
            side == SELLER,
            side == PROSPECT,
            "?" in text,
            text.rstrip().endswith("?"),
            text.count("?") > 1,
            np.log1p(len(text.split())) / 4,
            text.count(",") / 4,
            any(character.isdigit() for character in text),
            "[" in text,
            "[PERSON" in text,
            len(_NAME.findall(text)) / 2,
        )
        for text, side in zip(texts, sides, strict=True)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), 11)


def _shifted(rows: npt.NDArray[np.float32], offset: int) -> npt.NDArray[np.float32]:
    """Return for each turn what is told of the turn `offset` away; zeros beyond the ends."""
    moved = np.zeros_like(rows)
    if abs(offset) < len(rows):
        if offset >= 0:
            moved[: len(rows) - offset] = rows[offset:]
        else:
            moved[-offset:] = rows[:offset]
    return moved


def _likeness(vectors: Vectors) -> npt.NDArray[np.float32]:
    """How near a turn is to the two before it."""
    return np.stack([np.sum(vectors * _shifted(vectors, -back), axis=1) for back in (1, 2)], axis=1)


def _place(turns: int) -> npt.NDArray[np.float32]:
    """Where in the call each turn stands: bumps along it, and how near to the ends in turns."""
    at = np.arange(turns)
    bumps = np.exp(-0.5 * ((at[:, None] / max(turns - 1, 1) - _PLACES) / 0.12) ** 2)
    ends = [at == edge for edge in range(_EDGE)] + [turns - 1 - at == edge for edge in range(_EDGE)]
    return np.hstack([bumps, np.stack(ends, axis=1)]).astype(np.float32)
