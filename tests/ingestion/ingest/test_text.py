"""Plain text in three habits, and prose that only looks like a label."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from talktrack.core.conversation import Turn
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import text
from talktrack.ingestion.ingest.readers.label import split_label
from talktrack.ingestion.ingest.readers.origin import Origin

ORIGIN = Origin(tenant="acme", uri="in/call-9.txt", sha256="00")


def _turns(source: str) -> list[tuple[str | None, float | None, str]]:
    read = text.read(source.encode(), ORIGIN)
    labels: dict[str | None, str] = {p.id: p.label for p in read.participants}
    return [(labels.get(turn.speaker_id), turn.start_s, turn.text) for turn in read.turns]


def test_name_and_colon() -> None:
    """Consecutive lines of one speaker stay the turns that the source had."""
    assert _turns("Jane Doe: Hello.\nJane Doe: Ready?\nSam: Yes.") == [
        ("Jane Doe", None, "Hello."),
        ("Jane Doe", None, "Ready?"),
        ("Sam", None, "Yes."),
    ]


def test_stamped_lines() -> None:
    """Times in brackets before the name are seconds from the start."""
    assert _turns("[00:00:05] Jane: Hi\n[01:00:00] Sam: Bye") == [("Jane", 5.0, "Hi"), ("Sam", 3600.0, "Bye")]


def test_headed_paragraphs() -> None:
    """A name with a time opens a paragraph; colons inside it open nothing."""
    source = "Jane Doe  0:03\nHello there.\n\nSam Poe  1:02:03\nOne thing: price.\nAnd more.\n"

    assert _turns(source) == [("Jane Doe", 3.0, "Hello there."), ("Sam Poe", 3723.0, "One thing: price. And more.")]


def test_lines_without_a_label_belong_to_the_turn_above() -> None:
    """A wrapped line goes on where the speaker stopped."""
    assert _turns("Jane: Hello\nand welcome\n\nSam: Hi") == [("Jane", None, "Hello and welcome"), ("Sam", None, "Hi")]


def test_header_lines_describe_the_call() -> None:
    """Title and date above the first turn are no turns."""
    read = text.read(b"Title: Acme intro\nDate: 2026-01-15T14:00\n\nJane: Hi\nSam: Hello", ORIGIN)

    assert (read.title, read.started_at, len(read.turns)) == ("Acme intro", datetime(2026, 1, 15, 14, tzinfo=UTC), 2)


def test_one_timed_looking_line_does_not_change_the_habit() -> None:
    """A single line that happens to end in a time leaves the file in its habit."""
    assert _turns("Jane: See you\nthe train leaves  10:30\nSam: Fine") == [
        ("Jane", None, "See you the train leaves  10:30"),
        ("Sam", None, "Fine"),
    ]


def test_somebody_who_dialled_in_is_called_by_number() -> None:
    """A phone number is a label, and is kept as the participant's number."""
    people = text.read(b"Jane: Hi\n+1 (402) 555-0166: Hello\n14025550167: Hey", ORIGIN).participants

    assert [person.phone for person in people] == [None, "+1 (402) 555-0166", "14025550167"]


def test_a_stamp_without_a_name_opens_an_unattributed_turn() -> None:
    """Time stamps part turns even where the recogniser did not know who spoke."""
    assert _turns("[00:00:01] Jane: Hi\n[00:00:04] so it begins\n[00:00:09] one thing: price") == [
        ("Jane", 1.0, "Hi"),
        (None, 4.0, "so it begins"),
        (None, 9.0, "one thing: price"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com is down",
        "What I mean by all of this is: it works",
        "10:30 works for me",
        "Really? Yes: sure",
        f"{'n' * 61}: hello",
        ": hello",
        "42: hello",
    ],
)
def test_prose_is_no_label(line: str) -> None:
    """Long or sentence-like beginnings are prose, whatever their colons."""
    assert split_label(line) is None


def test_a_phrase_before_a_colon_must_recur_to_be_a_speaker() -> None:
    """What does not look like a name is a speaker only if it speaks twice."""
    assert _turns("sales rep: Hi\nJane: Hello\nOne thing: price\nsales rep: Sure") == [
        ("sales rep", None, "Hi"),
        ("Jane", None, "Hello One thing: price"),
        ("sales rep", None, "Sure"),
    ]


def test_text_without_speakers_is_unreadable() -> None:
    """Prose is not guessed into a dialogue."""
    with pytest.raises(SourceUnreadableError) as caught:
        text.read(b"This is only prose.\nNothing more.", ORIGIN)

    assert caught.value.reason == "text_no_speakers"


def test_long_lines_are_read_in_linear_time() -> None:
    """Ten megabytes on one line end in one turn."""
    turns = text.read(b"Jane: " + b"word " * 2_000_000, ORIGIN).turns

    assert turns == [Turn(speaker_id="s1", text=("word " * 2_000_000).strip())]
