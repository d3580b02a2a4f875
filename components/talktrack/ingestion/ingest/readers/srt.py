r"""Reads SubRip (SRT) files: a number, a timing line and words for each cue, and no place for a speaker.

By habit the speaker stands before a colon (``Name: ``, ``[SPEAKER_00]: ``), or dashes begin the lines of a dialogue;
then each line is one turn by somebody unknown. Numbers count nothing here: they are often missing or repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers.captions import blocks, timing
from talktrack.ingestion.ingest.readers.captions.cue_text import plain
from talktrack.ingestion.ingest.readers.captions.opening import caption_text
from talktrack.ingestion.ingest.readers.captions.record import conversation
from talktrack.ingestion.ingest.readers.captions.speech import Speech, labelled
from talktrack.ingestion.ingest.readers.captions.webvtt_grammar import Cues
from talktrack.ingestion.ingest.readers.origin import MAX_TURNS, Origin

SOURCE = "srt"

_OVERRIDE = re.compile(r"\{\\[^{}\n]*\}")
_DASH = re.compile(r"^(?:<[^<>]{1,40}>){0,3}[ \t]{0,8}[-–—](?:[ \t]+|(?![-–—\d\s]))", re.MULTILINE)
_BEFORE_DASH = frozenset("-–—< \t")


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one SRT file.

    Raises:
        SourceUnreadableError: ``srt_no_cues``, ``too_many_turns``, or the bytes are not text.
    """
    speech = labelled(_spoken(_cues(caption_text(data))))
    return conversation(speech, origin, SOURCE)


def _cues(text: str) -> Cues:
    """Return the cues of a file; words may hold blank lines, so what is no cue belongs to the cue above."""
    found = blocks.as_written(text)
    intervals = timing.as_written(found.timings)
    if all(intervals.found) and "".join(found.identifiers).isdigit():
        return Cues(found.identifiers, intervals.starts, intervals.ends, found.payloads, found.marks)
    numbers = list(compress(found.identifiers, intervals.found))
    starts, ends = (list(compress(column, intervals.found)) for column in (intervals.starts, intervals.ends))
    return Cues(numbers, starts, ends, _gathered(found, intervals.found), blocks.MARKS)


def _gathered(found: blocks.Columns, is_cue: Sequence[bool]) -> list[str]:
    """Return the words of each cue with those below it; a lone number above a cue without one is its number."""
    words: list[list[str]] = [[]]  # what stands above the first cue belongs to none
    rows = zip(found.identifiers, found.timings, found.payloads, is_cue, strict=True)
    for above, line, payload, opens in rows:
        if not opens:
            words[-1] += [above, line, payload]
            continue
        if not above and len(words[-1]) > 1 and _is_number(words[-1][-1]):
            words[-1].pop()
        elif not _is_number(above):
            words[-1].append(above)
        words.append([payload])
    return ["\n".join(filter(None, lines)) for lines in words[1:]]


def _is_number(line: str) -> bool:
    return line.strip().isdigit()


def _spoken(cues: Cues) -> Speech:
    """Return what is said: whole cues, or the lines of a dialogue where the first begins with a dash."""
    payloads = cues.payloads
    if "{" in cues.marks:
        payloads = [_OVERRIDE.sub("", payload) for payload in payloads]
    if not any(payload[:1] in _BEFORE_DASH for payload in payloads):
        return Speech(cues.starts, cues.ends, [None] * len(payloads), plain(payloads, cues.marks))
    speech = Speech()
    for start_s, end_s, payload in zip(cues.starts, cues.ends, payloads, strict=True):
        lines = plain(_DASH.split(payload, MAX_TURNS + 1) if _DASH.match(payload) else [payload])
        speech.add(start_s, end_s, [(None, words) for words in lines if words])
    return speech
