"""Casts that break naive attribution."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.knowledge import Knowledge
from talktrack.core.reference import Account, Contact, Meeting
from talktrack.ingestion.attribute.attribution import attribute
from talktrack.ingestion.attribute.directory import Directory
from tests.samples import STARTED_AT, call, turn

TOM = Contact(id="k2", name="Tom Okafor", email="tom@seller.example", affiliation="internal")


def directory(*contacts: Contact, invited: tuple[Contact, ...] = ()) -> Directory:
    """Return a directory of two accounts, Tom and some contacts, and a meeting if anybody is invited."""
    accounts = [Account(id=f"a{n}", name=f"Account {n}", domain=f"a{n}.example") for n in (1, 2)]
    people = [TOM, *invited] if invited else []
    meeting = Meeting(id="m1", starts_at=STARTED_AT, attendees=[p.email or "" for p in people])
    return Directory(Knowledge(accounts, [TOM, *contacts], meetings=[meeting] if people else []))


def cast(*labels: str, texts: tuple[str, ...] = ()) -> Conversation:
    """Return a call of speakers with these labels, who say these texts in turn."""
    people = [Participant(id=f"s{n}", label=label) for n, label in enumerate(labels, start=1)]
    turns = [turn(f"s{n % len(labels) + 1}", text) for n, text in enumerate(texts or ("Good morning.", "Yes."))]
    return msgspec.structs.replace(call(turns), participants=people, deal=None)


def contact_ids(conversation: Conversation, known: Directory) -> list[str | None]:
    """Return whom attribution finds."""
    return [p.crm_contact_id for p in attribute(conversation, known).conversation.participants]


def test_of_two_people_of_one_name_neither_is_taken() -> None:
    """Nothing tells them apart, so a person is asked, and nobody's contact is written."""
    namesakes = [Contact(id=f"d{n}", name="Dana Reed", account_id=f"a{n}") for n in (1, 2)]
    found = attribute(cast("Tom Okafor", "Dana Reed"), directory(*namesakes))

    assert found.reasons == ["attribution_conflict"]
    assert found.doubtful == ["s2"]
    assert [p.crm_contact_id for p in found.conversation.participants] == ["k2", None]


def test_the_invitation_tells_namesakes_apart() -> None:
    """One of them was asked to come."""
    namesakes = [Contact(id=f"d{n}", name="Dana Reed", email=f"dana@a{n}.example", account_id=f"a{n}") for n in (1, 2)]

    assert contact_ids(cast("Tom Okafor", "Dana Reed"), directory(*namesakes, invited=(namesakes[1],))) == ["k2", "d2"]


def test_one_label_for_two_speakers_is_doubtful() -> None:
    """Two people cannot both be Dana without a word about it."""
    dana = Contact(id="d1", name="Dana Reed", account_id="a1")
    found = attribute(cast("Dana Reed", "Dana Reed", "Tom Okafor"), directory(dana))

    assert found.doubtful
    assert all(found.confidence[speaker] < 0.6 for speaker in found.doubtful)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("田中 太郎", "田中太郎"),
        ("田中 太郎", "太郎 田中"),
        ("Юлия Петрова", "ЮЛИЯ ПЕТРОВА"),
        ("فاطمة حسن", "فاطمة حسن (Guest)"),
        ("José García Márquez", "Jose Garcia Marquez"),
        ("Søren Kjær", "Soren Kjaer"),
        ("Jan van den Berg", "van den Berg, Jan"),
        ("Robert Stone", "Bob Stone"),
        ("Dana Reed", "Dr. Dana Reed, PhD"),
        ("Dana Reed", "Dana Reed, Account One Corp"),
        ("Dana Reed", "REP 2 (Dana Reed)"),
        ("Seán O’Brien", "Sean OBrien"),
    ],
)
def test_a_name_is_itself_in_any_writing(name: str, label: str) -> None:
    """Order, accents, case, titles, short forms and scripts without spaces do not hide somebody."""
    assert contact_ids(cast("Tom Okafor", label), directory(Contact(id="d1", name=name, account_id="a1"))) == [
        "k2",
        "d1",
    ]


@pytest.mark.parametrize(
    ("known", "label"),
    [
        ("+1 415 555 0134", "(415) 555-0134"),
        ("+1 415 555 0134", "14155550134"),
        ("(415) 555-0134", "+1.415.555.0134 ext. 12"),
        ("+49 171 5550134", "0171 5550134"),
        ("0171/5550134", "0049 171 555 01 34"),
        ("+44 (0)20 7946 0134", "020 7946 0134"),
        ("+966 55 555 0134", "٠٥٥٥٥٥٠١٣٤"),
    ],
)
def test_a_number_is_itself_in_any_writing(known: str, label: str) -> None:
    """Country code, trunk zero, punctuation, extension and digits of other scripts do not hide somebody."""
    dana = Contact(id="d1", name="Dana Reed", phone=known)

    assert contact_ids(cast("Tom Okafor", label), directory(dana)) == ["k2", "d1"]


def test_a_switchboard_is_nobody() -> None:
    """Two colleagues have the number of their company."""
    people = [Contact(id=f"d{n}", name=f"Dana {n}x Reed", phone="+1 415 555 0100", account_id="a1") for n in (1, 2)]
    found = attribute(cast("Tom Okafor", "+14155550100"), directory(*people))

    assert found.reasons == ["attribution_conflict"]


def test_words_that_are_also_names_name_nobody() -> None:
    """Asking "will you" or offering to "mark it" does not speak to Will and Mark."""
    people = [Contact(id=n, name=f"{n} Stone", affiliation="internal") for n in ("Will", "Mark", "Grace")]
    texts = ("So will you. And may we mark it?", "Well, sure. Great, will do.") * 4

    assert contact_ids(cast("Speaker 1", "Speaker 2", texts=texts), directory(*people)) == [None, None]


def test_a_thousand_participants_are_all_found() -> None:
    """Nothing is compared with everything."""
    people = [Contact(id=f"d{n}", name=f"Given{_letters(n)} Family{_letters(n)}") for n in range(1000)]
    conversation = cast(*(p.name for p in people), texts=tuple("Thanks, all." for _ in people))

    assert contact_ids(conversation, directory(*people)) == [p.id for p in people]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@settings(max_examples=60, deadline=None)
@given(labels=st.lists(st.text(max_size=30), min_size=1, max_size=5), text=st.text(max_size=200), told=st.text())
def test_no_cast_makes_it_fail(labels: list[str], text: str, told: str) -> None:
    """Whatever stands in labels, turns and metadata, everybody comes out with a role."""
    conversation = msgspec.structs.replace(
        cast(*labels, texts=(text, text)), metadata_json=f'{{"signature": "{told}"}}'
    )
    found = attribute(conversation, directory(Contact(id="d1", name="Dana Reed"))).conversation

    assert len(found.participants) == len(labels)
    assert all(p.role in {"seller", "prospect"} for p in found.participants)


def test_nobody_speaks_and_nothing_is_known() -> None:
    """An empty conversation comes back as it was."""
    empty = msgspec.structs.replace(call([Turn(speaker_id="gone", text="")]), participants=[], deal=None)

    assert attribute(empty, Directory(Knowledge())).conversation.participants == []
