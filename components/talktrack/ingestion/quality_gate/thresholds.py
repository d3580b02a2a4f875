"""What the gate asks of a conversation, checked before any row is measured; importing this costs nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.languages import is_language

SHARES = frozenset(
    {
        "min_attributed_share",
        "min_confidence",
        "min_speaker_clarity",
        "min_letter_share",
        "max_damaged_share",
        "max_repeated_share",
        "max_disorder_share",
        "relevance_min",
    }
)
SWITCHES = frozenset({"hold_card_codes", "hold_card_numbers", "hold_minors"})
BEST_MOS = 5.0


@dataclass(frozen=True)
class Thresholds:
    """How much a conversation needs to be worth learning from. Minima and maxima of 0 let everything pass.

    `required` names fields of a conversation that must say something. The `hold_` switches are 1 (on) or 0.
    Twenty thousand words, more than two hours of speech, are no turn of a conversation but a text without speakers.
    A thousand characters without a space are no word: they are encoded data, or a text that lost its spaces.
    """

    min_turns: float = 3
    min_words: float = 10
    min_speakers: float = 2
    max_turn_words: float = 20_000
    max_run_characters: float = 1_000
    min_attributed_share: float = 0.5
    required: tuple[str, ...] = ("source", "channel", "provenance")
    min_confidence: float = 0.5
    min_speaker_clarity: float = 0.4
    min_mos: float = 2.0
    min_snr_db: float = 5.0
    min_letter_share: float = 0.5
    max_damaged_share: float = 0.01
    max_repeated_share: float = 0.5
    max_disorder_share: float = 0.1
    max_words_per_minute: float = 400.0
    min_words_per_minute: float = 5.0
    max_hours_ahead: float = 24.0
    relevance_min: float = 0.1
    languages: tuple[str, ...] = ("en",)
    max_secrets: float = 2
    max_identifiers: float = 20
    hold_card_codes: float = 1
    hold_card_numbers: float = 0
    hold_minors: float = 1

    def __post_init__(self) -> None:
        """Refuse what no gate can ask: a number out of range, a language or a field that is none."""
        for name in _numbers():
            _check_number(name, getattr(self, name))
        strange = [code for code in self.languages if not is_language(code)]
        if strange:
            message = f"languages has {_listed(strange)}: use two small letters for each (ISO 639-1), such as en or de."
            raise ConfigurationInvalidError(message)
        unknown = [name for name in self.required if name not in Conversation.__struct_fields__]
        if unknown:
            message = f"a conversation has no {_listed(unknown)}: require fields such as started_at or participants."
            raise ConfigurationInvalidError(message)

    def changed(self, limits: Mapping[str, float]) -> Thresholds:
        """Return the thresholds with other numbers for some.

        Raises:
            ConfigurationInvalidError: there is no such threshold, or its number cannot be.
        """
        unknown = sorted(set(limits) - set(_numbers()))
        if unknown:
            message = f"the gate has no threshold {_listed(unknown)}: choose from {', '.join(sorted(_numbers()))}."
            raise ConfigurationInvalidError(message)
        changes: dict[str, Any] = dict(limits)
        return replace(self, **changes)


def thresholds(parameters: Mapping[str, Any]) -> Thresholds:
    """Return what a pipeline's parameters ask of the gate; those of other steps are passed over.

    `gate_limits` holds thresholds that are no parameters of the pipeline.

    Raises:
        ConfigurationInvalidError: a number is out of range, or a threshold, language or field is none.
    """
    names = {field.name for field in fields(Thresholds)} & parameters.keys()
    asked = {name: parameters[name] for name in names}
    lists = {name: tuple(value) for name, value in asked.items() if isinstance(value, list)}
    return Thresholds(**(asked | lists)).changed(parameters.get("gate_limits", {}))


def _numbers() -> list[str]:
    return [field.name for field in fields(Thresholds) if field.type == "float"]


def _check_number(name: str, value: object) -> None:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ConfigurationInvalidError(f"{name} is {value!r}: use a number; 0 switches it off.")
    if name in SWITCHES and value not in (0, 1):
        raise ConfigurationInvalidError(f"{name} is {value:g}: use 1 to hold such conversations, 0 to let them pass.")
    most = 1.0 if name in SHARES else BEST_MOS if name == "min_mos" else math.inf
    if not 0 <= value <= most:
        allowed = "0 or more" if most == math.inf else f"a number from 0 to {most:g}"
        raise ConfigurationInvalidError(f"{name} is {value:g}: use {allowed}; 0 switches it off.")


def _listed(names: list[str]) -> str:
    return ", ".join(map(str, names))
