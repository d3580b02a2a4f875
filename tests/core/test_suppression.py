"""What was forgotten is known again by keyed digests, and nothing else is kept back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec import structs

from talktrack.core.conversation import Participant
from talktrack.core.records import FeedbackEvent, Forgotten
from talktrack.core.reference import Contact, Meeting
from talktrack.core.suppression import Suppression
from talktrack.systems.keys import TenantKey
from tests.samples import TENANT, call

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KEY = TenantKey(b"k" * 32)
GONE = Suppression(
    KEY,
    [
        Forgotten(id=KEY.digest(kind, value), kind=kind, at=NOW)
        for kind, value in (("email", "dana@x.example"), ("user", "u1"), ("conversation", "c9"))
    ],
)


def _event(subject: str, user: str | None) -> FeedbackEvent:
    return FeedbackEvent(id="e", tenant=TENANT, subject=subject, kind="thumbs", at=NOW, user_id=user)


@pytest.mark.parametrize(
    "row",
    [
        Contact(id="1", name="Dana", email="Dana@X.example "),
        _event("answer", "u1"),
        _event("answer", "dana@x.example"),
        _event("c9", None),
        call(identity="c9"),
    ],
    ids=["contact", "user", "user by address", "feedback on a call", "call"],
)
def test_what_is_theirs_is_kept_back(row: Contact | FeedbackEvent) -> None:
    """Whatever case an address is written in."""
    assert GONE.kept(row) is None


@pytest.mark.parametrize("row", [Contact(id="1", name="Dana"), _event("answer", "u2"), _event("answer", None), call()])
def test_what_is_others_passes_as_it_is(row: Contact | FeedbackEvent) -> None:
    """A namesake without an address among them."""
    assert GONE.kept(row) is row


def test_a_meeting_stays_without_the_guest() -> None:
    """Names that belong to no address cannot be told apart, and go as well."""
    meeting = Meeting(
        id="m",
        organizer="dana@x.example",
        organizer_name="Dana",
        attendees=["dana@x.example", "bo@x.example"],
        attendee_names=["Dana Reed"],
    )

    assert GONE.kept(meeting) == Meeting(id="m", attendees=["bo@x.example"])


def test_a_call_with_them_is_kept_back_whatever_its_id() -> None:
    """It is a new one, after the request."""
    person = Participant(id="s2", label="Dana", email="dana@x.example")

    assert GONE.kept(structs.replace(call(), participants=[person])) is None


def test_another_tenants_key_knows_nobody() -> None:
    """Digests are of the tenant's key alone."""
    contact = Contact(id="1", name="Dana", email="dana@x.example")
    rows = [Forgotten(id=KEY.digest("email", "dana@x.example"), kind="email", at=NOW)]

    assert Suppression(TenantKey(b"o" * 32), rows).kept(contact) is contact
