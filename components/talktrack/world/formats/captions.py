"""Captions: Microsoft Teams (with voice tags, and with one JSON object per cue), WebVTT that names nobody, and SRT.

Traps as the sources set them: unpadded and negative times, escapes, comments and settings, lines that break in the
middle of a sentence, missing and repeated numbers, commas and dots, tags and overrides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import msgspec

from talktrack.world.formats.zoom import clock
from talktrack.world.identifiers import number
from talktrack.world.recording import Line, Recording

LINE_CHARACTERS = 42  # what subtitles take on a line
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SETTINGS = ("", "", " align:start", " line:0 position:20%", "\tsize:80%")


def write_teams(recording: Recording, began_s: float = 0.0) -> bytes:
    """Return Graph's ``content`` of a call whose transcription began at `began_s`: what was said before is negative."""
    blocks = ["WEBVTT"]
    for line in recording.lines:
        start, end = (_unpadded((time or 0.0) - began_s) for time in (line.start_s, line.end_s))
        name, text = _label(recording, line), line.text.translate(_ESCAPES)
        blocks.append(f"{start} --> {end}\n{f'<v {name.translate(_ESCAPES)}>{text}</v>' if name else text}")
    return ("\n\n".join(blocks) + "\n").encode()


def write_teams_metadata(recording: Recording) -> bytes:
    """Return Graph's ``metadataContent``: absolute times with seven digits after the second."""
    blocks = ["WEBVTT"]
    for line in recording.lines:
        said = {
            "startDateTime": _absolute(recording, line.start_s),
            "endDateTime": _absolute(recording, line.end_s),
            "speakerName": _label(recording, line),
            "spokenText": line.text,
            "spokenLanguage": "de-de" if recording.language == "ger" else "en-us",
        }
        blocks.append(f"{clock(line.start_s)} --> {clock(line.end_s)}\n{msgspec.json.encode(said).decode()}")
    return ("\n\n".join(blocks) + "\n").encode()


def write_webvtt(recording: Recording) -> bytes:
    """Return WebVTT that uses the grammar: a header, comments, styles, settings, wrapped lines; it names nobody."""
    rng = Random(number(recording.native_id, "webvtt"))
    blocks = [f"WEBVTT - {recording.native_id}\nKind: captions", "STYLE\n::cue { color: white }"]
    for position, line in enumerate(recording.lines, start=1):
        if rng.random() < 0.1:
            blocks.append(f"NOTE checked up to here --> {position}")
        identifier = f"cue-{position}\n" if rng.random() < 0.5 else ""
        text = _wrapped(line.text).translate(_ESCAPES)
        tagged = f"<c.spoken>{text}</c>" if rng.random() < 0.2 else text
        timing = f"{_short(line.start_s)} --> {_short(line.end_s)}{rng.choice(_SETTINGS)}"
        blocks.append(f"{identifier}{timing}\n{tagged}")
    return "\n\n".join(blocks).encode()


def write_srt(recording: Recording) -> bytes:
    """Return SRT as it is passed around: with a mark and Windows line ends, and numbers that count nothing."""
    rng = Random(number(recording.native_id, "srt"))
    label = rng.choice([_named, _heard])
    data = "\n\n".join(_srt_blocks(recording, rng, label)) + "\n\n"
    return data.replace("\n", "\r\n").encode("utf-8-sig") if rng.random() < 0.5 else data.encode()


def _srt_blocks(recording: Recording, rng: Random, label: Callable[[Recording, Line], str]) -> Iterator[str]:
    for position, line in enumerate(recording.lines, start=1):
        separator = rng.choice((",", ",", ",", "."))
        start, end = (clock(time).replace(".", separator) for time in (line.start_s, line.end_s))
        count = rng.choice((position, position, position, 1)) if position == 1 or rng.random() < 0.9 else ""
        text = _wrapped(f"{label(recording, line)}{line.text}")
        marked = rng.choice((text, text, f"<i>{text}</i>", f"{{\\an8}}{text}", f'<font color="#ffffff">{text}</font>'))
        yield f"{count}\n{start} --> {end}\n{marked}".lstrip("\n")


def _label(recording: Recording, line: Line) -> str | None:
    return None if line.speaker is None else recording.people[line.speaker].label


def _named(recording: Recording, line: Line) -> str:
    name = _label(recording, line)
    return f"{name}: " if name else ""


def _heard(_: Recording, line: Line) -> str:
    return "" if line.speaker is None else f"[SPEAKER_{line.speaker:02d}]: "


def _absolute(recording: Recording, offset_s: float | None) -> str:
    moment = recording.started_at + timedelta(seconds=offset_s or 0.0)
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0+00:00"


def _unpadded(seconds: float) -> str:
    """Return H:M:S.mmm without leading zeros."""
    milliseconds = abs(round(seconds * 1000))
    whole, rest = divmod(milliseconds, 1000)
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60}:{whole % 60}.{f'{rest:03d}' if rest else 0}"


def _short(seconds: float | None) -> str:
    """Return the time without the hours where there are none."""
    return clock(seconds).removeprefix("00:")


def _wrapped(text: str) -> str:
    """Break long lines at single spaces, as subtitles do."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > LINE_CHARACTERS and word:
            lines.append(word)
        else:
            lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return "\n".join(lines)
