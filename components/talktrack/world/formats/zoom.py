"""Zoom: the cloud recording's transcript, numbered WebVTT cues with "Name: text" as payload and no voice tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talktrack.world.recording import Line, Recording

CUE_CHARACTERS = 140
_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def files(recording: Recording) -> dict[str, bytes]:
    """Return the one file of a meeting; its stem is the native id."""
    blocks = ["WEBVTT"]
    for position, (line, start_s, end_s, text) in enumerate(_cues(recording), start=1):
        name = "" if line.speaker is None else f"{recording.people[line.speaker].label}: "
        blocks.append(f"{position}\n{clock(start_s)} --> {clock(end_s)}\n{name}{text}")
    return {f"{recording.native_id}.vtt": ("\n\n".join(blocks) + "\n").encode()}


def clock(seconds: float) -> str:
    """Return HH:MM:SS.mmm; negative times keep their sign, as broken exports do."""
    milliseconds = abs(round(seconds * 1000))
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{'-' if seconds < 0 else ''}{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _cues(recording: Recording) -> Iterator[tuple[Line, float, float, str]]:
    """Yield cues; a long turn is split at sentence ends, and every part repeats the name."""
    for line in recording.lines:
        start_s, end_s = line.start_s or 0.0, line.end_s or 0.0
        parts = list(_parts(line.text))
        per_character_s = (end_s - start_s) / max(1, sum(map(len, parts)))
        for part in parts:
            stop_s = start_s + per_character_s * len(part)
            yield line, start_s, stop_s, part
            start_s = stop_s


def _parts(text: str) -> Iterator[str]:
    part = ""
    for sentence in _SENTENCES.split(text):
        if part and len(part) + len(sentence) > CUE_CHARACTERS:
            yield part
            part = ""
        part = f"{part} {sentence}".strip()
    yield part
