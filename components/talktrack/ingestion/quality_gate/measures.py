"""A conversation as one row of numbers. None means that the source does not say, which is never held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from talktrack.core.conversation import Conversation
from talktrack.ingestion.quality_gate import privacy, sound, timing, wording
from talktrack.ingestion.quality_gate.language import only_sounds, spoken
from talktrack.ingestion.quality_gate.metadata import metadata
from talktrack.ingestion.quality_gate.relevance import relevance

MAIL = "email"
ENGLISH = "en"
READABLE = 0.01  # greatest share of damaged characters at which words can still be told
MAIL_PRIOR = 2.0  # log odds: what a mailbox of sellers holds, once automatic mails are sorted out, is seldom private
SHORTEST_SPARSE_S = 60.0
SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class Measures:
    """One row. Shares are in [0, 1]; the same words in the same order as the columns of the validation.

    `turns` counts what was done between the turns too: an offer that is accepted is half of a negotiation.
    """

    row_id: str
    turns: int | None
    words: int
    longest_turn_words: int
    longest_run_characters: int
    speakers: int
    attributed_share: float
    metadata_missing: int
    mean_confidence: float | None
    speaker_clarity: float | None
    mos: float | None
    snr_db: float | None
    impossible_numbers: int
    words_per_minute: float | None
    spoken_words_per_minute: float | None
    letter_share: float
    damaged_share: float
    repeated_share: float
    disorder_share: float | None
    language: str | None
    relevance: float | None
    hours_ahead: float | None
    consent: str
    refusals: int
    hours_past_retention: float | None
    card_codes: int
    card_numbers: int
    secrets: int
    identifiers: int
    minors: int


def measure(conversation: Conversation, now: datetime, required: Sequence[str] = ()) -> Measures:
    """Return the measures of one conversation.

    `now` tells which starts lie in the future; `required` names the fields that the source must give.
    """
    turns = conversation.turns
    texts = [turn.text for turn in turns]
    text = "\n".join(texts)
    words = 0 if only_sounds(text) else wording.count_words(text)
    duration = timing.duration_s(conversation)
    speed = timing.words_per_minute(words, duration)
    language = spoken(text, conversation.language)
    damaged = wording.damaged_share(text)
    told = metadata(conversation)
    found = privacy.look(texts)
    return Measures(
        row_id=conversation.id,
        turns=None if conversation.channel == MAIL else len(turns) + len(told.actions),
        words=words,
        longest_turn_words=max(map(wording.spoken_length, texts), default=0),
        longest_run_characters=wording.longest_run(text),
        speakers=_speakers(conversation),
        attributed_share=wording.share(sum(turn.speaker_id is not None for turn in turns), len(turns)),
        metadata_missing=sum(not says(getattr(conversation, name)) for name in required),
        mean_confidence=sound.mean_confidence(turns),
        speaker_clarity=sound.speaker_clarity(turns),
        mos=told.sound.mos,
        snr_db=told.sound.snr_db,
        impossible_numbers=timing.impossible_numbers(conversation),
        words_per_minute=speed,
        spoken_words_per_minute=speed if _is_long_speech(conversation, duration) else None,
        letter_share=wording.letter_share(text),
        damaged_share=damaged,
        repeated_share=wording.repeated_share(turns),
        disorder_share=timing.disorder_share(turns),
        language=language,
        relevance=_relevance(conversation, texts) if language in (None, ENGLISH) and damaged <= READABLE else None,
        hours_ahead=_hours(conversation.started_at, now),
        consent=conversation.consent.strip().lower(),
        refusals=found.refusals,
        hours_past_retention=_hours(now, conversation.retain_until),
        card_codes=found.card_codes,
        card_numbers=found.card_numbers,
        secrets=found.secrets,
        identifiers=found.identifiers,
        minors=found.minors,
    )


def columns(rows: Sequence[Measures]) -> dict[str, list[object]]:
    """Return the rows as columns by name."""
    return {field.name: [getattr(row, field.name) for row in rows] for field in fields(Measures)}


def says(value: object) -> bool:
    """Tell whether a field says anything."""
    return value not in (None, "", "{}", "unknown") and value != []


def _relevance(conversation: Conversation, texts: list[str]) -> float | None:
    """Judge the texts; of a mail also its subject, which unlike the title of a meeting is its writer's own."""
    if conversation.channel != MAIL:
        return relevance(texts)
    return relevance([conversation.title or "", *texts], MAIL_PRIOR)


def _speakers(conversation: Conversation) -> int:
    """Return how many people speak; of a mail also those count who get it, and a short thread is a whole one."""
    if conversation.channel == MAIL:
        return len(conversation.participants)
    return len({turn.speaker_id for turn in conversation.turns} - {None})


def _is_long_speech(conversation: Conversation, duration: float | None) -> bool:
    return conversation.channel in timing.SPOKEN and duration is not None and duration >= SHORTEST_SPARSE_S


def _hours(later: datetime | None, earlier: datetime | None) -> float | None:
    if later is None or earlier is None:
        return None
    return (later - earlier).total_seconds() / SECONDS_PER_HOUR
