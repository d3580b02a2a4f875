"""From voices on a time line to turns with speakers: a turn is split where the voice changes between two words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from talktrack.core.conversation import Conversation, Participant, Turn, Word

EVIDENCE = "voice"


@dataclass(frozen=True)
class Stretch:
    """A stretch of one voice: [start_s, end_s), the voice's number, and how certain that is."""

    start_s: float
    end_s: float
    voice: int
    certainty: float


def cut(clips: Sequence[tuple[float, float]], window_s: float) -> list[tuple[float, float]]:
    """Cut each clip into equal windows of at most `window_s` seconds."""
    windows = []
    for start, end in clips:
        parts = max(1, -int(-(end - start) // window_s))
        step = (end - start) / parts
        windows += [(start + part * step, start + (part + 1) * step) for part in range(parts)]
    return windows


def attribute(conversation: Conversation, line: Sequence[Stretch]) -> Conversation:
    """Return the conversation with participants s1, s2 … in order of appearance and a speaker for every timed turn."""
    turns = [piece for turn in conversation.turns for piece in _pieces(turn, line)]
    count = 1 + max((stretch.voice for stretch in line), default=-1)
    people = [Participant(id=speaker_id(voice), label=f"Speaker {voice + 1}") for voice in range(count)]
    return msgspec.structs.replace(conversation, participants=people, turns=turns)


def speaker_id(voice: int) -> str:
    """Return the participant id of a voice."""
    return f"s{voice + 1}"


def _pieces(turn: Turn, line: Sequence[Stretch]) -> list[Turn]:
    if turn.start_s is None or turn.end_s is None or not line:
        return [turn]
    near = [stretch for stretch in line if stretch.start_s < turn.end_s and stretch.end_s > turn.start_s]
    several = len({stretch.voice for stretch in near}) > 1
    if not several or not turn.words:
        return [_spoken_by(turn, near or [_nearest(turn.start_s, line)])]
    runs = [list(run) for _, run in groupby(_voiced(turn.words, near), key=lambda pair: pair[1])]
    return [_spoken_by(_part(turn, tuple(word for word, _ in run)), near) for run in runs]


def _voiced(words: Sequence[Word], near: Sequence[Stretch]) -> list[tuple[Word, int]]:
    """Return each word with its voice; a single word between two of another voice takes theirs."""
    voices = [_nearest((word.start_s + word.end_s) / 2, near).voice for word in words]
    for index in range(1, len(voices) - 1):
        if voices[index - 1] == voices[index + 1]:
            voices[index] = voices[index - 1]
    return list(zip(words, voices, strict=True))


def _nearest(time_s: float, line: Sequence[Stretch]) -> Stretch:
    return min(line, key=lambda stretch: max(stretch.start_s - time_s, time_s - stretch.end_s, 0.0))


def _part(turn: Turn, words: tuple[Word, ...]) -> Turn:
    if len(words) == len(turn.words):
        return turn
    text = " ".join(word.text for word in words)
    return msgspec.structs.replace(turn, text=text, start_s=words[0].start_s, end_s=words[-1].end_s, words=words)


def _spoken_by(turn: Turn, near: Sequence[Stretch]) -> Turn:
    """Give the turn the voice that fills most of it; its certainty is the share of the time that the voice has."""
    seconds: dict[int, float] = {}
    certain: dict[int, float] = {}
    for stretch in near:
        overlap = max(min(stretch.end_s, turn.end_s or 0.0) - max(stretch.start_s, turn.start_s or 0.0), 1e-3)
        seconds[stretch.voice] = seconds.get(stretch.voice, 0.0) + overlap
        certain[stretch.voice] = certain.get(stretch.voice, 0.0) + overlap * stretch.certainty
    voice = max(seconds, key=lambda name: (seconds[name], -name))
    confidence = certain[voice] / sum(seconds.values())
    return msgspec.structs.replace(
        turn, speaker_id=speaker_id(voice), speaker_confidence=confidence, evidence=(*turn.evidence, EVIDENCE)
    )
