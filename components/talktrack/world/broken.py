"""Rows that are broken on purpose, each with its kind and with what the pipeline is expected to say about it.

A kind without expected reasons is survivable: the conversation must come through, with less known about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import msgspec

from talktrack.core.ids import sha256, stable_id
from talktrack.world import broken_files as files
from talktrack.world import broken_privacy as private
from talktrack.world import broken_recordings as recordings
from talktrack.world import broken_texts as texts
from talktrack.world.broken_files import Files
from talktrack.world.conversations import TrueConversation
from talktrack.world.organisation import Organisation
from talktrack.world.recording import Recording
from talktrack.world.truth import Truth

INGEST, GATE, PREPARE = "ingest", "quality_gate", "prepare"
ALL = ("gong", "zoom", "text")
TIMED = ("gong", "zoom")
GONG = ("gong",)

Writers = Mapping[str, Callable[[Recording], Files]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be broken: in which sources, what should notice it, and the reasons any of which is right."""

    name: str
    sources: tuple[str, ...]
    stage: str | None = None
    reasons: tuple[str, ...] = ()
    recording: Callable[[Recording, Random], Recording] | None = None
    files: Callable[[Files, Random], Files] | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A conversation's files, and its truth, which says whether and how they are broken."""

    files: Files
    truth: Truth


_NO_WORDS = ("gong_no_sentences", "json_no_records", "vtt_no_cues", "file_empty", "text_no_speakers")
_NOT_TEXT = ("text_has_nul", "format_binary", "encoding_invalid", "gong_transcript_missing")
_NO_TRANSCRIPT = ("vtt_no_header", "text_no_speakers", "json_unknown", "format_changed", "gong_transcript_missing")
_DISORDER = ("times_out_of_order", "speech_too_fast")
_UNNAMED = ("speakers_unknown", "too_few_speakers", "text_no_speakers")

KINDS: tuple[Kind, ...] = (
    Kind("empty_transcript", ALL, INGEST, _NO_WORDS, recordings.empty),
    Kind("too_short", ALL, GATE, ("too_few_turns", "too_few_words"), recordings.too_short),
    Kind("clipped_turns", ALL, GATE, ("too_few_words",), recordings.clipped),
    Kind("single_speaker", ALL, GATE, ("too_few_speakers",), recordings.single_speaker),
    Kind("nobody_named", ALL, GATE, _UNNAMED, recordings.nobody_named),
    Kind("reversed_times", TIMED, GATE, _DISORDER, recordings.reversed_times),
    Kind("negative_times", TIMED, GATE, _DISORDER, recordings.negative_times),
    Kind("shuffled_turns", TIMED, GATE, _DISORDER, recordings.shuffled),
    Kind("all_at_once", TIMED, GATE, _DISORDER, recordings.all_at_once),
    Kind("zero_duration", TIMED, GATE, _DISORDER, recordings.zero_duration),
    Kind("wrong_time_unit", TIMED, GATE, ("speech_too_fast",), recordings.wrong_unit),
    Kind("times_in_milliseconds", TIMED, GATE, ("speech_too_sparse",), recordings.milliseconds),
    Kind("duplicated_turns", ALL, GATE, ("repeated_turns",), recordings.duplicated),
    Kind("lorem_ipsum", ALL, GATE, ("off_topic", "language_not_accepted"), texts.lorem_ipsum),
    Kind("symbols_only", ALL, GATE, ("few_letters",), texts.symbols),
    Kind("replacement_characters", ALL, GATE, ("damaged_characters",), texts.replacement_characters),
    Kind("mojibake", ALL, GATE, ("damaged_characters",), texts.mojibake),
    Kind("other_language", ALL, GATE, ("language_not_accepted", "off_topic"), texts.other_language),
    Kind("other_script", ALL, GATE, ("language_not_accepted",), texts.other_script),
    Kind("emoji_only", ALL, GATE, ("few_letters",), texts.emoji_only),
    Kind("private_chatter", ALL, GATE, ("off_topic",), texts.private_chatter),
    Kind("private_talk", ALL, GATE, ("off_topic",), texts.private_talk),
    Kind("recording_refused", ALL, GATE, ("consent_refused",), private.recording_refused),
    Kind("card_code_dictated", ALL, GATE, ("card_dictated",), private.card_code_dictated),
    Kind("keys_pasted", ALL, GATE, ("secrets_dense",), private.keys_pasted),
    Kind("customers_listed", ALL, GATE, ("personal_data_dense",), private.customers_listed),
    Kind("child_speaks", ALL, GATE, ("minor_speaks",), private.child_speaks),
    Kind("huge_turn", TIMED, GATE, ("speech_too_fast", "repeated_turns", "turn_too_long"), recordings.huge_turn),
    Kind("future_date", GONG, GATE, ("started_in_future",), recordings.future_date),
    Kind("no_times", ("text",), recording=recordings.no_times),
    Kind("truncated_file", GONG, INGEST, ("record_broken",), files=files.truncated),
    Kind("gong_not_json", GONG, INGEST, ("record_broken",), files=files.not_json),
    Kind("gong_wrong_shape", GONG, INGEST, ("record_shape_wrong", "record_broken"), files=files.wrong_shape),
    Kind("pair_of_two_calls", GONG, INGEST, ("gong_pair_mismatch",), files=files.another_call),
    Kind("transcript_missing", GONG, INGEST, ("gong_transcript_missing",), files=files.transcript_missing),
    Kind("details_missing", GONG, files=files.details_missing),
    Kind("orphan_speaker", GONG, files=files.orphan_speaker),
    Kind("garbage_date", GONG, files=files.garbage_date),
    Kind("wrong_tenant", ALL, PREPARE, ("attribution_uncertain",), recordings.wrong_tenant),
    Kind("empty_file", ALL, INGEST, ("file_empty", "gong_transcript_missing"), files=files.empty_file),
    Kind("nul_bytes", ALL, INGEST, _NOT_TEXT, files=files.nul_bytes),
    Kind("utf16_without_mark", ALL, INGEST, _NOT_TEXT, files=files.utf16_without_mark),
    Kind("windows_1252", ("zoom", "text"), INGEST, ("encoding_invalid",), files=files.windows_1252),
    Kind("html_error_page", ALL, INGEST, _NO_TRANSCRIPT, files=files.error_page),
    Kind("csv_instead", ALL, INGEST, _NO_TRANSCRIPT, files=files.table_instead),
    Kind("vtt_without_header", ("zoom",), INGEST, ("vtt_no_header", "text_no_speakers"), files=files.no_header),
    Kind("mark_and_crlf", ("zoom", "text"), files=files.marked_crlf),
)


def delivered(organisation: Organisation, conversation: TrueConversation, writers: Writers, share: float) -> Delivered:
    """Write a conversation's files; a share of the conversations is broken in one of the ways of `KINDS`."""
    rng = organisation.random("broken", conversation.truth.conversation_id)
    if rng.random() >= share:
        recording = conversation.recording
        made = writers[recording.source](recording)
        return Delivered(files=made, truth=_as_delivered(conversation.truth, recording, made))
    fitting = [kind for kind in KINDS if conversation.recording.source in kind.sources]
    return broken(rng.choice(fitting), conversation, writers, rng)


def broken(kind: Kind, conversation: TrueConversation, writers: Writers, rng: Random) -> Delivered:
    """Write a conversation's files broken in one way."""
    recording = kind.recording(conversation.recording, rng) if kind.recording else conversation.recording
    made = writers[recording.source](recording)
    made = kind.files(made, rng) if kind.files else made
    truth = msgspec.structs.replace(
        _as_delivered(conversation.truth, recording, made),
        broken=kind.name,
        stage_expected=kind.stage,
        reasons_expected=list(kind.reasons),
    )
    return Delivered(files=made, truth=truth)


def _as_delivered(truth: Truth, recording: Recording, made: Mapping[str, bytes]) -> Truth:
    """Name the files, and take the id that readers derive: from the bytes where the content names no call."""
    identity = truth.conversation_id
    if truth.source != "gong":
        content = sha256(next(iter(made.values())))
        identity = stable_id("c", truth.tenant, _told_by_content(recording), content)
    return msgspec.structs.replace(truth, conversation_id=identity, files=sorted(made))


def _told_by_content(recording: Recording) -> str:
    """Return the source that a reader sees: Zoom's captions are like any others when they name nobody."""
    named = any(line.speaker is not None for line in recording.lines)
    return "webvtt" if recording.source == "zoom" and not named else recording.source
