"""What a run took in and what it refused: counts, and where the refused rows stand, never what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from talktrack.training.feedback.events import Line
from talktrack.training.feedback.scoring import Scaled

REJECTED = "rejected_"
SHOWN_PER_REASON = 50

ADVICE = {
    "before_its_subject": "it happened before what it is about: compare the clocks and time zones of both systems",
    "impossible_time": "give ISO 8601 or seconds since 1970, not before 2000 and not in the future",
    "unknown_subject": "name a conversation or deal that was ingested, or the id that came with an answer",
    "names_nothing": "give inference_id, episode_id or conversation_id",
    "missing_text": "a correction, demonstration, comment or label without a text says nothing",
    "value_out_of_range": "thumbs are -1 or 1, ratings and skill levels whole numbers from 1 to 5, outcomes 0 or 1",
    "unknown_kind": "see the kinds in the step's README",
    "unknown_label": "give turn_start and question:…, objection:… or technique:… with a class that exists",
    "wrong_segment": "turns are counted from 0, and the first one is not behind the last",
    "wrong_encoding": "save the file as UTF-8 and send it again",
    "wrong_tenant": "the row names another customer",
    "assistance_unknown": "say of a task whether it was done with assistance",
    "text_too_long": "a text may have 50 000 characters, a name 500",
    "row_ragged": "the row has more or fewer cells than the header",
    "not_by_a_person": "cards that a program filled in are no expert's judgement",
    "not_an_event": "the row is no object with fields",
}


@dataclass(frozen=True)
class Refused:
    """Where a refused row stands: the file below its source, and which entry of it."""

    reason: str
    file: str
    entry: int
    kind: str


@dataclass
class Intake:
    """The counts of one run; of each reason only the first rows are remembered, so that memory stays flat."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    scaled: Scaled = field(default_factory=Scaled)
    _file: str = ""
    _entry: int = 0

    def begin(self, file: str) -> None:
        """Say which file the next rows stand in."""
        self._file, self._entry = file, 0

    def numbered(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Count the entries of a file while they pass."""
        for line in lines:
            self._entry += 1
            yield line

    def reject(self, reason: str, kind: str) -> None:
        """Count a row that is refused, and remember where it stands."""
        self.counts[REJECTED + reason] += 1
        if self.counts[REJECTED + reason] <= SHOWN_PER_REASON:
            self.refused.append(Refused(reason, self._file, self._entry, kind))

    def metrics(self) -> dict[str, float]:
        """Return every number by name."""
        return dict(self.counts) | {
            "capped_users": self.scaled.capped_users,
            "weight_moved_by_users": self.scaled.moved_share,
        }
