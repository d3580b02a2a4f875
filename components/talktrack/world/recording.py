"""What a platform recorded: its own ids and labels, noisy text, and times as coarse as its format."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from talktrack.core.conversation import UNKNOWN, Conversation, Participant, Turn
from talktrack.core.ids import stable_id
from talktrack.core.reference import Meeting
from talktrack.world.deals import Engagement, PlannedCall
from talktrack.world.identifiers import gong_id, number
from talktrack.world.truth import TruePerson, TrueTurn

CHANNELS = {"gong": "call", "zoom": "meeting", "text": "call"}


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
    with_times: bool = True

    @property
    def conversation_id(self) -> str:
        """Return the id that readers derive: stable over tenant, source and native id."""
        return stable_id("c", self.tenant, self.source, self.native_id)

    def conversation(self) -> Conversation:
        """Return the record of a perfect reader: one participant per label, in the order of their first turn."""
        order = list(dict.fromkeys(line.speaker for line in self.lines if line.speaker is not None))
        ids = {speaker: f"s{position}" for position, speaker in enumerate(order, start=1)}
        gong = self.source == "gong"
        return Conversation(
            id=self.conversation_id,
            tenant=self.tenant,
            event_id=self.meeting.id if self.meeting and gong else self.conversation_id,
            source=self.source,
            channel=CHANNELS[self.source],
            title=self.title if gong else None,
            started_at=self.started_at if self.source != "text" else None,
            duration_s=self.duration_s if gong else None,
            language="en" if gong else None,
            participants=[_participant(ids[speaker], self.people[speaker], known=gong) for speaker in order],
            turns=[_turn(line, ids, self.source) for line in self.lines],
        )


def _participant(speaker_id: str, person: TruePerson, *, known: bool) -> Participant:
    if not known:
        return Participant(id=speaker_id, label=person.label)
    affiliation = UNKNOWN if person.phone_only else ("internal" if person.role == "seller" else "external")
    return Participant(
        id=speaker_id,
        label=person.label,
        name=None if person.phone_only else person.label,
        email=None if person.phone_only or person.label_is_wrong else person.email,
        phone=person.phone if person.phone_only else None,
        affiliation=affiliation,
    )


def _turn(line: Line, ids: dict[int, str], source: str) -> Turn:
    whole = source == "text" and line.start_s is not None
    return Turn(
        speaker_id=None if line.speaker is None else ids[line.speaker],
        text=line.text,
        start_s=math.floor(line.start_s) if whole and line.start_s is not None else line.start_s,
        end_s=None if source == "text" else line.end_s,
    )


def native_id(tenant: str, seed: int, engagement: Engagement, call: PlannedCall) -> str:
    """Return the platform's own name of a call: Gong's call id, or the stem of the file's name."""
    if call.source == "gong":
        return gong_id(tenant, seed, call.index)
    if call.source == "zoom":
        url = call.meeting.join_url if call.meeting else None
        unplanned = str(80_000_000_000 + number("zoom", tenant, seed, call.index) % 9_999_999_999)
        meeting = url.rpartition("/")[2] if url else unplanned
        return f"GMT{call.started_at:%Y%m%d-%H%M%S}_Recording_{meeting}.transcript"
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
