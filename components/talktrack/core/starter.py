"""A starter: what a tenant with labels gives to one that has none, as numbers without a word or a vector.

Its heads judge by general features only (`core.turn_features.general_features`): they belong to no encoder, and hear
other words less badly than heads that know their tenant's. Nobody is served by them; `train_heads` learns from what
they hear in the other tenant's calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Features, Head, Judge, Probabilities
from talktrack.core.turn_features import FEATURES_VERSION


class Starter(msgspec.Struct, frozen=True, kw_only=True):
    """Heads by what they judge, and how often each class is said among the labels that they learnt from."""

    heads: list[Head]
    shares: dict[str, dict[str, float]]
    starter_version: int = FEATURES_VERSION

    def judge(self, kind: str) -> Judge | None:
        """Return the head of one kind."""
        return next((Judge(head) for head in self.heads if head.kind == kind), None)


@dataclass(frozen=True)
class Spoken:
    """Rows of turns: what is said in each, before and after it, and their general features."""

    texts: Sequence[tuple[str, str, str]]
    features: Features


class WordReader(Protocol):
    """Learns what words mean for the classes from some rows, and judges all rows by it."""

    def judged(self, rows: Spoken, known: Mapping[int, int], classes: int) -> Probabilities:
        """Return the probability of each class for all rows; `known` has the class of some rows."""
        ...


def written(starter: Starter) -> bytes:
    """Return a starter as JSON."""
    return msgspec.json.encode(starter)


def read(data: bytes) -> Starter:
    """Return a starter from JSON.

    Raises:
        ConfigurationInvalidError: this is no starter, or one of another version of the features.
    """
    try:
        starter = msgspec.json.decode(data, type=Starter)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigurationInvalidError(
            f"this is no starter ({error}): name the starter.json of train_heads."
        ) from error
    if starter.starter_version != FEATURES_VERSION:
        message = (
            f"the starter has version {starter.starter_version}, wanted is {FEATURES_VERSION}: run train_heads again"
        )
        raise ConfigurationInvalidError(f"{message} where its labels are.")
    return starter
