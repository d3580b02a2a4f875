"""Call statistics, each computed by hand on a call of one minute."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.records import Analysis
from talktrack.core.statistics import analyse
from tests.samples import call, turn

# 40 s of speech in 50 s: seller 10 + 5 + 5, prospect 15, somebody unknown 5.
TURNS = [
    turn("s1", "What do you need? And when??", 0, 10),
    turn("s2", "We need help. Can you?", 11, 26),
    turn("s1", "We can.", 28, 33),
    turn("s1", "Shall we?", 33, 38),
    turn(None, "Is this thing on?", 45, 50),
]


def test_words_and_turns_are_counted() -> None:
    """Words are separated by white space."""
    assert (analyse(call(TURNS)).turns, analyse(call(TURNS)).words) == (5, 6 + 5 + 2 + 2 + 4)


def test_talk_ratio_is_the_sellers_share_of_speech() -> None:
    """(10 + 5 + 5) / 40; silence is not speech, somebody unknown is."""
    assert analyse(call(TURNS)).talk_ratio == 0.5


def test_the_longest_monologue_joins_consecutive_turns() -> None:
    """5 + 5 seconds of two seller turns in a row are as long as the first of 10; one more second wins."""
    longer = [*TURNS[:3], turn("s1", "Shall we?", 33, 39), TURNS[4]]

    assert (analyse(call(TURNS)).longest_monologue_s, analyse(call(longer)).longest_monologue_s) == (10.0, 11.0)


def test_the_longest_customer_story_is_the_prospects() -> None:
    """One turn of 15 seconds."""
    assert analyse(call(TURNS)).longest_customer_story_s == 15.0


def test_interactivity_counts_changes_of_side_per_minute_of_speech() -> None:
    """Seller, prospect, seller: 2 changes in 40 s are 3 a minute; the unknown speaker is skipped."""
    assert analyse(call(TURNS)).interactivity_per_min == pytest.approx(3.0)


def test_patience_is_the_mean_pause_before_the_seller_answers() -> None:
    """28 - 26 = 2 s, and an overlap counts as zero."""
    overlapping = [*TURNS, turn("s2", "Yes.", 50, 54), turn("s1", "Good.", 53, 55)]

    assert (analyse(call(TURNS)).patience_s, analyse(call(overlapping)).patience_s) == (2.0, 1.0)


def test_questions_are_runs_of_question_marks() -> None:
    """The seller asks what, when and shall; nobody knows who asked the last one."""
    made = analyse(call(TURNS))

    assert (made.seller_questions, made.prospect_questions) == (3, 1)


def test_the_question_rate_is_per_hour_of_speech() -> None:
    """3 questions in 40 s are 270 an hour."""
    assert analyse(call(TURNS)).question_rate_per_h == pytest.approx(270.0)


def test_interruptions_are_seller_turns_that_cut_in() -> None:
    """Half a second before the prospect ends counts, a fifth is turn-taking: 1 in 20 s of speech is 180 an hour."""
    turns = [
        turn("s2", "We", 0, 5),
        turn("s1", "But", 4.5, 9.5),
        turn("s2", "No", 9.5, 14.5),
        turn("s1", "Yes", 14.3, 19.3),
    ]

    assert analyse(call(turns)).interruptions_per_h == pytest.approx(180.0)


TIMED = (
    "talk_ratio",
    "longest_monologue_s",
    "longest_customer_story_s",
    "interactivity_per_min",
    "patience_s",
    "question_rate_per_h",
    "interruptions_per_h",
)
UNKNOWN = dict.fromkeys(TIMED)


def _timed(made: Analysis) -> dict[str, float | None]:
    return {name: getattr(made, name) for name in TIMED}


def test_without_times_nothing_is_claimed() -> None:
    """A transcript without time codes has no durations."""
    untimed = [turn("s1", "Shall we?"), turn("s2", "Yes.")]

    assert _timed(analyse(call(untimed))) == UNKNOWN


def test_without_roles_nothing_is_claimed() -> None:
    """Speech of people whose side is unknown says nothing about sides."""
    unattributed = [turn(None, "Shall we?", 0, 4), turn(None, "Yes.", 5, 6)]

    assert _timed(analyse(call(unattributed))) == UNKNOWN


def test_an_empty_conversation_is_counted_as_empty() -> None:
    """No turns, no words, no claims."""
    empty = msgspec.structs.replace(call(), turns=[])

    assert (analyse(empty).turns, analyse(empty).words, _timed(analyse(empty))) == (0, 0, UNKNOWN)


def test_a_turn_that_ends_before_it_starts_is_left_out() -> None:
    """Broken time codes are not negative speech."""
    broken = [*TURNS, turn("s2", "Hm.", 60, 55)]

    assert analyse(call(TURNS)).talk_ratio == analyse(call(broken)).talk_ratio
