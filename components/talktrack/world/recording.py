"""What a platform recorded: its own ids and labels, noisy text, and times as coarse as its format."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from talktrack.core.conversation import SELLER, Conversation, DealContext, Participant, Turn
from talktrack.core.ids import stable_id
from talktrack.core.reference import Meeting
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.identifiers import gong_id, number
from talktrack.world.truth import TruePerson, TrueTurn


@dataclass(frozen=True, slots=True)
class Line:
    """One turn as recorded; `speaker` is the label's position in the recording, None where it was not recognised."""

    speaker: int | None
    text: str
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Recording:
    """A call on a platform; writers of `formats` turn it into files, and a perfect reader reads it back."""

    tenant: str
    source: str
    native_id: str
    title: str
    started_at: datetime
    duration_s: float
    people: Sequence[TruePerson]
    lines: Sequence[Line]
    meeting: Meeting | None
    account_id: str
    deal_id: str
    deal_stage: str | None
    language: str = "eng"

    @property
    def conversation_id(self) -> str:
        """Return the id that readers derive: stable over tenant, source and native id."""
        return stable_id("c", self.tenant, self.source, self.native_id)

    def conversation(self) -> Conversation:
        """Return the record of a perfect reader: one participant per label, in the order of their first turn."""
        order = list(dict.fromkeys(line.speaker for line in self.lines if line.speaker is not None))
        ids = {speaker: f"s{position}" for position, speaker in enumerate(order, start=1)}
        facts = self._known_to_gong() if self.source == "gong" else {}
        return Conversation(
            id=self.conversation_id,
            tenant=self.tenant,
            event_id=self.meeting.id if self.meeting else self.conversation_id,
            source=self.source,
            channel="call" if self.source == "text" else "meeting",
            started_at=self.started_at.replace(second=0) if self.source == "text" else self.started_at,
            participants=[self._participant(ids[speaker], speaker) for speaker in order],
            turns=[_turn(line, ids, self.source) for line in self.lines],
            **facts,
        )

    def speaker_label(self, speaker: int) -> str:
        """Return what the transcript calls a speaker: Gong gives ids, the others show names."""
        return gong_id(self.native_id, "speaker", speaker) if self.source == "gong" else self.people[speaker].label

    def _known_to_gong(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "duration_s": float(round(self.duration_s)),
            "language": "en",
            "meeting_id": self.meeting.id if self.meeting else None,
            "account_id": self.account_id,
            "deal_id": self.deal_id,
            "deal": DealContext(stage=self.deal_stage) if self.deal_stage else None,
        }

    def _participant(self, speaker_id: str, speaker: int) -> Participant:
        person = self.people[speaker]
        label = self.speaker_label(speaker)
        if person.phone_only:
            return Participant(id=speaker_id, label=label, phone=person.phone)
        if self.source != "gong":
            return Participant(id=speaker_id, label=label)
        return Participant(
            id=speaker_id,
            label=label,
            name=person.label,
            email=None if person.label_is_wrong else person.email,
            affiliation="internal" if person.role == SELLER else "external",
        )


def _turn(line: Line, ids: dict[int, str], source: str) -> Turn:
    start_s = line.start_s
    if source == "text" and start_s is not None:
        start_s = float(math.floor(start_s))
    return Turn(
        speaker_id=None if line.speaker is None else ids[line.speaker],
        text=line.text,
        start_s=start_s,
        end_s=None if source == "text" else line.end_s,
    )


def native_id(tenant: str, seed: int, engagement: Engagement, call: PlannedCall) -> str:
    """Return the platform's own name of a call: Gong's call id, or its file's name up to the first dot."""
    if call.source == "gong":
        return gong_id(tenant, seed, call.index)
    if call.source == "zoom":
        url = call.meeting.join_url if call.meeting else None
        unplanned = str(80_000_000_000 + number("zoom", tenant, seed, call.index) % 9_999_999_999)
        meeting = url.rpartition("/")[2] if url else unplanned
        return f"GMT{call.started_at:%Y%m%d-%H%M%S}_Recording_{meeting}"
    slug = re.sub(r"[^a-z0-9]+", "-", engagement.account.name.lower()).strip("-")
    return f"{call.started_at:%Y-%m-%d_%H%M}_{slug}_{call.index}"


def lines(
    people: Sequence[TruePerson], turns: Sequence[TrueTurn], unheard: set[int], *, with_times: bool
) -> list[Line]:
    """Return the recorded lines of true turns; the speaker of `unheard` turns was not recognised."""
    position = {person.id: index for index, person in enumerate(people)}
    return [
        Line(
            speaker=None if index in unheard else position[turn.person_id],
            text=turn.text,
            start_s=turn.start_s if with_times else None,
            end_s=turn.end_s if with_times else None,
        )
        for index, turn in enumerate(turns)
    ]
