"""Turns get their speakers from the time line of voices."""

from __future__ import annotations

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Turn, Word
from talktrack.ingestion.diarize.attribution import Stretch, attribute, cut
from tests.samples import call

LINE = [
    Stretch(start_s=0.0, end_s=2.0, voice=0, certainty=1.0),
    Stretch(start_s=2.0, end_s=4.0, voice=1, certainty=0.8),
    Stretch(start_s=5.0, end_s=6.0, voice=0, certainty=0.9),
]


def _heard(*turns: Turn) -> Conversation:
    return msgspec.structs.replace(call(), participants=[], turns=list(turns))


def _turn(start_s: float | None, end_s: float | None, *words: tuple[str, float]) -> Turn:
    spoken = tuple(Word(text=text, start_s=at, end_s=at + 0.4) for text, at in words)
    return Turn(
        speaker_id=None, text=" ".join(word.text for word in spoken), start_s=start_s, end_s=end_s, words=spoken
    )


def test_clips_are_cut_into_equal_windows() -> None:
    """No window is longer than asked, and none is a leftover."""
    assert cut([(0.0, 3.0), (5.0, 6.0)], window_s=2.0) == [(0.0, 1.5), (1.5, 3.0), (5.0, 6.0)]


def test_a_turn_is_split_where_the_voice_changes() -> None:
    """Each piece keeps its own words and times."""
    found = attribute(_heard(_turn(0.0, 4.0, ("how", 0.1), ("much", 1.0), ("nine", 2.5), ("euros", 3.2))), LINE)

    assert [(turn.speaker_id, turn.text, turn.start_s, turn.end_s) for turn in found.turns] == [
        ("s1", "how much", 0.1, 1.4),
        ("s2", "nine euros", 2.5, 3.6),
    ]


def test_a_single_word_in_between_is_no_change() -> None:
    """A word whose time is a little off does not cut a sentence in three."""
    line = [
        Stretch(start_s=0.0, end_s=2.0, voice=0, certainty=1.0),
        Stretch(start_s=2.0, end_s=2.3, voice=1, certainty=1.0),
    ]
    line.append(Stretch(start_s=2.3, end_s=4.0, voice=0, certainty=1.0))

    found = attribute(_heard(_turn(0.0, 4.0, ("how", 1.0), ("much", 2.0), ("is", 2.6), ("it", 3.2))), line)

    assert [turn.text for turn in found.turns] == ["how much is it"]


@pytest.mark.parametrize(
    ("start_s", "end_s", "speaker", "confidence"),
    [(0.2, 1.8, "s1", 1.0), (1.0, 4.0, "s2", 0.8 * 2 / 3), (4.1, 4.3, "s2", 0.8), (4.8, 4.9, "s1", 0.9)],
    ids=["inside", "mostly the second", "silence after the second", "silence before the third"],
)
def test_a_turn_without_words_goes_to_who_fills_most_of_it(
    start_s: float, end_s: float, speaker: str, confidence: float
) -> None:
    """The confidence is the share of the turn times the certainty of the voice."""
    turn = attribute(_heard(_turn(start_s, end_s)), LINE).turns[0]

    assert turn.speaker_id == speaker
    assert turn.speaker_confidence == pytest.approx(confidence, abs=0.01)


def test_a_turn_without_times_keeps_no_speaker() -> None:
    """Voices are placed by time alone."""
    assert attribute(_heard(_turn(None, None)), LINE).turns[0].speaker_id is None


def test_speakers_become_participants() -> None:
    """One participant per voice, labelled by number."""
    people = attribute(_heard(_turn(0.0, 1.0)), LINE).participants

    assert [(person.id, person.label) for person in people] == [("s1", "Speaker 1"), ("s2", "Speaker 2")]


def test_without_speech_nobody_takes_part() -> None:
    """An empty time line changes nothing."""
    heard = _heard(_turn(0.0, 1.0))

    assert attribute(heard, []) == heard
