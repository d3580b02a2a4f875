"""What was forgotten at a person's request stays away, whichever source brings it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

import msgspec

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.records import FeedbackEvent, Forgotten, Inference, Quarantined
from talktrack.core.reference import Contact, Meeting
from talktrack.core.tokens import TOKEN, forgotten

EMAIL, USER, CONVERSATION, NAMING = "email", "user", "conversation", "token"

IsGone = Callable[[str], bool]
"""Tells of a token whether it stands for somebody who was forgotten."""

R = TypeVar("R", bound=msgspec.Struct)


class Digests(Protocol):
    """Keyed digests; `systems.keys.TenantKey` is one."""

    def digest(self, kind: str, value: str) -> str:
        """Return the digest of a value; only the holder of the key could compute it."""
        ...


def plain_email(address: str) -> str:
    """Return an address as it is compared."""
    return address.strip().casefold()


def named_no_more(conversation: Conversation, is_gone: IsGone) -> Conversation:
    """Return a clean conversation whose tokens of forgotten people stand for nobody any more."""
    return msgspec.structs.replace(
        conversation,
        title=_anonymous(conversation.title, is_gone),
        event_id=_anonymous(conversation.event_id, is_gone) or "",
        meeting_id=_anonymous(conversation.meeting_id, is_gone),
        turns=[msgspec.structs.replace(turn, text=_anonymous(turn.text, is_gone) or "") for turn in conversation.turns],
    )


def stands_for(person: Participant, is_gone: IsGone) -> bool:
    """Tell whether a clean conversation's participant was forgotten; one with an address of their own is a namesake."""
    certain = {person.email, person.crm_contact_id} - {None}
    naming = certain or {person.label, person.name, person.phone} - {None}
    return any(is_gone(name) for name in naming if name)


def _anonymous(text: str | None, is_gone: IsGone) -> str | None:
    return TOKEN.sub(lambda found: forgotten(found[0]) if is_gone(found[0]) else found[0], text) if text else text


class Suppression:
    """Knows forgotten people and conversations again by keyed digests; it cannot list them."""

    def __init__(self, digests: Digests, rows: Iterable[Forgotten] = ()) -> None:
        """Keep the digests; without any, everything passes at no cost."""
        self._digests = digests
        self._known = {row.id: row.kind for row in rows}
        self._tokens: dict[str, bool] = {}
        self.names = NAMING in self._known.values()

    def kept(self, row: R) -> R | None:
        """Return the row, without forgotten people where it lists several; None when it is theirs."""
        judge = _JUDGES.get(type(row)) if self._known else None
        return judge(row, self) if judge else row

    def token(self, token: str) -> bool:
        """Tell whether a token stands for somebody who was forgotten."""
        if token not in self._tokens:
            self._tokens[token] = self.knows(NAMING, token)
        return self._tokens[token]

    def text(self, text: str | None) -> str | None:
        """Return a clean text in which forgotten people are named no more."""
        return _anonymous(text, self.token) if self.names else text

    def email(self, address: str | None) -> bool:
        """Tell whether a mail address was forgotten."""
        return bool(address) and self.knows(EMAIL, plain_email(address or ""))

    def knows(self, kind: str, value: str) -> bool:
        """Tell whether a user, a conversation or a token was forgotten."""
        return self._digests.digest(kind, value) in self._known


def _conversation(row: Conversation, gone: Suppression) -> Conversation | None:
    if gone.knows(CONVERSATION, row.id) or any(gone.email(person.email) for person in row.participants):
        return None
    if not gone.names:
        return row
    theirs = any(stands_for(person, gone.token) for person in row.participants)
    return None if theirs else named_no_more(row, gone.token)


def _quarantined(row: Quarantined, gone: Suppression) -> Quarantined | None:
    return None if row.conversation and _conversation(row.conversation, gone) is None else row


def _contact(row: Contact, gone: Suppression) -> Contact | None:
    return None if gone.email(row.email) else row


def _meeting(row: Meeting, gone: Suppression) -> Meeting:
    """Take a forgotten guest off the list; names without addresses cannot be told apart and go along."""
    guests = [address for address in row.attendees if not gone.email(address)]
    if gone.email(row.organizer):
        row = msgspec.structs.replace(row, organizer=None, organizer_name=None)
    if len(guests) == len(row.attendees):
        return row
    return msgspec.structs.replace(row, attendees=guests, attendee_names=[])


def _event(row: FeedbackEvent, gone: Suppression) -> FeedbackEvent | None:
    """Refuse what a forgotten user did, and what was said about a forgotten conversation."""
    user = row.user_id or ""
    theirs = gone.email(user) or gone.knows(USER, user) or gone.knows(CONVERSATION, row.subject)
    if theirs:
        return None
    if not gone.names:
        return row
    texts = {name: gone.text(getattr(row, name)) for name in ("text", "prompt", "answer")}
    return msgspec.structs.replace(row, retrieved=[gone.text(text) or "" for text in row.retrieved], **texts)


def _inference(row: Inference, gone: Suppression) -> Inference | None:
    """Refuse an answer to a forgotten user; in others forgotten people are named no more."""
    user = row.user_id or ""
    if gone.email(user) or gone.knows(USER, user):
        return None
    if not gone.names:
        return row
    texts = {name: gone.text(getattr(row, name)) or "" for name in ("prompt", "answer")}
    return msgspec.structs.replace(row, retrieved=[gone.text(text) or "" for text in row.retrieved], **texts)


_JUDGES: dict[type[msgspec.Struct], Callable[..., Any]] = {
    Conversation: _conversation,
    Quarantined: _quarantined,
    Contact: _contact,
    Meeting: _meeting,
    FeedbackEvent: _event,
    Inference: _inference,
}
