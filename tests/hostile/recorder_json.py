"""JSON of recorders and note-takers made to crash, hang or fill memory, in every form that one of their readers takes.

What any JSON can be (too deep, too long, cut off, of wrong types) is tried on each form at a place that its reader
decodes; what only one form can be stands below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.hostile.case import Cases, Expected

MB = 1_000_000
HOLE = b'"@"'  # where a form takes what is tried on it


@dataclass(frozen=True)
class Form:
    """A document with a hole for a text, the same with one for a time, and where its reader differs from the others."""

    text: Any
    time: Any
    otherwise: Mapping[str, Expected]

    def said(self, value: bytes) -> bytes:
        """Return the document with a value where a text should stand."""
        return json.dumps(self.text).encode().replace(HOLE, value)

    def timed(self, value: bytes) -> bytes:
        """Return the document with a value where a time should stand."""
        return json.dumps(self.time).encode().replace(HOLE, value)


def _gong(text: object, start: object = 0) -> Any:
    sentences = [{"text": text, "start": start, "end": 900}]
    return {"callTranscripts": [{"callId": "1", "transcript": [{"speakerId": "5", "sentences": sentences}]}]}


def _zoom(text: object, start: object = "00:00:01") -> Any:
    return {"recording_id": "r", "timeline": [{"text": text, "ts": start, "users": ["Jane"]}]}


def _whisperx(text: object, start: object = 0.5) -> Any:
    return {"segments": [{"start": start, "end": 2.0, "text": text, "speaker": "SPEAKER_00"}], "word_segments": []}


def _fireflies(text: object, start: object = 0.5) -> Any:
    return {"id": "t", "sentences": [{"speaker_name": "Jane", "text": text, "raw_text": None, "start_time": start}]}


def _fathom(text: object, start: object = "00:00:01") -> Any:
    line = {"speaker": {"display_name": "Jane"}, "text": text, "timestamp": start}
    return {"recording_id": 7, "transcript": [line]}


def _analytics(text: object, start: object = 0.5) -> Any:
    speech = {"SegmentSpeaker": "spk_0", "DisplayText": text, "SegmentStartTime": start, "SegmentEndTime": 9.0}
    return {"ConversationAnalytics": {"GUID": "g"}, "SpeechSegments": [speech]}


def _roleplay(text: object, start: object = 0) -> Any:
    turns = [{"role": "seller", "text": text, "at": start}]
    return {"session_id": "s", "persona": "cfo", "turns": turns}


def _form(document: Callable[..., Any], **otherwise: Expected) -> Form:
    return Form(document("@"), document("Hi", "@"), otherwise)


# Forms whose records are cut out before they are decoded meet depth there, and a file that is cut off has no records.
FORMS: dict[str, Form] = {
    "gong": _form(_gong, deep="record_broken"),
    "zoom timeline": _form(_zoom, deep_open="record_shape_wrong"),
    "whisperX": _form(_whisperx, deep_open="record_shape_wrong"),
    "fireflies": _form(_fireflies, deep="record_broken"),
    "fathom": _form(_fathom, deep="record_broken"),
    "call analytics": _form(_analytics, deep_open="record_shape_wrong"),
    "roleplay": _form(
        _roleplay,
        deep="json_broken",
        deep_open="json_broken",
        cut_off="json_broken",
        huge_time=1,
        no_number="json_broken",
    ),
}


def _tried(name: str, form: Form) -> Cases:
    """Return what is tried on every form."""
    deep, wrong, broken = b"[" * 200_000, "record_shape_wrong", "record_broken"
    reason = {"deep": wrong, "deep_open": broken, "cut_off": broken, "huge_time": wrong, "no_number": broken}
    told: Mapping[str, Expected] = reason | dict(form.otherwise)
    return {
        f"{name}: deep": (lambda: form.said(deep + b"]" * len(deep)), told["deep"]),
        f"{name}: deep and cut off": (lambda: form.said(deep)[: len(deep)], told["deep_open"]),
        f"{name}: cut off": (lambda: form.said(b'"Hi"')[:-4], told["cut_off"]),
        f"{name}: a number of 5 MB": (lambda: form.said(b"9" * (5 * MB)), wrong),
        f"{name}: a time of 5 MB": (lambda: form.timed(b"9" * (5 * MB)), wrong),
        f"{name}: a time of 1e308": (lambda: form.timed(b"1e308"), told["huge_time"]),
        f"{name}: NaN": (lambda: form.timed(b"NaN"), told["no_number"]),
        f"{name}: Infinity": (lambda: form.timed(b"-Infinity"), told["no_number"]),
        f"{name}: a lone surrogate": (lambda: form.said(b'"Hi \\ud800"'), 1),
        f"{name}: NULs": (lambda: form.said(b'"Hi \\u0000"'), 1),
        f"{name}: Latin-1": (lambda: form.said(b'"caf\xe9"'), "encoding_invalid"),
        f"{name}: repeated names": (lambda: form.said(b'"Hi"')[:-1] + b', "x": 1, "x": 2}', 1),
        f"{name}: a text of 20 MB": (lambda: form.said(b'"' + b"word " * (4 * MB) + b'"'), 1),
    }


def _many(document: Any, place: str, count: int) -> bytes:
    """Return a document whose list at `place` repeats its one entry."""
    whole = json.dumps(document).encode()
    (entry,) = document[place]
    one = json.dumps(entry).encode()
    return whole.replace(one, b",".join([one] * count))


_OWN: Cases = {
    "gong: too many turns": (
        lambda: _many(_gong("Hi"), "callTranscripts", 100_001),
        "too_many_turns",
    ),
    "gong: one call twice": (lambda: _many(_gong("Hi"), "callTranscripts", 2), 1),
    "gong: a speaker that is a list": (
        lambda: json.dumps(_gong("Hi")).encode().replace(b'"5"', b'["5"]'),
        "record_shape_wrong",
    ),
    "gong: transcripts that are none": (lambda: b'{"callTranscripts": 5}', "record_shape_wrong"),
    "gong: a list of nulls": (lambda: b'{"callTranscripts": [' + b"null," * MB + b"null]}", "too_many_turns"),
    "gong: wrapped a thousand times": (
        lambda: b'{"payload":' * 1_000 + b'{"callTranscripts": []}' + b"}" * 1_000,
        "record_broken",
    ),
    "gong: details without a transcript": (lambda: b'{"calls": [{"metaData": {"id": 1}}]}', "gong_transcript_missing"),
    "zoom timeline: a clock of a megabyte": (lambda: json.dumps(_zoom("Hi", "1:" * MB)).encode(), 1),
    "zoom timeline: a clock of letters": (lambda: json.dumps(_zoom("Hi", "a:b:c")).encode(), 1),
    "zoom timeline: too many turns": (lambda: _many(_zoom("Hi"), "timeline", 100_001), "too_many_turns"),
    "zoom timeline: empty entries": (
        lambda: b'{"timeline": [{"ts": ""}' + b",{}" * 90_000 + b"]}",
        "zoom_timeline_no_words",
    ),
    "zoom timeline: a crowd": (
        lambda: json.dumps(_zoom("Hi")).encode().replace(b'["Jane"]', b"[" + b'"x",' * 500_000 + b'"x"]'),
        1,
    ),
    "zoom timeline: users that are numbers": (
        lambda: json.dumps(_zoom("Hi")).encode().replace(b'["Jane"]', b"[5]"),
        "record_shape_wrong",
    ),
    "whisperX: too many segments": (lambda: _many(_whisperx("Hi"), "segments", 100_001), "too_many_turns"),
    "whisperX: segments that are an object": (
        lambda: b'{"segments": {"start": 0}, "word_segments": []}',
        "record_shape_wrong",
    ),
    "whisperX: a million words": (
        lambda: (
            json.dumps(_whisperx("Hi"))
            .encode()
            .replace(b'"text"', b'"words": [' + b'{"word":"a"},' * MB + b'{}], "text"')
        ),
        "record_too_large",
    ),
    "fireflies: a page of a million nulls": (
        lambda: b'{"data": {"transcripts": [{"sentences": [], "speaker_name": 1}' + b",null" * MB + b"]}}",
        "record_shape_wrong",
    ),
    "fireflies: too many sentences": (lambda: _many(_fireflies("Hi"), "sentences", 100_001), "too_many_turns"),
    "fireflies: a date of a megabyte": (
        lambda: json.dumps(_fireflies("Hi") | {"date": "9" * MB}).encode(),
        1,
    ),
    "fathom: too many lines": (lambda: _many(_fathom("Hi"), "transcript", 100_001), "too_many_turns"),
    "fathom: an e-mail for a speaker": (
        lambda: json.dumps(_fathom("Hi")).encode().replace(b'{"display_name": "Jane"}', b'"jane@x"'),
        "record_shape_wrong",
    ),
    "call analytics: too many segments": (lambda: _many(_analytics("Hi"), "SpeechSegments", 100_001), "too_many_turns"),
    "call analytics: a place that is a path": (
        lambda: (
            json.dumps(_analytics("Hi")).encode().replace(b'"GUID": "g"', b'"ConversationLocation": "../../etc/passwd"')
        ),
        1,
    ),
    "roleplay: too many turns": (lambda: _many(_roleplay("Hi"), "turns", 100_001), "too_many_turns"),
    "roleplay: one session over and over": (
        lambda: (json.dumps(_roleplay("Hi")).encode() + b"\n") * 20_000,
        1,
    ),
    "roleplay: turns that are a text": (
        lambda: b'{"session_id": 1, "persona": 1, "turns": "Hi"}',
        "record_shape_wrong",
    ),
    "JSON: nothing": (lambda: b"{}", "json_unknown"),
    "JSON: a list of lists": (lambda: b"[" * 200_000, "json_unknown"),
    "JSON: an object for ever": (lambda: b'{"a":' * 200_000, "json_unknown"),
    "JSON: a text that never ends": (lambda: b'{"callTranscripts": "' + b"a" * (20 * MB), "record_broken"),
    "JSON: backslashes": (lambda: b'{"callTranscripts": "' + b"\\" * (5 * MB), "record_broken"),
    "JSON: braces in texts": (
        lambda: b'{"persona": 1, "turns": [], "session_id": "' + b"{" * MB + b'"}',
        "roleplay_empty",
    ),
    "JSON: names by the million": (
        lambda: b'{"callTranscripts": [], ' + b",".join(b'"k%d": 0' % n for n in range(400_000)) + b"}",
        "json_no_records",
    ),
    "JSON: a formula for a name": (
        lambda: json.dumps(_fathom("Hi")).encode().replace(b"Jane", b"=cmd|' /C calc'!A0"),
        1,
    ),
}
FILES: Cases = dict(_OWN)
for _name, _one in FORMS.items():
    FILES |= _tried(_name, _one)
