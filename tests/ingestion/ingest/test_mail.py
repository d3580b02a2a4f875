"""Mail: one conversation per thread, one turn per mail, in the order of their dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256

import msgspec
import pytest

from talktrack.core.conversation import Conversation, Participant, Turn
from talktrack.core.ids import stable_id
from talktrack.ingestion.ingest.readers import bundle
from talktrack.ingestion.ingest.readers.mail import reader as mail
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from talktrack.ingestion.ingest.rejection import ADVICE
from tests.ingestion.ingest.seeds.mail import ALTERNATIVE, ATTACHED, AUTOMATIC, BOX, HTML, INVITED, PLAIN, REPLY

SAM, JANE = "Sam Seller <sam@us.example>", "Jane Doe <jane@buyer.example>"


def written(
    text: str = "Hello", *, identity: str = "m1", sender: str = SAM, receiver: str = JANE, **fields: str
) -> bytes:
    """Return a mail; underscores in the names of further fields stand for hyphens."""
    lines = [f"Message-ID: <{identity}@x>"] if identity else []
    lines += [f"From: {sender}", f"To: {receiver}", "Date: Mon, 5 Jan 2026 10:00:00 +0000"]
    kept = [line for line in lines if line.partition(":")[0].lower() not in {name.lower() for name in fields}]
    kept += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return ("\n".join(kept) + f"\n\n{text}\n").encode()


def read(*mails: bytes) -> list[Reading]:
    """Read some files as one bundle."""
    origins = [Origin(tenant="acme", uri=f"in/{place}.eml", sha256=f"{place:064}") for place in range(len(mails))]
    return list(mail.read([File(data, origin) for data, origin in zip(mails, origins, strict=True)]))


def one(*mails: bytes) -> Conversation:
    """Read a bundle that is one thread."""
    found = [reading for reading in read(*mails) if isinstance(reading, Conversation)]
    assert len(found) == 1
    return found[0]


def reasons(found: Sequence[Reading]) -> list[str]:
    """Return why some records are none."""
    return [reading.reason for reading in found if isinstance(reading, Damaged)]


def texts(*mails: bytes) -> list[str]:
    """Return the texts of one thread's turns."""
    return [turn.text for turn in one(*mails).turns]


def test_a_thread_is_one_conversation() -> None:
    """Its id follows from the first mail's, its title is the subject, and each mail is one turn of its sender."""
    thread = one(REPLY, PLAIN)

    assert thread.id == stable_id("c", "acme", "mail", "m1@us.example")
    assert (thread.source, thread.channel, thread.title) == ("mail", "email", "Your offer")
    assert thread.started_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert thread.turns == [
        Turn(speaker_id="s1", text="Hi Jane,\n\nhere is the offer."),
        Turn(speaker_id="s2", text="Thank you, it fits our budget."),
    ]


def test_everybody_whom_the_mails_name_takes_part() -> None:
    """Senders first, then who got them; the first name counts, and the number is that of the signature."""
    assert one(PLAIN, REPLY).participants == [
        Participant(id="s1", label="Sam Seller", name="Sam Seller", email="sam@us.example", phone="+1 402 555 0166"),
        Participant(id="s2", label="Jane Döe", name="Jane Döe", email="jane@buyer.example"),
        Participant(id="s3", label="Pat", name="Pat", email="pat@us.example"),
        Participant(id="s4", label="a@us.example", email="a@us.example"),
        Participant(id="s5", label="b@us.example", email="b@us.example"),
    ]


def test_turns_stand_in_the_order_of_their_dates_in_utc() -> None:
    """Neither the order of the files nor the zones matter."""
    late = written("third", identity="m3", References="<m1@x>", Date="Mon, 5 Jan 2026 09:30:00 -0500")
    early = written("second", identity="m2", References="<m1@x>", Date="Mon, 5 Jan 2026 15:00:00 +0100")

    assert texts(late, written("first"), early) == ["first", "second", "third"]


def test_a_mail_without_a_date_counts_as_received() -> None:
    """The newest Received field is the last stop."""
    hops = "from a by b; Mon, 5 Jan 2026 09:00:05 +0000"

    assert one(written(Date="nonsense", Received=hops)).started_at == datetime(2026, 1, 5, 9, 0, 5, tzinfo=UTC)


def test_a_date_in_the_future_of_its_arrival_is_a_wrong_clock() -> None:
    """A mail cannot arrive a month before it was sent."""
    hops = "from a by b; Mon, 5 Jan 2026 09:00:05 +0000"
    sent = written(Date="Thu, 5 Feb 2026 09:00:00 +0000", Received=hops)

    assert one(sent).started_at == datetime(2026, 1, 5, 9, 0, 5, tzinfo=UTC)


def test_a_thread_keeps_its_id_when_its_first_mail_is_missing() -> None:
    """Two answers to a mail that nobody exported are one thread under that mail's id."""
    answers = (
        written("yes", identity="m2", References="<m1@x>"),
        written("and no", identity="m3", References="<m1@x> <m2@x>"),
    )

    assert one(*answers).id == one(written(), *answers).id == stable_id("c", "acme", "mail", "m1@x")


def test_mails_that_have_nothing_to_do_with_each_other_are_two_threads() -> None:
    """One conversation each."""
    assert len(read(written(), written(identity="m9"))) == 2


def test_the_same_mail_in_two_files_counts_once() -> None:
    """Both files are its provenance."""
    thread = one(written(), written())

    assert ([turn.text for turn in thread.turns], [entry.uri for entry in thread.provenance]) == (
        ["Hello"],
        ["in/0.eml", "in/1.eml"],
    )


def test_a_mail_without_an_id_is_named_by_its_bytes() -> None:
    """The same bytes have the same id in every run."""
    data = written(identity="")

    assert one(data).id == stable_id("c", "acme", "mail", sha256(data).hexdigest())


@pytest.mark.parametrize(
    "field",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated (failure)"},
        {"List-Id": "<news.x>"},
        {"Precedence": "bulk"},
        {"Return-Path": "<>"},
        {"List-Unsubscribe": "<mailto:off@x>"},
        {"Content-Type": "multipart/report; report-type=delivery-status; boundary=b"},
    ],
    ids=str,
)
def test_robots_and_lists_are_no_conversation(field: dict[str, str]) -> None:
    """They are named, so that nothing is lost."""
    assert reasons(read(written(**field))) == ["mail_automatic"]


def test_a_mail_that_people_wrote_says_so() -> None:
    """``Auto-Submitted: no`` and an unknown precedence are people."""
    assert texts(written(**{"Auto-Submitted": "no", "Precedence": "first-class"})) == ["Hello"]


def test_an_answered_bulk_mail_is_the_first_mail_of_a_conversation() -> None:
    """Sellers' tools put a link to unsubscribe below first mails."""
    opening = written("Would it help?", **{"List-Unsubscribe": "<mailto:off@x>"})

    assert texts(opening, written("It would.", identity="m2", sender=JANE, References="<m1@x>")) == [
        "Would it help?",
        "It would.",
    ]


def test_an_automatic_answer_leaves_the_thread_whole() -> None:
    """What answers the robot's mail still belongs to what the robot answered."""
    last = written("Anything new?", identity="m3", In_Reply_To="<m2@buyer.example>", Date="Tue, 6 Jan 2026 10:00 GMT")
    found = read(PLAIN, AUTOMATIC, last)

    assert reasons(found) == ["mail_automatic"]
    assert [len(thread.turns) for thread in found if isinstance(thread, Conversation)] == [2]


@pytest.mark.parametrize("label", ["Spam", "Inbox,Trash", "Entwürfe", '"Draft",Important', "=?utf-8?Q?Entw=C3=BCrfe?="])
def test_what_a_mailbox_threw_away_is_left_out(label: str) -> None:
    """Labels stand in the language of the account."""
    assert reasons(read(written(**{"X-Gmail-Labels": label}))) == ["mail_left_out"]


def test_a_mailbox_holds_threads() -> None:
    """One damaged or unwanted mail never costs its neighbours, and ``>From`` is text."""
    found = read(BOX)

    assert [type(reading) for reading in found] == [Damaged, Conversation]
    assert texts(BOX)[0].endswith("here is the offer.")


def test_an_invitation_links_a_mail_to_a_meeting() -> None:
    """An occurrence of a series is told by its start in UTC."""
    thread = one(INVITED)

    assert thread.meeting_id == thread.event_id == "uid-7@us.example/20260122T140000Z"


def test_attachments_are_named_and_never_opened() -> None:
    """An archive that would unpack to a thousand times its size is a name, a type, a size and a digest."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(64 * 1024 * 1024))
    message = EmailMessage()
    message["From"], message["Message-ID"] = SAM, "<m1@x>"
    message.set_content("See the archive.")
    message.add_attachment(bomb.getvalue(), maintype="application", subtype="zip", filename="zeros für Sie.zip")
    thread = one(message.as_bytes())
    (told,) = msgspec.json.decode(thread.metadata_json)["mails"]

    assert len(bomb.getvalue()) < 100_000
    assert told["attachments"] == [
        {
            "name": "zeros für Sie.zip",
            "type": "application/zip",
            "size": len(bomb.getvalue()),
            "sha256": sha256(bomb.getvalue()).hexdigest(),
        }
    ]


def test_metadata_hold_what_no_field_holds() -> None:
    """Per mail: its id, time and turn, and the signature, which says who somebody is."""
    assert msgspec.json.decode(one(PLAIN).metadata_json) == {
        "mails": [
            {
                "id": "m1@us.example",
                "sent_at": "2026-01-05T09:00:00Z",
                "signature": "Sam Seller\nAE\n+1 402 555 0166",
                "turn": 0,
            }
        ]
    }


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (ALTERNATIVE, "Grüße aus Berlin"),
        (HTML, "Hi Jane,\n\nGrüße aus Berlin"),
        (ATTACHED, "See the file."),
        (PLAIN.replace(b"\r\n", b"\n"), "Hi Jane,\n\nhere is the offer."),
        (PLAIN.replace(b"\r\n", b"\r"), "Hi Jane,\n\nhere is the offer."),
        (PLAIN.replace(b"\r\n", b"\r\r\n"), "Hi Jane,\n\nhere is the offer."),
    ],
    ids=["alternative", "html", "attachment", "lf", "cr", "crcrlf"],
)
def test_the_text_is_found_in_every_form(data: bytes, text: str) -> None:
    """Whatever the structure, the transfer encoding, the charset and the line ends."""
    assert texts(data) == [text]


def test_quotes_alone_are_no_text() -> None:
    """A mail that only forwards says nothing of its own."""
    assert reasons(read(written("---------- Forwarded message ---------\nFrom: x@y\nold"))) == ["mail_no_text"]


def test_an_empty_mailbox_says_so() -> None:
    """The first line promised mails."""
    box = b"From sam@us.example Mon Jan  5 09:00:00 2026"

    assert reasons(read(box)) == ["mail_no_messages"]


def test_a_bundle_of_mails_is_read_as_one() -> None:
    """Files are told by their content, mails and mailboxes together."""
    files = [File(data, Origin(tenant="acme", uri=f"in/{len(data)}", sha256="0")) for data in (PLAIN, REPLY, BOX)]
    found = [reading for reading in bundle.read(files) if isinstance(reading, Conversation)]

    assert [len(thread.turns) for thread in found] == [2]


def test_every_reason_has_advice() -> None:
    """A person is told what to do."""
    told = {"automatic", "header_too_long", "left_out", "no_header", "no_messages", "no_text", "too_many_parts"}

    assert {f"mail_{reason}" for reason in told} <= set(ADVICE)
