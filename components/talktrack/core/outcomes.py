"""How the business went with two releases that were served at the same time: what impact writes and a rollout reads."""

from __future__ import annotations

import msgspec

PATH = "arms/outcomes-latest.json"
WON, REPLIED, KEPT = "won deals", "replies", "answers kept"
MEASURES = (WON, REPLIED, KEPT)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many of something went well, more being better.

    `design_effect` (at least 1) says by how much the variance is larger than that of independent trials, because those
    of one account or user resemble each other.
    """

    good: float
    of: float
    design_effect: float = 1.0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two releases by their ids, the older one first, with both shares in each of MEASURES that has enough data."""

    baseline: str
    other: str
    measures: dict[str, tuple[Share, Share]]


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """All comparisons of one tenant; `as_of_s` is until when was looked, in seconds since the epoch."""

    tenant: str
    as_of_s: float
    comparisons: tuple[Comparison, ...] = ()


def encode(outcomes: Outcomes) -> bytes:
    """Return the document that is kept in the tenant's monitoring folder."""
    return msgspec.json.encode(outcomes)


def decode(document: bytes) -> Outcomes | None:
    """Return what a document says, or None where it is none."""
    try:
        return msgspec.json.decode(document, type=Outcomes)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
