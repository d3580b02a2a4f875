"""The expectations that a conversation must meet, built from thresholds; 0 switches a threshold off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from talktrack.core.ports import Expectation

BETWEEN = "ExpectColumnValuesToBeBetween"
NOT_IN = "ExpectColumnValuesToNotBeInSet"
IN = "ExpectColumnValuesToBeInSet"


@dataclass(frozen=True)
class Thresholds:
    """How much a conversation needs to be worth learning from. Minima of 0 and maxima of 1 let everything pass."""

    min_turns: int = 3
    min_words: int = 20
    min_speakers: int = 2
    min_attributed_share: float = 0.5
    min_confidence: float = 0.5
    min_letter_share: float = 0.5
    max_damaged_share: float = 0.01
    max_repeated_share: float = 0.5
    max_disorder_share: float = 0.1
    max_words_per_minute: float = 400.0
    max_hours_ahead: float = 24.0
    relevance_min: float = 0.1
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True)
class Advice:
    """How bad a reason is (warning: too little to learn from; error: the data is wrong) and what to do."""

    severity: str
    suggestion: str


ADVICE: Mapping[str, Advice] = {
    "too_few_turns": Advice("warning", "Drop it, or release it if this short exchange is worth keeping."),
    "too_few_words": Advice("warning", "Drop it, or release it if this short exchange is worth keeping."),
    "too_few_speakers": Advice("warning", "A monologue teaches no dialogue: name the other speaker, or drop it."),
    "speakers_unknown": Advice("error", "Name the speakers in the source, or fix the row and release it."),
    "low_confidence": Advice("error", "Listen to the recording: transcribe it again with a larger model, or drop it."),
    "few_letters": Advice("error", "Most characters are no letters: the export looks damaged, export it again."),
    "damaged_characters": Advice("error", "The text went through a wrong encoding: export it again as UTF-8."),
    "repeated_turns": Advice("error", "The recogniser or the export repeats itself: transcribe or export it again."),
    "times_out_of_order": Advice("error", "Turns are out of order: export the call again."),
    "speech_too_fast": Advice("error", "More words than anyone can say: check the unit of the times (seconds or ms)."),
    "started_in_future": Advice("error", "The start lies in the future: correct the clock or the date of the source."),
    "off_topic": Advice("warning", "It hardly speaks of business: drop it, or release it if it belongs here."),
    "language_not_accepted": Advice("warning", "Add the language to `languages` if the models know it, or drop it."),
    "consent_refused": Advice("error", "A participant refused: drop it and delete the source."),
}


def suite(limits: Thresholds) -> list[Expectation]:
    """Return the expectations of all thresholds that are switched on."""
    made = [
        _at_least("turns", "too_few_turns", limits.min_turns),
        _at_least("words", "too_few_words", limits.min_words),
        _at_least("speakers", "too_few_speakers", limits.min_speakers),
        _at_least("attributed_share", "speakers_unknown", limits.min_attributed_share),
        _at_least("mean_confidence", "low_confidence", limits.min_confidence),
        _at_least("letter_share", "few_letters", limits.min_letter_share),
        _at_most("damaged_share", "damaged_characters", limits.max_damaged_share),
        _at_most("repeated_share", "repeated_turns", limits.max_repeated_share),
        _at_most("disorder_share", "times_out_of_order", limits.max_disorder_share),
        _at_most("words_per_minute", "speech_too_fast", limits.max_words_per_minute),
        _at_most("hours_ahead", "started_in_future", limits.max_hours_ahead),
        _at_least("relevance", "off_topic", limits.relevance_min),
        Expectation(NOT_IN, "consent", "consent_refused", {"value_set": ["refused", "denied", "revoked"]}),
    ]
    if limits.languages:
        made.append(Expectation(IN, "language", "language_not_accepted", {"value_set": list(limits.languages)}))
    return [expectation for expectation in made if expectation]


def _at_least(column: str, reason: str, minimum: float) -> Expectation | None:
    return Expectation(BETWEEN, column, reason, {"min_value": minimum}) if minimum else None


def _at_most(column: str, reason: str, maximum: float) -> Expectation | None:
    return Expectation(BETWEEN, column, reason, {"max_value": maximum}) if maximum else None
