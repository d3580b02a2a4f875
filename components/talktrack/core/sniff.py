"""What a file holds, told from its first bytes: never from its name, which people change."""

from __future__ import annotations

import csv
import re

from talktrack.core.crm_headers import Headers, built_in_headers
from talktrack.core.decoding import decode_head

HEAD_BYTES = 64 * 1024

TRANSCRIPT, AUDIO, REFERENCE, OTHER = "transcript", "audio", "reference", "other"

GONG_TRANSCRIPT, GONG_EXTENSIVE, GONG_SCORECARDS = "gong_transcript", "gong_extensive", "gong_scorecards"
WEBVTT, SRT, TEXT, ZOOM_TIMELINE = "webvtt", "srt", "text", "zoom_timeline"
WHISPERX, CALL_ANALYTICS, FIREFLIES, FATHOM = "whisperx", "call_analytics", "fireflies", "fathom"
DIALOGUES, ROLEPLAY, MAIL, MBOX = "dialogues", "roleplay", "mail", "mbox"
SOUND, CRM_TABLE, CRM_JSON, CALENDAR = "sound", "crm_table", "crm_json", "calendar"
PERSONA, SCENARIO, EVENTS, TABLE = "persona", "scenario", "events", "table"
EMPTY, JSON, BINARY = "empty", "json", "binary"

# What no reader knows goes to the transcript readers on purpose: they quarantine it with a reason, so nothing is lost.
KINDS: dict[str, str] = {
    GONG_TRANSCRIPT: TRANSCRIPT,
    GONG_EXTENSIVE: TRANSCRIPT,
    WEBVTT: TRANSCRIPT,
    SRT: TRANSCRIPT,
    TEXT: TRANSCRIPT,
    ZOOM_TIMELINE: TRANSCRIPT,
    WHISPERX: TRANSCRIPT,
    CALL_ANALYTICS: TRANSCRIPT,
    FIREFLIES: TRANSCRIPT,
    FATHOM: TRANSCRIPT,
    DIALOGUES: TRANSCRIPT,
    ROLEPLAY: TRANSCRIPT,
    EMPTY: TRANSCRIPT,
    JSON: TRANSCRIPT,
    BINARY: TRANSCRIPT,
    SOUND: AUDIO,
    CRM_TABLE: REFERENCE,
    CRM_JSON: REFERENCE,
    CALENDAR: REFERENCE,
    PERSONA: REFERENCE,
    SCENARIO: REFERENCE,
    GONG_SCORECARDS: OTHER,
    EVENTS: OTHER,
    MAIL: TRANSCRIPT,
    MBOX: TRANSCRIPT,
    TABLE: OTHER,
}

# The names that tell one JSON document from another, most particular first; any wrapping around them does not matter.
JSON_SHAPES: tuple[tuple[str, frozenset[str]], ...] = (
    (GONG_SCORECARDS, frozenset({"answeredScorecards"})),
    (GONG_TRANSCRIPT, frozenset({"callTranscripts"})),
    (GONG_TRANSCRIPT, frozenset({"speakerId", "sentences"})),
    (GONG_EXTENSIVE, frozenset({"metaData"})),
    (CALL_ANALYTICS, frozenset({"SpeechSegments"})),
    (ZOOM_TIMELINE, frozenset({"timeline", "ts"})),
    (ZOOM_TIMELINE, frozenset({"timeline", "recording_id"})),
    (FIREFLIES, frozenset({"sentences", "speaker_name"})),
    (FIREFLIES, frozenset({"sentences", "raw_text"})),
    (FATHOM, frozenset({"recording_id", "transcript"})),
    (FATHOM, frozenset({"calendar_invitees", "transcript"})),
    (DIALOGUES, frozenset({"chat_logs"})),
    (DIALOGUES, frozenset({"convo_id", "original"})),
    (DIALOGUES, frozenset({"scenario_uuid", "events"})),
    (DIALOGUES, frozenset({"conversation_id", "utterances"})),
    (DIALOGUES, frozenset({"dialog", "transition_candidates"})),
    (DIALOGUES, frozenset({"dialog", "intent"})),
    (DIALOGUES, frozenset({"original dialog id", "log"})),
    (ROLEPLAY, frozenset({"session_id", "persona", "turns"})),
    (ROLEPLAY, frozenset({"session_id", "scenario", "turns"})),
    (ROLEPLAY, frozenset({"session_id", "turns", "role"})),
    (PERSONA, frozenset({"persona_id", "traits"})),
    (PERSONA, frozenset({"persona_id", "objections"})),
    (SCENARIO, frozenset({"scenario_id", "goal"})),
    (WHISPERX, frozenset({"segments", "start"})),
    (WHISPERX, frozenset({"segments", "word_segments"})),
    (CRM_JSON, frozenset({"attributes", "records"})),
    (CRM_JSON, frozenset({"attributes", "Id"})),
    (CRM_JSON, frozenset({"totalSize", "records"})),
    (CRM_JSON, frozenset({"properties", "results"})),
    (CRM_JSON, frozenset({"properties", "createdAt"})),
    (CRM_JSON, frozenset({"properties", "associations"})),
    (CRM_JSON, frozenset({"results", "stages", "label"})),
    (CRM_JSON, frozenset({"results", "userId", "email", "firstName"})),
)

# Names in usage events, feedback, outcomes and expert labels; two of them are enough.
EVENT_NAMES = frozenset(
    {
        "kind",
        "subject",
        "user_id",
        "inference_id",
        "session_id",
        "event",
        "event_id",
        "event_type",
        "feature",
        "rating",
        "thumbs",
        "outcome",
        "label",
        "labels",
        "expert",
        "skill_level",
    }
)
EVENT_NAMES_NEEDED = 2

_SOUNDS = (b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\x1aE\xdf\xa3")
_TIMING = re.compile(
    r"(?:(?P<counter>[0-9]{1,9}[ \t]*[\r\n]{1,4})|[^\r\n]{1,80}[\r\n]{1,4})?"
    r"-?[0-9:.,]{4,16}[ \t]*-->[ \t]*-?[0-9:.,]{4,16}"
)
_MBOX = re.compile(r"From \S{1,250} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ")
_MAIL_HEADER = re.compile(r"[A-Za-z-]{1,40}:[ \t]")
_MAIL_FIELDS = re.compile(
    r"^(?:Message-ID|Return-Path|Received|MIME-Version|Delivered-To|DKIM-Signature|In-Reply-To|References|Thread-Index):",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE = re.compile(r"^(From|To|Subject|Date):[ \t]", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_KEY = re.compile(r'"([A-Za-z_][A-Za-z0-9_ -]{0,40})"\s{0,8}:')
_YAML_KEY = re.compile(r"^[ -]{0,12}([A-Za-z_]{1,40}):(?:\s|$)", re.MULTILINE)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_YAML = frozenset({PERSONA, SCENARIO})
_CRM_COLUMNS = frozenset({"CreatedDate", "OwnerId", "AccountId", "OpportunityId", "ContactId", "LastModifiedDate"})


def sniff(head: bytes, headers: Headers | None = None) -> str:
    """Return the format of a file from its first `HEAD_BYTES` bytes; `headers` knows what a customer's columns mean."""
    if not head.strip():
        return EMPTY
    if _is_sound(head):
        return SOUND
    text = decode_head(head).lstrip()
    if "\0" in text:
        return BINARY
    known = headers or built_in_headers()
    return _structured(text, known) or _tabular(text, known) or _yaml(text) or TEXT


def kind_of(format_name: str) -> str:
    """Return what the pipeline does with a format: transcript, audio, reference or other."""
    return KINDS[format_name]


def delimiter(header_line: str) -> str:
    """Return what separates the columns of a table: the comma, or the semicolon or tab where there are more of them."""
    return max(",;\t", key=header_line.count)


def _is_sound(head: bytes) -> bool:
    riff = head.startswith(b"RIFF") and head[8:12] == b"WAVE"
    return riff or head.startswith(_SOUNDS) or head[4:8] == b"ftyp"


def _structured(text: str, headers: Headers) -> str | None:
    if text.startswith("WEBVTT"):
        return WEBVTT
    if text.startswith("BEGIN:VCALENDAR"):
        return CALENDAR
    if text.startswith(("{", "[")):
        return _json(text, headers)
    if timed := _TIMING.match(text):
        return SRT if timed["counter"] or "," in timed[0] else WEBVTT
    if _MBOX.match(text):
        return MBOX
    return MAIL if _MAIL_HEADER.match(text) and _is_mail(text) else None


def _is_mail(text: str) -> bool:
    """Tell a mail by a field that only mails have, or by the four that people put above it when they save it."""
    header = _BLANK_LINE.split(text, maxsplit=1)[0]
    if _MAIL_FIELDS.search(header):
        return True
    return len({name.lower() for name in _ENVELOPE.findall(header)}) == len(("From", "To", "Subject", "Date"))


def _json(text: str, headers: Headers) -> str | None:
    """Tell a document by the names in its head: the first shape all of whose names are there."""
    if not (text.startswith("{") or _opens_json_list(text)):
        return None
    keys = frozenset(_KEY.findall(text))
    found = next((name for name, needed in JSON_SHAPES if needed <= keys), None)
    if found is None and "Id" in keys and headers.table(sorted(keys)):
        return CRM_JSON
    return found or (EVENTS if len(keys & EVENT_NAMES) >= EVENT_NAMES_NEEDED else JSON)


def _yaml(text: str) -> str | None:
    """Tell personas and scenarios in YAML, the only things that people write in it, by the same names."""
    keys = frozenset(_YAML_KEY.findall(text))
    return next((name for name, needed in JSON_SHAPES if name in _YAML and needed <= keys), None)


def _opens_json_list(text: str) -> bool:
    """Tell ``[{…`` and ``["…`` from a text line such as ``[00:00:03] Anna: hello``."""
    return text[1:].lstrip().startswith(("{", "[", '"', "]"))


def _tabular(text: str, headers: Headers) -> str | None:
    """Tell tables of the CRM and of events from text with commas; a CRM's other tables have ids and dates too."""
    header = header_of(re.split(r"[\r\n]", text, maxsplit=1)[0])
    if headers.table(header):
        return CRM_TABLE
    if len({_NOT_WORD.sub("_", cell.strip().lower()) for cell in header} & EVENT_NAMES) >= EVENT_NAMES_NEEDED:
        return EVENTS
    return TABLE if "Id" in header and _CRM_COLUMNS.intersection(header) else None


def header_of(line: str) -> list[str]:
    """Return the cells of a table's first line; a line that no table can begin with has none."""
    try:
        return next(csv.reader([line], delimiter=delimiter(line)), [])
    except csv.Error:
        return []
