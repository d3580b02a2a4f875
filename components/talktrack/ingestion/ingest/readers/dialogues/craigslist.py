"""CraigslistBargains (He et al., EMNLP 2018): ``events`` of two agents whose roles stand in the scenario.

A message is a turn, at the time when it was sent; an offer, its answer and leaving are actions.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import msgspec

from talktrack.core.json_records import Record, decoded
from talktrack.ingestion.ingest.readers.dialogues.dialogue import Dataset, Dialogue, Identifier
from talktrack.ingestion.ingest.readers.facts import says
from talktrack.ingestion.ingest.readers.origin import check_size

DATASET = Dataset("craigslistbargains", "CraigslistBargains", "MIT")
MESSAGE = "message"
MAX_SECONDS = 4e9  # the year 2096


class _Personal(msgspec.Struct, frozen=True, rename="pascal"):
    role: str | None = None


class _Item(msgspec.Struct, frozen=True, rename="pascal"):
    title: str | None = None


class _View(msgspec.Struct, frozen=True):
    """What one agent knows."""

    personal: _Personal | None = None
    item: _Item | None = None


class _Scenario(msgspec.Struct, frozen=True):
    kbs: list[_View] | None = None


class _Event(msgspec.Struct, frozen=True):
    """Something an agent did; the time is in seconds since 1970, mostly written as text."""

    action: str | None = None
    agent: Identifier | None = None
    data: Any = None
    time: str | float | None = None


class _Chat(msgspec.Struct, frozen=True):
    events: list[_Event]
    uuid: Identifier | None = None
    scenario: msgspec.Raw = msgspec.Raw()
    agents: msgspec.Raw = msgspec.Raw()
    outcome: msgspec.Raw = msgspec.Raw()


_CHAT = msgspec.json.Decoder(_Chat)
_SCENARIO = msgspec.json.Decoder(_Scenario)


def read(record: Record) -> Dialogue:
    """Return the dialogue, its speakers labelled by the roles that the scenario gives them."""
    found = decoded(record, _CHAT)
    check_size(len(found.events))
    views = (decoded(Record(record.place, found.scenario), _SCENARIO).kbs if says(found.scenario) else None) or []
    labels = _labels(views)
    clock = _Clock(found.events)
    dialogue = Dialogue(DATASET, found.uuid, title=_title(views), started_at=clock.started_at)
    dialogue.duration_s = clock.duration_s
    dialogue.facts = {"agents": found.agents, "outcome": found.outcome, "scenario": found.scenario}
    for event in found.events:
        label = labels.get(str(event.agent), f"agent {event.agent}")
        if event.action == MESSAGE and isinstance(event.data, str):
            dialogue.say(label, event.data, clock.since_start(event))
        else:
            dialogue.act(label, action=event.action, data=event.data)
    return dialogue


class _Clock:
    """Turns the times of events into seconds since the first of them."""

    def __init__(self, events: list[_Event]) -> None:
        times = [time for event in events if (time := _seconds(event.time)) is not None]
        self._first = min(times, default=None)
        self._last = max(times, default=None)

    @property
    def started_at(self) -> datetime | None:
        """Return the time of the first event."""
        return None if self._first is None else datetime.fromtimestamp(self._first, UTC)

    @property
    def duration_s(self) -> float | None:
        """Return how long after the first event the last one was."""
        return None if self._first is None or self._last is None else round(self._last - self._first, 3)

    def since_start(self, event: _Event) -> float | None:
        """Return how long after the first event another was."""
        time = _seconds(event.time)
        return None if self._first is None or time is None else round(time - self._first, 3)


def _seconds(time: str | float | None) -> float | None:
    """Return a time that a calendar can hold, or None."""
    try:
        value = float(time if time is not None else "")
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value < MAX_SECONDS else None


def _labels(views: list[_View]) -> dict[str, str]:
    """Return the role of every agent that has one of its own."""
    roles = [view.personal.role if view.personal else None for view in views]
    return {str(index): role for index, role in enumerate(roles) if role and roles.count(role) == 1}


def _title(views: list[_View]) -> str | None:
    return next((view.item.title for view in views if view.item and view.item.title), None)
