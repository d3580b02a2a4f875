"""Reads plain text transcripts in the three habits people have.

``Name: text`` · ``[HH:MM:SS] Name: text`` · ``Name  MM:SS`` on a line of its own, then a paragraph (Otter).
A line without a label belongs to the turn above it. One labelled paragraph is one turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from talktrack.core.conversation import Conversation, Turn
from talktrack.core.decoding import decode
from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.label import is_label, looks_like_name, split_label
from talktrack.ingestion.ingest.readers.origin import Cast, Origin, check_size, event_id, named_start, parse_time
from talktrack.ingestion.ingest.readers.timecode import CLOCK, seconds

SOURCE = "text"
LOOK_LINES = 400
MAX_LINES = 500_000

_STAMPED = re.compile(rf"[\[(]({CLOCK})[\])][ \t]*(\S.*)", re.DOTALL)
_HEADED = re.compile(rf"(\S[^\n]{{0,59}}?)(?:[ \t]{{2,}}|\t)({CLOCK})")
_TITLE, _STARTED = frozenset({"title", "subject", "topic", "meeting"}), frozenset({"date", "started", "start"})
_HEADER = _TITLE | _STARTED | frozenset({"participants", "attendees", "duration", "location", "recording", "time"})


@dataclass(frozen=True)
class Opening:
    """The first line of a turn: who, when (seconds, if said) and the words on that line."""

    label: str | None
    start_s: float | None
    text: str


Habit = Callable[[str], Opening | None]


def read(data: bytes, origin: Origin) -> Conversation:
    """Return the conversation of one text file.

    Raises:
        SourceUnreadableError: ``text_no_speakers``, ``too_many_turns``, or the bytes are not text.
    """
    lines = _lines(decode(data))
    draft = _Draft()
    habit = _habit(lines)
    for line in lines:
        draft.add(line, habit(line))
    turns = draft.finished()
    if not turns:
        raise SourceUnreadableError("text_no_speakers", "no line begins with a speaker's name")
    identity = origin.conversation_id(SOURCE, origin.native_id)
    started = draft.started_at or named_start(origin.uri)
    return Conversation(
        id=identity,
        tenant=origin.tenant,
        event_id=event_id(started, draft.cast.labels(), identity),
        source=SOURCE,
        channel="call",
        title=draft.title,
        started_at=started,
        participants=draft.cast.participants(),
        turns=turns,
        provenance=[origin.provenance(SOURCE)],
    )


def _lines(text: str) -> list[str]:
    """Return the lines; no conversation has more than `MAX_LINES`, and each of them is looked at twice."""
    if text.count("\n") >= MAX_LINES:
        raise SourceUnreadableError("too_many_turns", f"more than {MAX_LINES} lines")
    return text.split("\n")


def _named(line: str) -> Opening | None:
    found = split_label(line)
    return Opening(found[0], None, found[1]) if found else None


def _stamped(line: str) -> Opening | None:
    """A stamp opens a turn even where nobody is named."""
    found = _STAMPED.fullmatch(line.strip())
    if not found:
        return None
    label, said = split_label(found[2]) or (None, found[2].strip())
    return Opening(label, seconds(found[1]), said)


def _headed(line: str) -> Opening | None:
    found = _HEADED.fullmatch(line.strip())
    return Opening(found[1].strip(), seconds(found[2]), "") if found and is_label(found[1]) else None


def _habit(lines: list[str]) -> Habit:
    """Return the habit of a file, which keeps to one: times decide it, unless a single line happens to look timed."""
    looked = list(islice((line for line in lines if line.strip()), LOOK_LINES))
    named = any(_named(line) for line in looked)
    for habit in (_stamped, _headed):
        if sum(habit(line) is not None for line in looked) > (1 if named else 0):
            return _established(habit, lines)
    return _established(_named, lines)


def _established(habit: Habit, lines: list[str]) -> Habit:
    """Return the habit with one more demand: a label that does not look like a name must recur in the file."""
    said = Counter(found.label for line in lines if (found := habit(line)))
    check_size(said.total())

    def strict(line: str) -> Opening | None:
        found = habit(line)
        if found is None or found.label is None or said[found.label] > 1 or looks_like_name(found.label):
            return found
        return None if found.start_s is None else Opening(None, found.start_s, f"{found.label}: {found.text}")

    return strict


@dataclass
class _Draft:
    """What has been read so far: the open turn's lines are joined only when the next turn begins."""

    cast: Cast = field(default_factory=Cast)
    turns: list[tuple[Opening, list[str]]] = field(default_factory=list)
    title: str | None = None
    started_at: datetime | None = None

    def add(self, line: str, opening: Opening | None) -> None:
        """Take one line: header, new turn, or more of the turn above."""
        if not self.turns and self._is_header(line, opening):
            return
        if opening:
            self.cast.id_of(opening.label)
            self.turns.append((opening, [opening.text]))
        elif self.turns:
            self.turns[-1][1].append(line.strip())

    def finished(self) -> list[Turn]:
        """Return the turns; a turn that never got a word is left out."""
        joined = ((opening, " ".join(part for part in parts if part)) for opening, parts in self.turns)
        return [
            Turn(speaker_id=self.cast.id_of(opening.label), text=text, start_s=opening.start_s)
            for opening, text in joined
            if text
        ]

    def _is_header(self, line: str, opening: Opening | None) -> bool:
        """Take title and date from the lines above the first turn."""
        named = split_label(line)
        key = named[0].lower() if named else ""
        if named and key in _HEADER:
            self.title = named[1] if key in _TITLE else self.title
            self.started_at = parse_time(named[1]) if key in _STARTED else self.started_at
            return True
        if not opening and line.strip() and self.title is None:
            self.title = line.strip()[:200]
        return not opening
