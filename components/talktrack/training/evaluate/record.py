"""What an evaluation found, as the file that register reads and a release keeps."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """By how much the candidate is better than another side in one measure, with its interval.

    `group` is empty for all rows, else ``stage: discovery`` or ``industry: retail``.
    """

    path: str
    measure: str
    against: str
    group: str = ""
    mean: float
    low: float
    high: float
    conversations: int


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict with everything needed to trust it; `intervals` are mean, low and high of each gain.

    `adapters` holds the tensor digest of each candidate adapter that was compared, `champion` what it was compared
    with (None: the bare base). `compared` holds the gains over the base, the base with examples, and by group; they
    are told and decide nothing. `golden` is the version of the golden set and the digest of the rows that were used.
    """

    verdict: str
    reasons: list[str]
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float, float]]
    adapters: dict[str, str]
    champion: str | None
    base_id: str
    tokenizer_sha256: str
    prompt_version: str
    encoder_version: str
    lineage: dict[str, int]
    compared: list[Compared] = []
    golden: dict[str, str] = {}


def save(evaluation: Evaluation, file: Path) -> None:
    """Write an evaluation for people and for register."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(evaluation)))
