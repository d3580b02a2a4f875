"""whisperX and Whisper: words with times and confidences, speakers by segment or by word."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from talktrack.core.conversation import Word
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers import whisperx
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.world.formats.recorders import write_whisperx
from tests.ingestion.ingest.recorded import only, read, recordings, said

SEGMENT: dict[str, Any] = {"start": 1.0, "end": 2.0, "text": " Hi there.", "speaker": "SPEAKER_00"}
WORDS: list[dict[str, Any]] = [
    {"word": "Hi", "start": 1.0, "end": 1.2, "score": 0.9},
    {"word": "there.", "start": 1.2, "end": 2.0, "score": 0.5},
]


def _transcript(*segments: dict[str, Any], **fields: Any) -> bytes:
    return msgspec.json.encode({"segments": segments, **fields})


def test_recordings_are_read_as_they_were_written() -> None:
    """Speakers as numbered, texts without the leading space, and the words that could be aligned."""
    for recording in recordings():
        expected = [
            (None if line.speaker is None else f"SPEAKER_{line.speaker:02d}", line.text, line.start_s, line.end_s)
            for line in recording.lines
        ]
        found = only(write_whisperx(recording))
        aligned = [[w for w in line.text.split() if not w[0].isdigit()] for line in recording.lines]

        assert expected == said(found)
        assert aligned == [[word.text for word in turn.words] for turn in found.turns]
        assert found.language == "en"


def test_words_keep_times_and_confidence() -> None:
    """The turn is as sure as its words are on average."""
    turn = only(_transcript(SEGMENT | {"words": WORDS})).turns[0]

    assert turn.words == (
        Word(text="Hi", start_s=1.0, end_s=1.2, confidence=0.9),
        Word(text="there.", start_s=1.2, end_s=2.0, confidence=0.5),
    )
    assert turn.confidence == pytest.approx(0.7)


def test_the_recogniser_knows_best_how_sure_it_is() -> None:
    """The mean log probability of a segment counts before the alignment of its words; no value is above one."""
    turns = only(_transcript(SEGMENT | {"avg_logprob": -0.5, "words": WORDS}, SEGMENT | {"avg_logprob": 0.1})).turns

    assert [turn.confidence for turn in turns] == [math.exp(-0.5), 1.0]


def test_whisper_calls_it_probability() -> None:
    """OpenAI's own program writes words so, and languages by name."""
    word = {"word": " Hi", "start": 1.0, "end": 1.2, "probability": 1.01}
    found = only(_transcript(SEGMENT | {"words": [word]}, language="english", duration="3.5"))

    assert (found.turns[0].words[0].confidence, found.language, found.duration_s) == (1.0, "en", 3.5)


def test_two_speakers_in_one_segment_are_two_turns() -> None:
    """Diarization gives words to speakers more finely than segments."""
    words = [WORDS[0] | {"speaker": "SPEAKER_00"}, WORDS[1] | {"speaker": "SPEAKER_01"}, {"word": "40"}]
    found = only(_transcript(SEGMENT | {"words": words}))

    assert said(found) == [
        ("SPEAKER_00", "Hi", 1.0, 1.2),
        ("SPEAKER_01", "there.", 1.2, 2.0),
        ("SPEAKER_00", "40", None, None),
    ]


def test_words_may_name_the_speaker_alone() -> None:
    """A segment without a speaker of its own takes that of its words."""
    words = [word | {"speaker": "SPEAKER_03"} for word in WORDS]

    assert said(only(_transcript({"text": "Hi there.", "words": words})))[0][0] == "SPEAKER_03"


def test_the_name_of_the_file_says_when_it_was() -> None:
    """Nothing inside does."""
    origin = Origin(tenant="acme", uri="in/2026-01-15_1400.json", sha256="0")
    started = whisperx.read(_transcript(SEGMENT), origin).started_at

    assert started is not None
    assert started.isoformat() == "2026-01-15T14:00:00+00:00"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_transcript(start=0), "whisperx_no_words"),
        (_transcript(SEGMENT | {"text": " "}), "whisperx_no_words"),
        (_transcript(SEGMENT | {"start": "early"}), "record_shape_wrong"),
        (_transcript(SEGMENT | {"start": 1e300}), "record_shape_wrong"),
        (_transcript(SEGMENT).replace(b"1.0", b"NaN"), "record_broken"),
    ],
)
def test_what_is_no_transcript_says_why(data: bytes, reason: str) -> None:
    """Silence is told from damage."""
    with pytest.raises(SourceUnreadableError) as caught:
        read(data)

    assert caught.value.reason == reason
