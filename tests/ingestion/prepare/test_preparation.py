"""Each conversation has an outcome, whatever happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from talktrack.core.conversation import Conversation, Participant
from talktrack.core.knowledge import Knowledge
from talktrack.core.ports import PersonalData
from talktrack.core.records import Named, Quarantined
from talktrack.core.reference import Contact
from talktrack.ingestion.prepare.preparation import Preparation, Settings, remembered_in
from talktrack.systems.keys import TenantKey
from tests.samples import TENANT, call, turn

NOW = datetime(2026, 6, 1, tzinfo=UTC)

KNOWLEDGE = Knowledge(contacts=[Contact(id="k1", name="Anna Berg", email="anna@acme.example", affiliation="internal")])


class Finder:
    """A redactor that finds what it is told to find, or breaks on it."""

    def __init__(self, value: str = "", breaks_on: str = "\0") -> None:
        """Keep what to find and what to break on."""
        self._value = value
        self._breaks_on = breaks_on

    def find(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[list[PersonalData]]:
        """Return the places of the value."""
        del names
        if any(self._breaks_on in text for text in texts):
            raise ZeroDivisionError
        places = [(text.find(self._value) if self._value else -1) for text in texts]
        return [[PersonalData(p, p + len(self._value), "PERSON", 1.0)] if p >= 0 else [] for p in places]


def preparation(finder: Finder) -> Preparation:
    """Return a preparation with a given finder."""
    return Preparation(KNOWLEDGE, finder, TenantKey(b"k" * 32), Settings())


def test_an_error_becomes_a_row_with_step_and_class() -> None:
    """A failing step keeps its conversation back for review, without its message, which may quote the text."""
    outcome = preparation(Finder(breaks_on="quarter")).prepare(call())

    assert outcome.conversation is None
    assert outcome.unresolved is not None
    assert (outcome.unresolved.reasons, outcome.unresolved.detail) == (["prepare_failed:redact"], "ZeroDivisionError")
    assert outcome.unresolved.conversation == call()


def test_uncertain_speakers_go_on_and_are_listed() -> None:
    """A warning row goes beside the clean conversation."""
    outcome = preparation(Finder()).prepare(call())

    assert outcome.conversation is not None
    assert outcome.unresolved is not None
    assert (outcome.unresolved.stage, outcome.unresolved.severity) == ("attribute", "warning")


def test_a_reviewed_conversation_is_not_listed_again() -> None:
    """A person has looked: the same doubt does not come back."""
    outcome = preparation(Finder()).prepare(msgspec.structs.replace(call(), reviewed_by="lee"))

    assert outcome.conversation is not None
    assert outcome.unresolved is None


def test_what_a_reviewer_said_names_the_speaker_in_a_later_call() -> None:
    """The label of one full name means the same person next time, and nobody is asked again."""
    case = msgspec.structs.replace(
        _case(), speakers=[Named(speaker="s1", person="k1")], status="reentered", decided_by="mia", decided_at=NOW
    )
    later, settings = _labelled("later"), Settings(remembered=tuple(remembered_in([case])))
    unaided = preparation(Finder()).prepare(later)
    aided = Preparation(KNOWLEDGE, Finder(), TenantKey(b"k" * 32), settings).prepare(later)

    assert unaided.unresolved is not None
    assert aided.unresolved is None


def _labelled(identity: str) -> Conversation:
    """Return a call whose seller goes by a name that the CRM does not know."""
    spoken = [turn("s1", "Good morning, shall we begin?"), turn("s2", "Yes, please go on.")]
    people = [
        Participant(id="s1", label="Nan Bergfeld"),
        Participant(id="s2", label="Bo Lind", email="bo@client.example"),
    ]
    return msgspec.structs.replace(call(spoken, identity=identity), participants=people, event_id=f"e-{identity}")


def _case() -> Quarantined:
    return Quarantined(
        id="earlier",
        tenant=TENANT,
        stage="attribute",
        uri="calls/1.json",
        sha256="0",
        reasons=["attribution_uncertain"],
        severity="warning",
        suggestion="",
        conversation=_labelled("earlier"),
    )
