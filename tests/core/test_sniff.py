"""What a file holds is told by its first bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.sniff import HEAD_BYTES, KINDS, delimiter, kind_of, sniff


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", "empty"),
        (b"\n \t\n", "empty"),
        (b"WEBVTT\n\n1\n", "webvtt"),
        (b"\xef\xbb\xbfWEBVTT\n", "webvtt"),
        ("WEBVTT\n".encode("utf-16"), "webvtt"),
        (b"00:00:01.000 --> 00:00:02.000\nAnna: Hi\n", "webvtt"),
        (b"1\n00:00:01.000 --> 00:00:02.000\nAnna: Hi\n", "srt"),
        (b'{"callTranscripts": []}', "gong_transcript"),
        (b'{"payload": {"calls": [{"metaData": {}}]}}', "gong_extensive"),
        (b'{"hello": "world"}', "json"),
        (b'{"id": "f1", "subject": "c1", "kind": "thumbs"}\n', "events"),
        (b'{"id": "u1", "user_id": "u", "event": "open_call"}\n', "events"),
        (b"[00:00:03] Anna: hello\n", "text"),
        (b"Anna: hello\nBob: hi\n", "text"),
        (b"Hi, yes, ok\nand so on", "text"),
        (b"Id,Name,Industry\n", "crm_table"),
        (b'"Id";"AccountId";"LastName"\n', "crm_table"),
        (b"Id,OwnerId,Subject\n1,2,Call\n", "table"),
        (b'"Opportunity Name","Stage","Amount"\n', "crm_table"),
        (b"Record ID,Deal Name,Deal Stage,Pipeline\n", "crm_table"),
        (b"event_id,user_id,event,timestamp\n", "events"),
        ("Event ID,Subject ID,Outcome,Occurred at\n".encode("utf-16"), "events"),
        (b"label_id;conversation_id;expert;skill level\n", "events"),
        (b"name,amount,date\nx,1,2\n", "text"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
        (b"Date: today\nMessage-ID: <1@x>\n\nHi", "mail"),
        (b"Return-Path: <a@x>\nSubject: hi\n\nHi", "mail"),
        (b"From jane@x.example Mon Jan  5 10:00:00 2026\n", "mbox"),
        (b"From MAILER-DAEMON  Mon Jan  5 10:00:00 2026\n", "mbox"),
        (b"From: a@x\nTo: b@x\nSubject: hi\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\nHi", "mail"),
        (b"Date: today\nSubject: hi\n\nAnna: Hi\nFrom: here\nTo: there\n", "text"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nAnna: Hi\n", "srt"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nAnna: Hi\r\n", "srt"),
        (b"1\r00:00:01.000 --> 00:00:02.000\rAnna: Hi\r", "srt"),
        (b"\xef\xbb\xbf1\r\r\n00:00:01.000-->00:00:02.000\r\r\nAnna: Hi\r\r\n", "srt"),
        (b'{"payload": {"callTranscripts": []}}', "gong_transcript"),
        (b'{"answeredScorecards": []}', "gong_scorecards"),
        (b'{"type": "zoom_transcript", "recording_id": "r", "timeline": []}', "zoom_timeline"),
        (b'{"segments": [{"start": 0, "end": 1, "text": "Hi"}]}', "whisperx"),
        (b'{"SpeechSegments": []}', "call_analytics"),
        (b'{"data": {"transcript": {"id": "t", "sentences": [{"speaker_name": "A"}]}}}', "fireflies"),
        (b'{"items": [{"recording_id": 1, "transcript": []}]}', "fathom"),
        (b'[\n {\n "dialogue_id": 1, "chat_logs": []}]', "dialogues"),
        (b'{"session_id": "s", "persona": "p", "turns": []}', "roleplay"),
        (b'{"session_id": "s", "turns": [{"role": "seller"}]}', "roleplay"),
        (b'{"persona_id": "p", "traits": []}', "persona"),
        (b'[{"persona_id": "p", "objections": []}]', "persona"),
        (b"- persona_id: cfo\n  traits:\n  - brief\n", "persona"),
        (b"---\nscenario_id: s1\ngoal: book a demo\n", "scenario"),
        (b"persona_id: hello\nBob: hi\n", "text"),
        (b'{"train": [{"convo_id": 1, "original": []}]}', "dialogues"),
        (b'{"CaSiNo--train--1": {"original dialog id": 1, "log": []}}', "dialogues"),
        (b'{"scenario_id": "s", "goal": "book a demo"}', "scenario"),
        (b'{"totalSize": 1, "records": [{"attributes": {"type": "Account"}}]}', "crm_json"),
        (b'{"results": [{"id": "1", "properties": {"dealname": "x"}}]}', "crm_json"),
        (b'[{"attributes": {"type": "Account"}, "Id": "1"}]', "crm_json"),
        (b'{"Id": "1", "AccountId": "2", "StageName": "Demo"}\n', "crm_json"),
        (b'{"results": [{"id": "default", "label": "Sales", "stages": []}]}', "crm_json"),
        (b'{"results": [{"id": "7", "email": "a@x", "firstName": "A", "userId": 9}]}', "crm_json"),
        (b"From the beginning: we said no\n", "text"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "sound"),
        (b"\x00\x00\x00\x20ftypM4A ", "sound"),
        (b"fLaC\x00\x00", "sound"),
        (b"PK\x03\x04\x00\x00", "binary"),
    ],
)
def test_formats(head: bytes, expected: str) -> None:
    """Each format by its own mark."""
    assert sniff(head) == expected


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    """There is always an answer, and the pipeline knows what to do with it."""
    assert kind_of(sniff(head)) in {"transcript", "audio", "reference", "other"}
    assert set(KINDS) >= {sniff(head)}


def test_only_the_beginning_counts() -> None:
    """A cut in the middle of a character or a line changes nothing."""
    long = "Anna: é\n".encode() * HEAD_BYTES

    assert sniff(long[: HEAD_BYTES + 1]) == "text"


def test_delimiters() -> None:
    """The separator that occurs most."""
    assert [delimiter(line) for line in ("a,b;c,d", "a;b;c", "a\tb", "a")] == [",", ";", "\t", ","]
