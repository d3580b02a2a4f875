"""What a person is told about a bundle that could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.errors import SourceUnreadableError
from talktrack.core.ids import stable_id
from talktrack.core.records import Quarantined

STAGE = "ingest"


@dataclass(frozen=True)
class Advice:
    """How bad it is and what to do; severity is error (data missing) or warning (nothing worth having).

    What is `settled` is kept with its reason, and nobody needs to decide about it.
    """

    severity: str
    suggestion: str
    settled: bool = False


_OWN = (
    'Write a conversation of your own as text, a line such as "Ann: Hello." for each turn, or as JSON, '
    '{"segments": [{"start": 0.0, "speaker": "Ann", "text": "Hello."}]}, one to a file.'
)

ADVICE: dict[str, Advice] = {
    "file_missing": Advice("error", "The file was moved or deleted while the run went on: put it back and run again."),
    "file_forbidden": Advice("error", "Let the user that runs Talktrack read the file, and run again."),
    "file_elsewhere": Advice("error", "This is a link out of its folder: put the file itself there, and run again."),
    "file_too_large": Advice("error", "Split the file into pieces below 64 MiB and run again."),
    "file_empty": Advice("warning", "Export the file again; if it is meant to be empty, drop this row."),
    "format_binary": Advice(
        "error",
        "No text holds NUL bytes: take them out of a transcript that is else good, or export it as UTF-8 text, "
        "WebVTT or Gong JSON; if it is no transcript, drop it.",
    ),
    "format_changed": Advice("warning", "The file changed while the run went on: run again."),
    "json_unknown": Advice("error", f"No reader knows this form. {_OWN} The ingest README lists all that is read."),
    "json_broken": Advice("error", "The file is cut off or damaged: export it again."),
    "json_no_records": Advice("warning", "The file holds no record: export it again, or drop this row."),
    "json_too_many_records": Advice("error", "Split the file into pieces of at most 100 000 records and run again."),
    "json_too_dense": Advice(
        "error", "The file holds more small values than dialogues do: split it, or drop this row."
    ),
    "record_broken": Advice("error", "This record of the file is cut off or damaged: export it again, or drop it."),
    "record_shape_wrong": Advice("error", "A field of this record has the wrong type (see detail): export it again."),
    "record_too_large": Advice("error", "This record is larger than any conversation: split it, or drop it."),
    "record_repeated": Advice(
        "warning", "Two records of the file have one id: keep one, or give them ids of their own."
    ),
    "dialogue_unknown": Advice("error", f"No dialogue set that is read has such records. {_OWN}"),
    "dialogue_empty": Advice("warning", "The dialogue has no words: drop it."),
    "roleplay_empty": Advice("warning", "Nobody spoke in this practice session: drop it."),
    "encoding_invalid": Advice("error", "Save it as UTF-8 and run again; unpack an archive that is damaged anew."),
    "text_has_nul": Advice("error", "No text holds NUL bytes: take them out, or export the file again."),
    "text_no_speakers": Advice(
        "warning",
        "Begin every turn with the speaker's name and a colon, the rows of a table (CSV) as well; or drop this row.",
    ),
    "too_many_turns": Advice("error", "This is more than one conversation: split the file by call, or drop this row."),
    "vtt_no_header": Advice("error", "Export the transcript again as WebVTT: the first line must be WEBVTT."),
    "srt_no_cues": Advice("warning", "The file has times but no words: export it again or drop this row."),
    "teams_cue_damaged": Advice("error", "The file is cut off or damaged: download the transcript's metadata again."),
    "vtt_no_cues": Advice("warning", "The recording has no words: export it again or drop this row."),
    "gong_no_sentences": Advice("warning", "The call has no words: export it again or drop this row."),
    "gong_transcript_missing": Advice("error", "Put the transcript file of this call beside the extensive one."),
    "gong_pair_mismatch": Advice("error", "The two files carry one name but hold different calls: rename one of them."),
    "zoom_timeline_no_words": Advice(
        "warning", "This file says who spoke when: download the recording's transcript (VTT or JSON) and drop this row."
    ),
    "whisperx_no_words": Advice("warning", "The recording has no words: transcribe it again or drop this row."),
    "call_analytics_no_words": Advice("warning", "The call has no words: run the analytics again or drop this row."),
    "fireflies_no_sentences": Advice("warning", "The meeting is silent or not transcribed yet: try again later."),
    "fathom_no_transcript": Advice(
        "error", "Ask the API with include_transcript=true, or wait until Fathom has transcribed the meeting."
    ),
    "mail_automatic": Advice("warning", "A program or a list sent this mail: nothing to do.", settled=True),
    "mail_header_too_long": Advice("error", "The header of this mail is damaged: export the mail again, or drop it."),
    "mail_left_out": Advice(
        "warning", "Spam, deleted, or never sent: if it counts, move it to the inbox and export again.", settled=True
    ),
    "mail_no_header": Advice("error", "This is no mail, or its beginning is lost: export it again as .eml or .mbox."),
    "mail_no_messages": Advice("warning", "The mailbox holds no mail: export it again, or drop this row."),
    "mail_no_text": Advice("warning", "Nobody wrote anything but attachments or quotes here: drop it."),
    "mail_too_many_parts": Advice("error", "No mail program makes such a mail, it may be an attack: drop it."),
    "audio_not_transcribed": Advice(
        "error", "The recording gave no transcript: see the transcribe step, then run again."
    ),
    "review_missing": Advice("warning", "The reviewed row is gone from the queue: nothing to do."),
}
_OTHERWISE = Advice("error", "Look at the detail, repair the file and run again.")


def rejected(error: SourceUnreadableError, *, tenant: str, uri: str, sha256: str) -> Quarantined:
    """Return the quarantine row of a file that no reader could read; it carries no conversation and no content."""
    advice = ADVICE.get(error.reason, _OTHERWISE)
    return Quarantined(
        id=stable_id("q", tenant, uri, sha256),
        tenant=tenant,
        stage=STAGE,
        uri=uri,
        sha256=sha256,
        reasons=[error.reason],
        severity=advice.severity,
        suggestion=advice.suggestion,
        detail=str(error)[:200],
        status="dropped" if advice.settled else "open",
        decided_by=STAGE if advice.settled else None,
        decided_why=advice.suggestion if advice.settled else None,
    )
