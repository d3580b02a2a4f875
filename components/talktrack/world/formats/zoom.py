"""Zoom: the cloud recording's transcript, numbered WebVTT cues with "Name: text" as payload and no voice tags."""

from __future__ import annotations

from talktrack.world.recording import Recording


def files(recording: Recording) -> dict[str, bytes]:
    """Return the one file of a meeting; its name up to the first dot is the native id."""
    blocks = ["WEBVTT"]
    for position, line in enumerate(recording.lines, start=1):
        name = "" if line.speaker is None else f"{recording.people[line.speaker].label}: "
        blocks.append(f"{position}\n{clock(line.start_s)} --> {clock(line.end_s)}\n{name}{line.text}")
    return {f"{recording.native_id}.transcript.vtt": ("\n\n".join(blocks) + "\n").encode()}


def clock(seconds: float | None) -> str:
    """Return HH:MM:SS.mmm; negative times keep their sign, as broken exports do."""
    seconds = seconds or 0.0
    milliseconds = abs(round(seconds * 1000))
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{'-' if seconds < 0 else ''}{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
