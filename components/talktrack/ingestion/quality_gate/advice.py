"""What each reason means for a person: which part of the gate gave it, how bad it is, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPLETENESS, QUALITY, RELEVANCE, PRIVACY = "completeness", "quality", "relevance", "privacy"
WARNING, ERROR = "warning", "error"


@dataclass(frozen=True)
class Advice:
    """The part of the gate, how bad the reason is (warning: too little to learn from; error: wrong), what to do."""

    part: str
    severity: str
    suggestion: str


_SHORT = Advice(COMPLETENESS, WARNING, "Drop it, or release it if this short exchange is worth keeping.")

ADVICE: Mapping[str, Advice] = {
    "too_few_turns": _SHORT,
    "too_few_words": _SHORT,
    "too_few_speakers": Advice(
        COMPLETENESS, WARNING, "A monologue teaches no dialogue: name the other speaker, or drop it."
    ),
    "speakers_unknown": Advice(COMPLETENESS, ERROR, "Name the speakers in the source, or fix the row and release it."),
    "metadata_missing": Advice(
        COMPLETENESS, ERROR, "A field named in `required` says nothing: complete it in the source, or require less."
    ),
    "turn_too_long": Advice(
        QUALITY,
        ERROR,
        "One turn is longer than anybody speaks: export it again with its speakers, or drop it.",
    ),
    "text_unbroken": Advice(
        QUALITY,
        ERROR,
        "More characters without a space than any word has: export it again as text, without encoded data, or drop it.",
    ),
    "low_confidence": Advice(
        QUALITY, ERROR, "Listen to the recording: transcribe it again with a larger model, or drop it."
    ),
    "speakers_unclear": Advice(
        QUALITY, ERROR, "The voices could not be told apart: record one track per speaker, or name the speakers."
    ),
    "audio_poor": Advice(QUALITY, ERROR, "The recording is too noisy to trust: use a better track, or drop it."),
    "numbers_impossible": Advice(
        QUALITY, ERROR, "A time or confidence is no number or out of range: export it again from the source."
    ),
    "few_letters": Advice(QUALITY, ERROR, "Most characters are no letters: the export looks damaged, export it again."),
    "damaged_characters": Advice(QUALITY, ERROR, "The text went through a wrong encoding: export it again as UTF-8."),
    "repeated_turns": Advice(
        QUALITY, ERROR, "The recogniser or the export repeats itself: transcribe or export it again."
    ),
    "times_out_of_order": Advice(QUALITY, ERROR, "Turns are out of order: export the call again."),
    "speech_too_fast": Advice(
        QUALITY, ERROR, "More words than anyone can say: check the unit of the times (seconds or ms)."
    ),
    "speech_too_sparse": Advice(
        QUALITY, ERROR, "Hardly a word for so long a time: check the unit of the times, or transcribe it again."
    ),
    "started_in_future": Advice(
        QUALITY, ERROR, "The start lies in the future: correct the clock or the date of the source."
    ),
    "off_topic": Advice(RELEVANCE, WARNING, "It hardly speaks of business: drop it, or release it if it belongs here."),
    "language_not_accepted": Advice(
        RELEVANCE, WARNING, "Add the language to `languages` if the models know it, or drop it."
    ),
    "consent_refused": Advice(
        PRIVACY, ERROR, "Somebody refused to be recorded: drop it and delete the source, unless they agreed later."
    ),
    "retention_expired": Advice(
        PRIVACY, ERROR, "Its time of retention is over, so it cannot be released: drop it and delete the source."
    ),
    "card_dictated": Advice(
        PRIVACY,
        ERROR,
        "A card's code, PIN or number may not be kept, so this cannot be released: fix the turns that hold it, or drop "
        "the row; then take it out of the source, too.",
    ),
    "secrets_dense": Advice(
        PRIVACY,
        ERROR,
        "It holds several keys or passwords: have them changed, then fix the turns that hold them, or drop it.",
    ),
    "personal_data_dense": Advice(
        PRIVACY, ERROR, "It lists the data of many people: fix the turns that hold the list, or drop it."
    ),
    "minor_speaks": Advice(
        PRIVACY, ERROR, "A child seems to take part: drop it unless a guardian's consent is on file."
    ),
}
