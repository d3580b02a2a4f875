"""What a file holds, told from its first bytes: never from its name, which people change."""

from __future__ import annotations

import csv
import re

from talktrack.core.decoding import decode_head

HEAD_BYTES = 64 * 1024

TRANSCRIPT, AUDIO, REFERENCE, OTHER = "transcript", "audio", "reference", "other"

GONG_TRANSCRIPT, GONG_EXTENSIVE, WEBVTT, TEXT = "gong_transcript", "gong_extensive", "webvtt", "text"
SOUND, CRM_TABLE, CALENDAR = "sound", "crm_table", "calendar"
FEEDBACK, MAIL, TABLE = "feedback", "mail", "table"
EMPTY, JSON, BINARY = "empty", "json", "binary"

# What no reader knows goes to the transcript readers on purpose: they quarantine it with a reason, so nothing is lost.
KINDS: dict[str, str] = {
    GONG_TRANSCRIPT: TRANSCRIPT,
    GONG_EXTENSIVE: TRANSCRIPT,
    WEBVTT: TRANSCRIPT,
    TEXT: TRANSCRIPT,
    EMPTY: TRANSCRIPT,
    JSON: TRANSCRIPT,
    BINARY: TRANSCRIPT,
    SOUND: AUDIO,
    CRM_TABLE: REFERENCE,
    CALENDAR: REFERENCE,
    FEEDBACK: OTHER,
    MAIL: OTHER,
    TABLE: OTHER,
}

# The columns that tell one Salesforce export from another, most particular first.
CRM_HEADERS: dict[str, frozenset[str]] = {
    "OpportunityCompetitor": frozenset({"OpportunityId", "CompetitorName"}),
    "OpportunityHistory": frozenset({"OpportunityId", "StageName", "CreatedDate"}),
    "Opportunity": frozenset({"Id", "AccountId", "StageName"}),
    "Contact": frozenset({"Id", "AccountId", "LastName"}),
    "User": frozenset({"Id", "Email", "Username"}),
    "Account": frozenset({"Id", "Name", "Industry"}),
}

_SOUNDS = (b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\x1aE\xdf\xa3")
_TIMING = re.compile(r"^(?:[^\n]{1,80}\n)?[0-9:.,]{4,16} --> [0-9:.,]{4,16}")
_MBOX = re.compile(r"From \S+ (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")
_MAIL_HEADER = re.compile(r"[A-Za-z-]{1,40}:[ \t]")
_MESSAGE_ID = re.compile(r"^Message-ID:", re.IGNORECASE | re.MULTILINE)
_FEEDBACK_KEYS = ('"kind"', '"subject"', '"user_id"', '"inference_id"', '"event"', '"rating"')
_FEEDBACK_KEYS_NEEDED = 2
_CRM_COLUMNS = frozenset({"CreatedDate", "OwnerId", "AccountId", "OpportunityId", "ContactId", "LastModifiedDate"})


def sniff(head: bytes) -> str:
    """Return the format of a file from its first `HEAD_BYTES` bytes."""
    if not head.strip():
        return EMPTY
    if _is_sound(head):
        return SOUND
    text = decode_head(head).lstrip()
    if "\0" in text:
        return BINARY
    return _structured(text) or _tabular(text) or TEXT


def kind_of(format_name: str) -> str:
    """Return what the pipeline does with a format: transcript, audio, reference or other."""
    return KINDS[format_name]


def crm_object(header: list[str]) -> str | None:
    """Return which Salesforce object a CSV header belongs to, or None."""
    columns = frozenset(header)
    return next((name for name, needed in CRM_HEADERS.items() if needed <= columns), None)


def delimiter(header_line: str) -> str:
    """Return what separates the columns of a table: the comma, or the semicolon or tab where there are more of them."""
    return max(",;\t", key=header_line.count)


def _is_sound(head: bytes) -> bool:
    riff = head.startswith(b"RIFF") and head[8:12] == b"WAVE"
    return riff or head.startswith(_SOUNDS) or head[4:8] == b"ftyp"


def _structured(text: str) -> str | None:
    if text.startswith("WEBVTT"):
        return WEBVTT
    if text.startswith("BEGIN:VCALENDAR"):
        return CALENDAR
    if text.startswith(("{", "[")):
        return _json(text)
    if _TIMING.search(text):
        return WEBVTT
    headed = _MAIL_HEADER.match(text) and _MESSAGE_ID.search(text)
    return MAIL if headed or _MBOX.match(text) else None


def _json(text: str) -> str | None:
    if '"callTranscripts"' in text or ('"speakerId"' in text and '"sentences"' in text):
        return GONG_TRANSCRIPT
    if '"metaData"' in text:
        return GONG_EXTENSIVE
    first = text.split("\n", 1)[0]
    if sum(key in first for key in _FEEDBACK_KEYS) >= _FEEDBACK_KEYS_NEEDED:
        return FEEDBACK
    return JSON if text.startswith("{") or _opens_json_list(text) else None


def _opens_json_list(text: str) -> bool:
    """Tell ``[{…`` and ``["…`` from a text line such as ``[00:00:03] Anna: hello``."""
    return text[1:].lstrip().startswith(("{", "[", '"', "]"))


def _tabular(text: str) -> str | None:
    """Tell tables of the CRM from text with commas; those that nobody reads here have ids and dates all the same."""
    line = re.split(r"[\r\n]", text, maxsplit=1)[0]
    header = next(csv.reader([line], delimiter=delimiter(line)), [])
    if crm_object(header):
        return CRM_TABLE
    return TABLE if "Id" in header and _CRM_COLUMNS.intersection(header) else None
