"""What a request concerns: found by reading every zone, as a plan that can be printed before anything goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.ports import Repository
from talktrack.core.records import Example, FeedbackEvent, Inference, Quarantined
from talktrack.core.reference import Deal, Meeting
from talktrack.core.suppression import named_no_more, plain_email, stands_for
from talktrack.core.tables import (
    ANALYSES,
    CONTACTS,
    CONVERSATIONS,
    CONVERSATIONS_RAW,
    DEALS,
    EXAMPLES,
    FEEDBACK,
    INFERENCES,
    MEETINGS,
    QUARANTINE,
    SCORES,
)
from talktrack.core.tokens import TOKEN
from talktrack.operations.forget.subject import Subject, stored_conversations

SAME_OCCASION = timedelta(hours=12)


@dataclass(frozen=True)
class Found:
    """What is held about a person, as row keys; a conversation is theirs when they take part in it.

    Of conversations in which others only speak of them, the raw record leaves, and the clean one names nobody any more.
    """

    conversations: frozenset[str] = frozenset()
    rows: dict[str, list[str]] = field(default_factory=dict)
    rewritten: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many rows leave by table, and how many clean conversations are only rewritten."""
        counted = {name: len(keys) for name, keys in sorted(self.rows.items()) if keys}
        return counted | ({"conversations_rewritten": len(self.rewritten)} if self.rewritten else {})


def find(subject: Subject, tokens: frozenset[str], repository: Repository) -> Found:
    """Return everything that is about a person; nothing is changed."""
    theirs, mentions = _conversations(subject, tokens, repository)
    concerned = theirs | mentions
    answers = {row.id for row in repository.scan(INFERENCES) if _was_told(row, subject, tokens)}
    events = [row for row in repository.scan(FEEDBACK) if _is_theirs(row, subject, tokens, theirs | answers)]
    scored = {row.subject for row in events} | theirs | answers
    rows = {
        CONVERSATIONS_RAW.name: [key for key in repository.keys(CONVERSATIONS_RAW) if key in concerned],
        CONVERSATIONS.name: [key for key in repository.keys(CONVERSATIONS) if key in theirs],
        ANALYSES.name: [key for key in repository.keys(ANALYSES) if key in theirs],
        QUARANTINE.name: [row.id for row in repository.scan(QUARANTINE) if _waits(row, subject, concerned)],
        FEEDBACK.name: [row.id for row in events],
        INFERENCES.name: sorted(answers),
        SCORES.name: [key for key in repository.keys(SCORES) if key in scored],
        EXAMPLES.name: [row.id for row in repository.scan(EXAMPLES) if _teaches(row, tokens, theirs)],
        CONTACTS.name: [key for key in repository.keys(CONTACTS) if key in subject.contact_ids],
        MEETINGS.name: [row.id for row in repository.scan(MEETINGS) if without_guest(row, subject) != row],
        DEALS.name: [row.id for row in repository.scan(DEALS) if without_contact(row, subject) != row],
    }
    return Found(
        conversations=frozenset(theirs),
        rows=rows,
        rewritten=[
            row.id
            for row in repository.scan(CONVERSATIONS)
            if row.id in mentions and named_no_more(row, tokens.__contains__) != row
        ],
        sources=_sources(concerned, repository),
    )


def without_guest(meeting: Meeting, subject: Subject) -> Meeting:
    """Return a meeting as if the person had not been invited to it."""
    if plain_email(meeting.organizer or "") == subject.email:
        meeting = msgspec.structs.replace(meeting, organizer=None, organizer_name=None)
    return msgspec.structs.replace(
        meeting,
        title=subject.without(meeting.title) if meeting.title else meeting.title,
        attendees=[address for address in meeting.attendees if plain_email(address) != subject.email],
        attendee_names=[name for name in meeting.attendee_names if not subject.is_mentioned([name])],
    )


def without_contact(deal: Deal, subject: Subject) -> Deal:
    """Return a deal that neither belongs to the person nor names them."""
    return msgspec.structs.replace(
        deal,
        name=subject.without(deal.name),
        owner_id=None if deal.owner_id in subject.contact_ids else deal.owner_id,
        contact_ids=[contact for contact in deal.contact_ids if contact not in subject.contact_ids],
    )


def _conversations(subject: Subject, tokens: frozenset[str], repository: Repository) -> tuple[set[str], set[str]]:
    """Return the ids of the conversations that the person takes part in, and of those that only speak of them.

    A call may have arrived from several sources: records of one occasion go together.
    """
    theirs: set[str] = set()
    mentions: set[str] = set()
    for row in repository.scan(CONVERSATIONS):
        if any(stands_for(person, tokens.__contains__) for person in row.participants):
            theirs.add(row.id)
        elif _holds("\n".join(_texts(row)), tokens):
            mentions.add(row.id)
    occasions: dict[str, list[datetime | None]] = defaultdict(list)
    for row in stored_conversations(repository):
        if row.id in theirs or subject.takes_part(row):
            theirs.add(row.id)
            occasions[row.event_id].append(row.started_at)
        elif subject.is_mentioned(_texts(row)):
            mentions.add(row.id)
    theirs |= {row.id for row in stored_conversations(repository) if _is_same(row, occasions)}
    return theirs, mentions - theirs


def _is_same(row: Conversation, occasions: Mapping[str, Sequence[datetime | None]]) -> bool:
    """Tell whether a record is of one of the occasions: a series has one id for all its meetings, so times count."""
    starts = occasions.get(row.event_id, ())
    return any(not (row.started_at and start) or abs(row.started_at - start) < SAME_OCCASION for start in starts)


def _texts(row: Conversation) -> Iterator[str]:
    yield from filter(None, (row.title, row.event_id, row.meeting_id, row.metadata_json))
    yield from (turn.text for turn in row.turns)
    yield from (edit.before for edit in row.edits if edit.before)


def _holds(text: str, tokens: frozenset[str]) -> bool:
    return any(found in tokens for found in TOKEN.findall(text))


def _waits(row: Quarantined, subject: Subject, concerned: set[str]) -> bool:
    """Tell whether a quarantined row is about the person, be it only by the name of its file."""
    held = row.conversation is not None and row.conversation.id in concerned
    return held or subject.is_mentioned([row.uri, row.detail, row.decided_why or ""])


def _is_theirs(row: FeedbackEvent, subject: Subject, tokens: frozenset[str], theirs: set[str]) -> bool:
    """Tell whether the person acted, or the event is about something of theirs or speaks of them."""
    if _acted(row.user_id, subject) or row.subject in theirs | subject.users:
        return True
    return _speak_of((row.text, row.prompt, row.answer, *row.retrieved), subject, tokens)


def _was_told(row: Inference, subject: Subject, tokens: frozenset[str]) -> bool:
    """Tell whether the person asked, or prompt, answer or passages speak of them."""
    return _acted(row.user_id, subject) or _speak_of((row.prompt, row.answer, *row.retrieved), subject, tokens)


def _acted(user: str | None, subject: Subject) -> bool:
    return bool(user) and (user in subject.users or plain_email(user or "") == subject.email)


def _speak_of(found: Sequence[str | None], subject: Subject, tokens: frozenset[str]) -> bool:
    texts = [text for text in found if text]
    return subject.is_mentioned(texts) or _holds("\n".join(texts), tokens)


def _teaches(row: Example, tokens: frozenset[str], theirs: set[str]) -> bool:
    return row.conversation_id in theirs or _holds(row.prompt, tokens) or _holds(row.completion, tokens)


def _sources(concerned: set[str], repository: Repository) -> list[str]:
    """Return where the concerned conversations were read from: those files are not ours to delete."""
    read = (row for row in stored_conversations(repository) if row.id in concerned)
    return sorted({entry.uri for row in read for entry in row.provenance})
