"""Plain text as people keep it: "[HH:MM:SS] Name: text", or "Name: text" without times."""

from __future__ import annotations

from talktrack.world.recording import Line, Recording


def files(recording: Recording) -> dict[str, bytes]:
    """Return the one file of a call; its name up to the first dot is the native id."""
    rows = [_row(recording, line) for line in recording.lines]
    return {f"{recording.native_id}.txt": ("\n".join(rows) + "\n").encode()}


def _row(recording: Recording, line: Line) -> str:
    name = "" if line.speaker is None else f"{recording.people[line.speaker].label}: "
    if line.start_s is None:
        return name + line.text
    return f"[{_clock(line.start_s)}] {name}{line.text}"


def _clock(seconds: float) -> str:
    whole = int(abs(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
