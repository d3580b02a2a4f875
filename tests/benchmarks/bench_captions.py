"""Pairs of ``make bench`` for captions: twenty hours to validated conversations, against the libraries people take."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from importlib import import_module
from random import Random
from typing import Any

from talktrack.core.conversation import Conversation
from talktrack.ingestion.ingest.readers import srt, webvtt
from talktrack.ingestion.ingest.readers.origin import Origin
from tests.benchmarks.pair import Pair, Row, measured

HOURS = 20
CUE_S = 4
NAMES = ("Dana Reyes", "Sam Okafor")
WORDS = ("so the invoices", "leave us late", "because nobody knows", "which of the plants", "closed its books", "and")
ORIGIN = Origin(tenant="acme", uri="bench/call.vtt", sha256="0" * 64)

Said = tuple[int, int, str]


def webvtt_py() -> Pair:
    """Captions with speakers, against the WebVTT library that most people take."""
    import webvtt as peer

    text = "WEBVTT\n\n" + _blocks(".")
    data = text.encode()

    def theirs() -> list[object]:
        return list(peer.from_buffer(io.StringIO(text)))

    def check() -> None:
        found = [(_ms(cue.start), _ms(cue.end), cue.text) for cue in peer.from_buffer(io.StringIO(text))]
        assert found == _said(webvtt.read(data, ORIGIN))

    return Pair("ingest", "20 h of WebVTT", "webvtt-py 0.5", 0.12, lambda: webvtt.read(data, ORIGIN), theirs, check)


def pycaption() -> Pair:
    """The same captions, against the library that converts between caption formats."""
    peer: Any = import_module("pycaption")

    text = "WEBVTT\n\n" + _blocks(".")
    data = text.encode()

    def theirs() -> object:
        return peer.WebVTTReader().read(text)

    def check() -> None:
        captions = peer.WebVTTReader().read(text)
        cues = captions.get_captions(captions.get_languages()[0])
        found = [(cue.start // 1000, cue.end // 1000, cue.get_text()) for cue in cues]
        assert found == _said(webvtt.read(data, ORIGIN))

    return Pair("ingest", "20 h of WebVTT", "pycaption 2.3", 0.25, lambda: webvtt.read(data, ORIGIN), theirs, check)


def srt_library() -> Pair:
    """Subtitles with speakers, against the fastest SRT library we know."""
    import srt as peer

    text = _blocks(",")
    data = text.encode()

    def theirs() -> list[object]:
        return list(peer.parse(text))

    def check() -> None:
        found = [
            (round(cue.start.total_seconds() * 1000), round(cue.end.total_seconds() * 1000), cue.content)
            for cue in peer.parse(text)
        ]
        assert found == _said(srt.read(data, ORIGIN))

    return Pair("ingest", "20 h of SRT", "srt 3.5", 0.45, lambda: srt.read(data, ORIGIN), theirs, check)


PAIRS: Sequence[Callable[[], Pair]] = (webvtt_py, pycaption, srt_library)


def rows() -> list[Row]:
    """Return every pair's row."""
    return [measured(make()) for make in PAIRS]


def _blocks(separator: str) -> str:
    """Return numbered cues with `separator` before the milliseconds."""
    return "".join(
        f"{number}\n{_clock(start, separator)} --> {_clock(end, separator)}\n{text}\n\n"
        for number, (start, end, text) in enumerate(_cues(), start=1)
    )


def _cues() -> list[Said]:
    """Return (start, end, text) of every cue; times in milliseconds."""
    rng = Random(7)
    found = []
    for start in range(0, HOURS * 3_600_000, CUE_S * 1000):
        words = " ".join(rng.choices(WORDS, k=rng.randrange(3, 8)))
        found.append((start + rng.randrange(500), start + rng.randrange(1500, 4500), f"{rng.choice(NAMES)}: {words}"))
    return found


def _clock(milliseconds: int, separator: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{separator}{rest:03d}"


def _ms(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def _said(conversation: Conversation) -> list[Said]:
    """Return our turns as a peer sees them: the speaker stands before the words."""
    labels = {person.id: f"{person.label}: " for person in conversation.participants} | {None: ""}
    return [
        (round((turn.start_s or 0.0) * 1000), round((turn.end_s or 0.0) * 1000), labels[turn.speaker_id] + turn.text)
        for turn in conversation.turns
    ]
