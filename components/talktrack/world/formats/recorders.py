"""Recorders' JSON: a Zoom recording's timeline, whisperX, and Amazon's post-call analytics.

With their traps: users as objects, as names or on the entry itself; telephone numbers without plus; words without
times; texts that people edited.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from talktrack.core.conversation import SELLER
from talktrack.world.formats.zoom import clock
from talktrack.world.identifiers import number
from talktrack.world.recording import Line, Recording

EDITED_EVERY = 7


def write_zoom_timeline(recording: Recording) -> bytes:
    """Return the transcript of a Zoom recording as JSON."""
    document = {
        "type": "zoom_transcript",
        "ver": 1,
        "recording_id": recording.native_id,
        "meeting_id": str(number("zoom meeting", recording.native_id) % 10**11),
        "account_id": "a1",
        "host_id": "h1",
        "recording_start": recording.started_at.isoformat(),
        "recording_end": None,
        "timeline": [_entry(recording, place, line) for place, line in enumerate(recording.lines)],
    }
    return msgspec.json.encode(document)


def write_whisperx(recording: Recording) -> bytes:
    """Return what whisperX writes: aligned words, nobody's name."""
    segments = [_segment(line) for line in recording.lines]
    words = [word for segment in segments for word in segment["words"]]
    return msgspec.json.encode({"segments": segments, "word_segments": words, "language": "en"})


def write_call_analytics(recording: Recording) -> bytes:
    """Return the result of Amazon's post-call analytics."""
    people = enumerate(recording.people)
    analytics = {
        "GUID": recording.native_id,
        "ConversationTime": recording.started_at.strftime("%Y-%m-%d %H:%M:%S"),
        "ConversationLocation": "Etc/UTC",
        "Duration": str(recording.duration_s),
        "LanguageCode": "en-US",
        "SpeakerLabels": [
            {"Speaker": f"spk_{place}", "DisplayText": amazon_label(recording, place)} for place, _ in people
        ],
        "SourceInformation": [{"TranscribeJobInfo": {"TranscribeApiType": "standard"}}],
    }
    segments = [_speech(place, line) for place, line in enumerate(recording.lines)]
    return msgspec.json.encode({"ConversationAnalytics": analytics, "SpeechSegments": segments})


def amazon_label(recording: Recording, place: int) -> str:
    """Return how Amazon's parser shows a speaker: the side of the call."""
    return "Agent" if recording.people[place].role == SELLER else "Customer"


def misheard(text: str) -> str:
    """Return what the recogniser heard where somebody corrected it afterwards."""
    return text.replace("e", "a")


def _entry(recording: Recording, place: int, line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"text": line.text, "ts": clock(line.start_s), "end_ts": clock(line.end_s)}
    if line.speaker is None:
        return found | {"users": []}
    person = recording.people[line.speaker]
    name = (person.phone or "").removeprefix("+") if person.phone_only else person.label
    if place % 3 == 0:
        return found | {"users": [name], "raw_text": line.text.lower()}
    if place % 3 == 1:
        return found | {"username": name, "email_address": None if person.phone_only else person.email}
    user = {"username": name, "multiple_people": False, "user_id": str(16778240 + line.speaker), "client_type": 1}
    return found | {"users": [user]}


def _segment(line: Line) -> dict[str, Any]:
    return {
        "start": line.start_s,
        "end": line.end_s,
        "text": f" {line.text}",
        "words": list(_words(line)),
        **({} if line.speaker is None else {"speaker": f"SPEAKER_{line.speaker:02d}"}),
    }


def _words(line: Line) -> list[dict[str, Any]]:
    """Return a line's words in equal parts of its time; what begins with a digit could not be aligned."""
    words = line.text.split()
    start_s, end_s = line.start_s or 0.0, line.end_s or 0.0
    step = (end_s - start_s) / max(1, len(words))
    found = []
    for place, word in enumerate(words):
        times = {"start": round(start_s + place * step, 3), "end": round(start_s + (place + 1) * step, 3)}
        timed = {} if word[0].isdigit() else times | {"score": round(0.5 + 0.49 * math.cos(place), 3)}
        speaker = {} if line.speaker is None else {"speaker": f"SPEAKER_{line.speaker:02d}"}
        found.append({"word": word, **timed, **speaker})
    return found


def _speech(place: int, line: Line) -> dict[str, Any]:
    edited = place % EDITED_EVERY == 0
    words = [word for word in _words(line) if "start" in word]
    return {
        "SegmentStartTime": line.start_s,
        "SegmentEndTime": line.end_s,
        "SegmentSpeaker": None if line.speaker is None else f"spk_{line.speaker}",
        "SegmentInterruption": False,
        "OriginalText": misheard(line.text) if edited else line.text,
        "DisplayText": line.text,
        "TextEdited": edited,
        "LoudnessScores": [61.2],
        "WordConfidence": [
            {
                "Text": f" {word['word']}",
                "Confidence": word["score"],
                "StartTime": word["start"],
                "EndTime": word["end"],
            }
            for word in words
        ],
    }
