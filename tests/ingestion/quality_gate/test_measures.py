"""One conversation as one row of numbers, in which what a source does not say is no number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.ingestion.quality_gate.measures import Measures, columns, measure

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def measured(*turns: Turn, **fields: Any) -> Measures:
    """Measure a conversation of these turns."""
    bare = Conversation(id="c1", tenant="acme", event_id="e1", source="text", channel="call", turns=list(turns))
    return measure(msgspec.structs.replace(bare, **fields), NOW)


def said(text: str, speaker: str | None = "s1", start: float | None = None, end: float | None = None) -> Turn:
    """Return a turn."""
    return Turn(speaker_id=speaker, text=text, start_s=start, end_s=end)


def test_turns_words_and_speakers_are_counted() -> None:
    """The unnamed speaker counts as a turn, not as a speaker."""
    row = measured(said("one two"), said("three", "s2"), said("four five six", None), said("seven"))

    assert (row.turns, row.words, row.speakers, row.attributed_share) == (4, 7, 2, 0.75)


def test_the_longest_turn_is_counted() -> None:
    """What holds hardly a space is counted by its length: nobody says a word of thousands of characters."""
    assert measured(said("one two"), said("three", "s2")).longest_turn_words == 2
    assert measured(said("x" * 4_000)).longest_turn_words == 200


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("one three", 5),
        ("x" * 4_000 + "\nend", 4_000),
        ("契約" * 4_000 + " and so on", 3),
        (f"see https://filter.example/?url={'x' * 4_000}", 3),
        (f"https://{'x' * 9_992}", 10_000),
        ("", 0),
    ],
)
def test_the_longest_run_without_a_space_is_counted(text: str, characters: int) -> None:
    """Scripts that put no space between words have no long ones, and links that a server would take do not count."""
    assert measured(said(text), said("two", "s2")).longest_run_characters == max(characters, len("two"))


def test_what_the_source_does_not_say_is_none() -> None:
    """Chats without times, confidences or dates are not worse for it."""
    row = measured(said("Hello there"))

    assert (row.mean_confidence, row.speaker_clarity, row.mos, row.words_per_minute, row.disorder_share) == (None,) * 5
    assert (row.hours_ahead, row.hours_past_retention) == (None, None)


def test_an_empty_conversation_can_be_measured() -> None:
    """Nothing is divided by nothing."""
    assert (measured().turns, measured().letter_share, measured().repeated_share) == (0, 0.0, 0.0)


def test_speed_comes_from_words_and_the_longer_duration() -> None:
    """Sixty words in half a minute are 120 a minute, whichever clock says so."""
    row = measured(said("w " * 60, start=0.0, end=30.0), duration_s=10.0)

    assert row.words_per_minute == 120.0


def test_a_short_thread_of_mails_is_a_whole_one() -> None:
    """Nobody counts the turns of a mail, and who gets it takes part."""
    people = [Participant(id="s1", label="Anna"), Participant(id="s2", label="Bob")]
    row = measured(Turn(speaker_id="s1", text="Hello there"), channel="email", participants=people)

    assert (row.turns, row.speakers) == (None, 2)


@pytest.mark.parametrize(
    ("spans", "share"),
    [
        ([(0.0, 1.0), (1.0, 2.0)], 0.0),
        ([(0.0, 5.0), (4.5, 6.0)], 0.0),
        ([(9.0, 10.0), (1.0, 2.0)], 0.5),
        ([(2.0, 1.0), (3.0, 4.0)], 0.5),
        ([(0.0, 0.0), (0.0, 0.0)], 1.0),
        ([(0.0, 9.0), (0.0, 9.0)], 0.5),
    ],
    ids=["in order", "overlap", "backwards", "negative", "no time at all", "all at once"],
)
def test_impossible_times(spans: list[tuple[float, float]], share: float) -> None:
    """People interrupt each other; nobody speaks backwards."""
    assert measured(*(said("hi", start=start, end=end) for start, end in spans)).disorder_share == share


def test_short_answers_may_recur_but_sentences_may_not() -> None:
    """Only turns of four words and more count as repeated."""
    row = measured(said("yes"), said("yes"), said("We can start next week."), said("we can start next week"))

    assert row.repeated_share == 0.5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The plan is that you and I have to do it, and what we want is on the list.", "en"),
        ("Das ist nicht der Plan, und wir haben auch noch eine Frage zu den Kosten für die Anlage.", "de"),
        ("Chai latte, croissant, espresso.", None),
    ],
)
def test_languages_are_guessed_by_small_words(text: str, language: str | None) -> None:
    """Too little evidence is no guess."""
    assert measured(said(text)).language == language


def test_the_sources_own_language_wins() -> None:
    """A platform knows better than small words."""
    assert measured(said("The plan is that you and I have to do it"), language="de").language == "de"


def test_damage_and_letters() -> None:
    """Replacement characters are damage; symbols are few letters."""
    row = measured(said("abcdef\ufffd\ufffd$$"))

    assert (row.damaged_share, row.letter_share) == (0.2, 0.6)


def test_relevance_is_judged_in_english_only() -> None:
    """The signs are English; what another language speaks of is unknown."""
    english, german = measured(said("Hello there")), measured(said("Guten Tag"), language="de")

    assert (english.relevance is None, german.relevance) == (False, None)


def test_starts_in_the_future_are_hours_ahead() -> None:
    """Two days ahead of now."""
    assert measured(started_at=NOW + timedelta(days=2)).hours_ahead == 48.0


def test_columns_have_one_value_per_row() -> None:
    """What the validation gets is the rows turned."""
    table = columns([measured(said("a")), measured(said("b c"))])

    assert (table["row_id"], table["words"]) == (["c1", "c1"], [1, 2])
