"""The expectations that a conversation must meet, built from thresholds; 0 switches a threshold off."""

from __future__ import annotations

from collections.abc import Sequence

from talktrack.core.ports import Expectation
from talktrack.core.review import NOT_KEPT
from talktrack.ingestion.quality_gate.language import accepted
from talktrack.ingestion.quality_gate.thresholds import Thresholds

BETWEEN = "ExpectColumnValuesToBeBetween"
NOT_IN = "ExpectColumnValuesToNotBeInSet"
IN = "ExpectColumnValuesToBeInSet"
REFUSED = ["refused", "denied", "revoked", "withdrawn", "declined", "objected", "opted_out", "no", "false"]
NONE: dict[str, object] = {"max_value": 0}


def suite(limits: Thresholds) -> list[Expectation]:
    """Return the expectations of all thresholds that are switched on, and of what nobody may switch off."""
    made = [
        _at_least("turns", "too_few_turns", limits.min_turns),
        _at_least("words", "too_few_words", limits.min_words),
        _at_least("speakers", "too_few_speakers", limits.min_speakers),
        _at_most("longest_turn_words", "turn_too_long", limits.max_turn_words),
        _at_most("longest_run_characters", "text_unbroken", limits.max_run_characters),
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


def never_waived(expectations: Sequence[Expectation]) -> list[Expectation]:
    """Return the expectations that a conversation must meet though a person released or fixed it."""
    return [expectation for expectation in expectations if expectation.reason in NOT_KEPT]


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
