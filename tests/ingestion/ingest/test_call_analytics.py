"""Amazon's post-call analytics: segments, sides, confidences, and what people corrected."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from talktrack.core.edits import undo
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.world.formats.recorders import EDITED_EVERY, amazon_label, misheard, write_call_analytics
from tests.ingestion.ingest.recorded import only, read, recordings, said

SEGMENT: dict[str, Any] = {
    "SegmentStartTime": 0.5,
    "SegmentEndTime": 2.0,
    "SegmentSpeaker": "spk_0",
    "OriginalText": "Hallo there.",
    "DisplayText": "Hello there.",
    "WordConfidence": [
        {"Text": "Hello", "Confidence": "0.9", "StartTime": 0.5, "EndTime": 1.0},
        {"Text": " there.", "Confidence": 0.5},
    ],
}


def _call(*segments: dict[str, Any], **analytics: Any) -> bytes:
    return msgspec.json.encode({"ConversationAnalytics": analytics, "SpeechSegments": segments})


def test_recordings_are_read_as_they_were_written() -> None:
    """Sides as labels, texts as shown, and the words as heard can be had back."""
    for recording in recordings():
        lines = recording.lines
        expected = [
            (
                None if line.speaker is None else amazon_label(recording, line.speaker),
                line.text,
                line.start_s,
                line.end_s,
            )
            for line in lines
        ]
        heard = [misheard(one.text) if place % EDITED_EVERY == 0 else one.text for place, one in enumerate(lines)]
        found = only(write_call_analytics(recording))

        assert expected == said(found)
        assert heard == [turn.text for turn in undo(found)]
        assert (found.id, found.started_at, found.duration_s, found.language) == (
            stable_id("c", "acme", "call_analytics", recording.native_id),
            recording.started_at.replace(microsecond=0),
            recording.duration_s,
            "en",
        )


def test_words_keep_their_confidence() -> None:
    """A word without times counts for the turn's confidence and is no timed word."""
    turn = only(_call(SEGMENT)).turns[0]

    assert [(word.text, word.confidence) for word in turn.words] == [("Hello", 0.9)]
    assert turn.confidence == pytest.approx(0.7)


def test_the_names_of_amazon_tell_the_sides() -> None:
    """Agents are ours; names that the customer chose tell nothing."""
    labels = [{"Speaker": f"spk_{n}", "DisplayText": name} for n, name in enumerate(("Agent", "Customer", "Ann"))]
    people = only(
        _call(*[SEGMENT | {"SegmentSpeaker": f"spk_{n}"} for n in range(4)], SpeakerLabels=labels)
    ).participants

    assert [(person.label, person.affiliation) for person in people] == [
        ("Agent", "internal"),
        ("Customer", "external"),
        ("Ann", "unknown"),
        ("spk_3", "unknown"),
    ]


def test_a_voice_menu_is_nobody() -> None:
    """A machine's prompts stay in the text and belong to no participant."""
    found = only(_call(SEGMENT | {"IVRSegment": True}, SEGMENT))

    assert [turn.speaker_id for turn in found.turns] == [None, "s1"]


@pytest.mark.parametrize(
    ("told", "started"),
    [
        (
            {"ConversationTime": "2026-01-15 15:00:00", "ConversationLocation": "Europe/Berlin"},
            "2026-01-15T14:00:00+00:00",
        ),
        (
            {"ConversationTime": "2026-01-15T15:00:00Z", "ConversationLocation": "Asia/Tokyo"},
            "2026-01-15T15:00:00+00:00",
        ),
        ({"ConversationTime": "2026-01-15 15:00:00"}, "2026-01-15T15:00:00+00:00"),
        ({"ConversationTime": "2026-01-15 15:00:00", "ConversationLocation": "../../etc"}, "2026-01-15T15:00:00+00:00"),
        ({"ConversationTime": "0001-01-01 00:00:00", "ConversationLocation": "Asia/Tokyo"}, "None"),
        ({"ConversationTime": "soon"}, "None"),
    ],
)
def test_the_time_is_that_of_the_place(told: dict[str, str], started: str) -> None:
    """A clock on a wall means its own zone; without one it is taken as UTC."""
    found = only(_call(SEGMENT, **told)).started_at

    assert (found.isoformat() if found else "None") == started


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_call(), "call_analytics_no_words"),
        (_call(SEGMENT | {"DisplayText": "", "OriginalText": None}), "call_analytics_no_words"),
        (_call(SEGMENT | {"SegmentSpeaker": []}), "record_shape_wrong"),
        (_call(SEGMENT)[:-1], "record_broken"),
    ],
)
def test_what_is_no_call_says_why(data: bytes, reason: str) -> None:
    """Silence is told from damage."""
    with pytest.raises(SourceUnreadableError) as caught:
        read(data)

    assert caught.value.reason == reason
