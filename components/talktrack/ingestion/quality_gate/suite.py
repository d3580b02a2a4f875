"""The expectations that a conversation must meet, built from thresholds; 0 switches a threshold off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Expectation
from talktrack.ingestion.quality_gate.language import accepted

BETWEEN = "ExpectColumnValuesToBeBetween"
NOT_IN = "ExpectColumnValuesToNotBeInSet"
IN = "ExpectColumnValuesToBeInSet"
REFUSED = ["refused", "denied", "revoked", "withdrawn", "declined", "objected", "opted_out", "no", "false"]
NONE: dict[str, object] = {"max_value": 0}


@dataclass(frozen=True)
class Thresholds:
    """How much a conversation needs to be worth learning from. Minima and maxima of 0 let everything pass.

    `required` names fields of a conversation that must say something. The `hold_` switches are 1 (on) or 0.
    """

    min_turns: float = 3
    min_words: float = 10
    min_speakers: float = 2
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
        """Refuse a required field that no conversation has."""
        unknown = sorted(set(self.required) - set(Conversation.__struct_fields__))
        if unknown:
            message = f"a conversation has no {', '.join(unknown)}: require fields such as started_at or participants."
            raise ConfigurationInvalidError(message)

    def changed(self, limits: Mapping[str, float]) -> Thresholds:
        """Return the thresholds with other numbers for some.

        Raises:
            ConfigurationInvalidError: there is no such threshold.
        """
        numbers = sorted(field.name for field in fields(self) if field.type == "float")
        unknown = sorted(set(limits) - set(numbers))
        if unknown:
            message = f"the gate has no threshold {', '.join(unknown)}: choose from {', '.join(numbers)}."
            raise ConfigurationInvalidError(message)
        changes: dict[str, Any] = {name: float(value) for name, value in limits.items()}
        return replace(self, **changes)


def suite(limits: Thresholds) -> list[Expectation]:
    """Return the expectations of all thresholds that are switched on, and of what nobody may switch off."""
    made = [
        _at_least("turns", "too_few_turns", limits.min_turns),
        _at_least("words", "too_few_words", limits.min_words),
        _at_least("speakers", "too_few_speakers", limits.min_speakers),
        _at_least("attributed_share", "speakers_unknown", limits.min_attributed_share),
        Expectation(BETWEEN, "metadata_missing", "metadata_missing", NONE) if limits.required else None,
        _at_least("mean_confidence", "low_confidence", limits.min_confidence),
        _at_least("speaker_clarity", "speakers_unclear", limits.min_speaker_clarity),
        _at_least("mos", "audio_poor", limits.min_mos),
        _at_least("snr_db", "audio_poor", limits.min_snr_db),
        Expectation(BETWEEN, "impossible_numbers", "numbers_impossible", NONE),
        _at_least("letter_share", "few_letters", limits.min_letter_share),
        _at_most("damaged_share", "damaged_characters", limits.max_damaged_share),
        _at_most("repeated_share", "repeated_turns", limits.max_repeated_share),
        _at_most("disorder_share", "times_out_of_order", limits.max_disorder_share),
        _at_most("words_per_minute", "speech_too_fast", limits.max_words_per_minute),
        _at_least("spoken_words_per_minute", "speech_too_sparse", limits.min_words_per_minute),
        _at_most("hours_ahead", "started_in_future", limits.max_hours_ahead),
        _at_least("relevance", "off_topic", limits.relevance_min),
        Expectation(IN, "language", "language_not_accepted", {"value_set": accepted(limits.languages)})
        if limits.languages
        else None,
        *_privacy(limits),
    ]
    return [expectation for expectation in made if expectation]


def _privacy(limits: Thresholds) -> list[Expectation | None]:
    return [
        Expectation(NOT_IN, "consent", "consent_refused", {"value_set": REFUSED}),
        Expectation(BETWEEN, "refusals", "consent_refused", NONE),
        Expectation(BETWEEN, "hours_past_retention", "retention_expired", NONE),
        Expectation(BETWEEN, "card_codes", "card_dictated", NONE) if limits.hold_card_codes else None,
        Expectation(BETWEEN, "card_numbers", "card_dictated", NONE) if limits.hold_card_numbers else None,
        _at_most("secrets", "secrets_dense", limits.max_secrets),
        _at_most("identifiers", "personal_data_dense", limits.max_identifiers),
        Expectation(BETWEEN, "minors", "minor_speaks", NONE) if limits.hold_minors else None,
    ]


def _at_least(column: str, reason: str, minimum: float) -> Expectation | None:
    return Expectation(BETWEEN, column, reason, {"min_value": minimum}) if minimum else None


def _at_most(column: str, reason: str, maximum: float) -> Expectation | None:
    return Expectation(BETWEEN, column, reason, {"max_value": maximum}) if maximum else None
