"""Which meeting a conversation belongs to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from talktrack.core.conversation import CHAT, PRACTICE, Conversation
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Meeting

SLACK = timedelta(minutes=20)
BUCKET_S = 3600
THREAD_SLACK = timedelta(days=14)
FEWEST_WORDS = 2
MAIL = frozenset({"email", "mail"})
UNSCHEDULED = MAIL | {CHAT, PRACTICE}

_REPLY = re.compile(
    r"^(?:\s*(?:re|aw|fwd?|wg|tr|sv|(?:updated )?invitation|accepted|declined|tentative|cancell?ed)\s*:)+",
    re.IGNORECASE,
)


class Calendar:
    """Meetings by id, join URL, hour and title, so that finding one does not take longer when there are more."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Index the meetings."""
        self._knowledge = knowledge
        self._hours: dict[int, list[Meeting]] = defaultdict(list)
        self._titles: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in knowledge.meetings.values():
            if meeting.starts_at:
                self._hours[_hour(meeting.starts_at)].append(meeting)
                self._titles[_title(meeting.title)].append(meeting)

    def meeting(self, conversation: Conversation) -> Meeting | None:
        """Return the calendar event: by id or join URL, else by time and people, a mail thread by title and people.

        A thread or a chat that began near a meeting is not that meeting. Two that fit equally well are none.
        """
        for key in (conversation.meeting_id, conversation.event_id):
            found = self._knowledge.meeting(key, conversation.started_at)
            if found:
                return found
        if conversation.started_at is None:
            return None
        if conversation.channel in MAIL:
            return self._about(conversation, conversation.started_at)
        if conversation.channel in UNSCHEDULED:
            return None
        present = _present(conversation)
        scored = sorted(
            ((_shared(meeting, present), meeting.id) for meeting in self._around(conversation.started_at)), reverse=True
        )[:2]
        tied = len(scored) > 1 and scored[0][0] == scored[1][0]
        return self._knowledge.meetings[scored[0][1]] if scored and scored[0][0] and not tied else None

    def _about(self, conversation: Conversation, moment: datetime) -> Meeting | None:
        """Return the nearest meeting whose title is the thread's subject and to which one of its people is invited."""
        title, present = _title(conversation.title), _present(conversation)
        near = (
            (abs(meeting.starts_at - moment), meeting.id)
            for meeting in (self._titles.get(title, ()) if len(title.split()) >= FEWEST_WORDS else ())
            if meeting.starts_at and _shared(meeting, present)
        )
        apart, identity = min(near, default=(THREAD_SLACK, ""))
        return self._knowledge.meetings[identity] if apart < THREAD_SLACK else None

    def _around(self, moment: datetime) -> Iterator[Meeting]:
        for hour in (_hour(moment) - 1, _hour(moment), _hour(moment) + 1):
            yield from (m for m in self._hours.get(hour, []) if m.starts_at and abs(m.starts_at - moment) <= SLACK)


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // BUCKET_S


def _title(title: str | None) -> str:
    return " ".join(_REPLY.sub("", (title or "")[:500]).casefold().split())


def _present(conversation: Conversation) -> set[str]:
    return {p.email.lower() for p in conversation.participants if p.email}


def _shared(meeting: Meeting, present: set[str]) -> int:
    return len(present & {email.lower() for email in [*meeting.attendees, meeting.organizer or ""]})
