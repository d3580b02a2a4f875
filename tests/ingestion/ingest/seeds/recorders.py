"""What recorders write as JSON: Zoom's timeline, whisperX and Whisper, Amazon's post-call analytics."""

from __future__ import annotations

import json
from typing import Any

_ENTRY: dict[str, Any] = {"text": "Hi é", "ts": "00:00:01.000", "end_ts": "00:00:02.500", "users": ["Jane"]}
_USER = {"username": "Sam", "multiple_people": False, "user_id": "1", "zoom_userid": "z", "client_type": 0}
_ZOOM: dict[str, Any] = {
    "type": "zoom_transcript",
    "ver": 1,
    "recording_id": "r1",
    "meeting_id": "87",
    "recording_start": "2026-01-15T14:00:00Z",
    "recording_end": "2026-01-15T14:10:00Z",
}
_WORD: dict[str, Any] = {"word": "Hi", "start": 0.5, "end": 0.9, "score": 0.91, "speaker": "SPEAKER_00"}
_SEGMENT: dict[str, Any] = {"start": 0.5, "end": 2.0, "text": " Hi there é", "speaker": "SPEAKER_00", "words": [_WORD]}
_SPEECH: dict[str, Any] = {
    "SegmentStartTime": 0.5,
    "SegmentEndTime": 2.0,
    "SegmentSpeaker": "spk_0",
    "SegmentInterruption": False,
    "OriginalText": "Hallo",
    "DisplayText": "Hello",
    "WordConfidence": [{"Text": " Hello", "Confidence": 0.9, "StartTime": 0.5, "EndTime": 2.0}],
    "LoudnessScores": [61.0],
}
_ANALYTICS: dict[str, Any] = {
    "GUID": "g1",
    "ConversationTime": "2026-01-15 15:00:00",
    "ConversationLocation": "Europe/Berlin",
    "Duration": "12.5",
    "LanguageCode": "en-US",
    "SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Agent"}],
}

SEEDS: tuple[bytes, ...] = tuple(
    json.dumps(document).encode()
    for document in (
        _ZOOM | {"timeline": [_ENTRY]},
        _ZOOM | {"timeline": [_ENTRY | {"users": [_USER]}, _ENTRY | {"users": [_USER, "Jane"]}]},
        _ZOOM | {"timeline": [_ENTRY | {"users": [], "username": "14025550166", "email_address": "j@x.example"}]},
        _ZOOM | {"timeline": [{"raw_text": "hi", "ts": "0:01", "word_items": [{"text": "hi"}]}]},
        {"segments": [_SEGMENT], "word_segments": [_WORD], "language": "en"},
        {"segments": [_SEGMENT | {"words": [_WORD, _WORD | {"speaker": "SPEAKER_01"}, {"word": "40"}]}]},
        {"segments": [{"id": 0, "seek": 0, "start": 0, "end": 2, "text": "Hi", "avg_logprob": -0.3}], "text": "Hi"},
        {"segments": [_SEGMENT, _SEGMENT], "speaker_embeddings": {"SPEAKER_00": [0.1, 0.2]}, "language": "english"},
        {"ConversationAnalytics": _ANALYTICS, "SpeechSegments": [_SPEECH]},
        {"SpeechSegments": [_SPEECH, _SPEECH | {"SegmentSpeaker": "spk_1", "IVRSegment": True}]},
        {"SpeechSegments": [_SPEECH | {"WordConfidence": [], "DisplayText": None}], "ConversationAnalytics": None},
        {"ConversationAnalytics": {"SpeakerLabels": None}, "SpeechSegments": [_SPEECH | {"SegmentStartTime": "0.5"}]},
    )
)
