"""Ways in which a recording itself is broken: its lines, times and speakers, before anybody writes a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import msgspec

from talktrack.world.recording import Recording

_STRANGERS = ("Ludmila Petrova", "Goran Vukovic", "Thandiwe Nkosi", "Yolanda Quispe", "Bjarne Solberg")


def empty(recording: Recording, _: Random) -> Recording:
    """No words at all."""
    return replace(recording, lines=[])


def too_short(recording: Recording, _: Random) -> Recording:
    """The line dropped after hello."""
    return replace(recording, lines=recording.lines[:2])


def clipped(recording: Recording, _: Random) -> Recording:
    """Of every turn only the first word was caught, and of few turns that."""
    few = recording.lines[:8]
    return replace(recording, lines=[replace(line, text=" ".join(line.text.split()[:1])) for line in few])


def single_speaker(recording: Recording, _: Random) -> Recording:
    """The platform put everything on one person."""
    return replace(recording, lines=[replace(line, speaker=0) for line in recording.lines])


def nobody_named(recording: Recording, _: Random) -> Recording:
    """The platform recognised no speaker."""
    return replace(recording, lines=[replace(line, speaker=None) for line in recording.lines])


def reversed_times(recording: Recording, _: Random) -> Recording:
    """Every turn ends before it begins."""
    return replace(recording, lines=[replace(line, start_s=line.end_s, end_s=line.start_s) for line in recording.lines])


def negative_times(recording: Recording, _: Random) -> Recording:
    """Transcription claims to have happened before the call."""
    return _timed(recording, [(-(line.start_s or 0.0), -(line.end_s or 0.0)) for line in recording.lines])


def shuffled(recording: Recording, rng: Random) -> Recording:
    """The turns arrive in no order."""
    return replace(recording, lines=rng.sample(list(recording.lines), len(recording.lines)))


def all_at_once(recording: Recording, _: Random) -> Recording:
    """Everybody speaks during the whole call."""
    return _timed(recording, [(0.0, recording.duration_s)] * len(recording.lines))


def wrong_unit(recording: Recording, _: Random) -> Recording:
    """Times are a thousand times too small."""
    times = [((line.start_s or 0.0) / 1000, (line.end_s or 0.0) / 1000) for line in recording.lines]
    return replace(_timed(recording, times), duration_s=recording.duration_s / 1000)


def milliseconds(recording: Recording, _: Random) -> Recording:
    """Times are a thousand times too large."""
    times = [((line.start_s or 0.0) * 1000, (line.end_s or 0.0) * 1000) for line in recording.lines]
    return replace(_timed(recording, times), duration_s=recording.duration_s * 1000)


def zero_duration(recording: Recording, _: Random) -> Recording:
    """Every time is zero."""
    return replace(_timed(recording, [(0.0, 0.0)] * len(recording.lines)), duration_s=0.0)


def duplicated(recording: Recording, _: Random) -> Recording:
    """The export repeats every turn three times."""
    return replace(recording, lines=[line for line in recording.lines for _ in range(3)])


def huge_turn(recording: Recording, _: Random) -> Recording:
    """One turn holds a whole day."""
    first, *rest = recording.lines
    long = " ".join(line.text for line in recording.lines)
    return replace(recording, lines=[replace(first, text=" ".join([long] * 60)), *rest])


def future_date(recording: Recording, _: Random) -> Recording:
    """The clock of the recorder was wrong."""
    return replace(recording, started_at=datetime(2091, 7, 1, 9, 30, tzinfo=UTC))


def wrong_tenant(recording: Recording, _: Random) -> Recording:
    """Another customer's call lies in this customer's folder: nobody in it is known here."""
    people = [
        msgspec.structs.replace(
            person, label=name, email=f"{name.split()[1].lower()}@elsewhere.example", phone_only=False
        )
        for person, name in zip(recording.people, _STRANGERS, strict=False)
    ]
    return replace(recording, people=people, account_id="001STRANGER0001", deal_id="006STRANGER0001", meeting=None)


def no_times(recording: Recording, _: Random) -> Recording:
    """The export lost its times."""
    return replace(recording, lines=[replace(line, start_s=None, end_s=None) for line in recording.lines])


def _timed(recording: Recording, times: list[tuple[float, float]]) -> Recording:
    lines = [replace(line, start_s=a, end_s=b) for line, (a, b) in zip(recording.lines, times, strict=True)]
    return replace(recording, lines=lines)
