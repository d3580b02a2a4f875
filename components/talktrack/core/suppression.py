"""What was forgotten at a person's request stays away, whichever source brings it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

import msgspec

from talktrack.core.conversation import Conversation
from talktrack.core.records import FeedbackEvent, Forgotten, Quarantined
from talktrack.core.reference import Contact, Meeting

EMAIL, USER, CONVERSATION = "email", "user", "conversation"

R = TypeVar("R", bound=msgspec.Struct)


class Digests(Protocol):
    """Keyed digests; `systems.keys.TenantKey` is one."""

    def digest(self, kind: str, value: str) -> str:
        """Return the digest of a value; only the holder of the key could compute it."""
        ...


def plain_email(address: str) -> str:
    """Return an address as it is compared."""
    return address.strip().casefold()


class Suppression:
    """Knows forgotten people and conversations again by keyed digests; it cannot list them."""

    def __init__(self, digests: Digests, rows: Iterable[Forgotten] = ()) -> None:
        """Keep the digests; without any, everything passes at no cost."""
        self._digests = digests
        self._known = frozenset(row.id for row in rows)

    def kept(self, row: R) -> R | None:
        """Return the row, without forgotten people where it lists several; None when it is theirs."""
        judge = _JUDGES.get(type(row)) if self._known else None
        return judge(row, self) if judge else row

    def email(self, address: str | None) -> bool:
        """Tell whether a mail address was forgotten."""
        return bool(address) and self.knows(EMAIL, plain_email(address or ""))

    def knows(self, kind: str, value: str) -> bool:
        """Tell whether a user or a conversation was forgotten."""
        return self._digests.digest(kind, value) in self._known


def _conversation(row: Conversation, gone: Suppression) -> Conversation | None:
    theirs = gone.knows(CONVERSATION, row.id) or any(gone.email(person.email) for person in row.participants)
    return None if theirs else row


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
    return None if theirs else row


_JUDGES: dict[type[msgspec.Struct], Callable[..., Any]] = {
    Conversation: _conversation,
    Quarantined: _quarantined,
    Contact: _contact,
    Meeting: _meeting,
    FeedbackEvent: _event,
}
