"""Logged calls and meetings as meetings, people by their contacts' addresses; an occasion never counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from talktrack.core.join_links import join_key
from talktrack.core.ports import Repository
from talktrack.core.reference import Contact, Meeting
from talktrack.core.tables import CONTACTS, MEETINGS
from talktrack.ingestion.reference.crm.rows import Activity

TOGETHER = timedelta(minutes=5)
BUCKET_S = int(TOGETHER.total_seconds())


class LoggedMeetings:
    """Gathers activities until all contacts and the calendar are known; the calendar's record of an occasion stays."""

    def __init__(self) -> None:
        """Begin with none."""
        self._activities: dict[str, Activity] = {}

    def add(self, activity: Activity) -> None:
        """Keep an activity; the later one of two with an id replaces the earlier."""
        self._activities[activity.id] = activity

    def remove(self, identity: str) -> None:
        """Forget an activity that was deleted."""
        self._activities.pop(identity, None)

    def publish(self, repository: Repository) -> int:
        """Publish the meetings that no calendar holds, and tell those that one does their deal; return how many."""
        if not self._activities:
            return 0
        people = self._people(repository)
        logged = [_meeting(activity, people) for activity in self._activities.values()]
        held = _Held(row for row in repository.scan(MEETINGS) if row.id not in self._activities)
        twins = [(row, held.twin(row, self._activities[row.id].starts_at)) for row in logged]
        repository.publish(MEETINGS, (_with_deal(row, twin) for row, twin in twins if not twin or row.deal_id))
        repository.delete(MEETINGS, [row.id for row, twin in twins if twin])
        return len(logged)

    def _people(self, repository: Repository) -> dict[str, Contact]:
        wanted = {identity for row in self._activities.values() for identity in (row.owner_id, *row.contact_ids)}
        return {row.id: row for row in repository.scan(CONTACTS) if row.id in wanted}


def _meeting(activity: Activity, people: dict[str, Contact]) -> Meeting:
    owner = people.get(activity.owner_id or "")
    guests = [people[identity] for identity in activity.contact_ids if identity in people]
    present = [*([owner] if owner else []), *guests]
    return Meeting(
        id=activity.id,
        deal_id=activity.deal_id,
        title=activity.title,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        join_url=activity.join_url,
        organizer=owner.email if owner else None,
        attendees=[person.email for person in present if person.email],
        attendee_names=[person.name for person in present if person.email]
        + [person.name for person in present if not person.email],
    )


def _with_deal(row: Meeting, twin: Meeting | None) -> Meeting:
    return msgspec.structs.replace(twin, deal_id=row.deal_id) if twin else row


class _Held:
    """The calendar's meetings by when they begin."""

    def __init__(self, meetings: Iterable[Meeting]) -> None:
        self._buckets: dict[int, list[Meeting]] = defaultdict(list)
        for row in meetings:
            if row.starts_at:
                self._buckets[_bucket(row.starts_at)].append(row)

    def twin(self, logged: Meeting, began: datetime) -> Meeting | None:
        """Return the meeting that began at the same time with one of the same people, the same link or title."""
        return next((row for row in self._around(began) if _is_shared(row, logged)), None)

    def _around(self, began: datetime) -> Iterator[Meeting]:
        for near in range(-1, 2):
            for row in self._buckets.get(_bucket(began) + near, []):
                if row.starts_at and abs(row.starts_at - began) <= TOGETHER:
                    yield row


def _bucket(moment: datetime) -> int:
    return int(moment.timestamp()) // BUCKET_S


def _is_shared(one: Meeting, other: Meeting) -> bool:
    people = {*one.attendees, one.organizer} & {*other.attendees, other.organizer} - {None}
    links = one.join_url and other.join_url and join_key(one.join_url) == join_key(other.join_url)
    return bool(people or links or (one.title and one.title == other.title))
