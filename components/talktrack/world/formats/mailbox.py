"""A conversation held by mail: every line of a recording is a mail of its speaker, written by one program or another.

With the traps of mailboxes: quotes in every habit, mails out of order and twice, a missing id, answers that name only
one other mail, an invitation, attachments, robots, spam, and ``From `` at the beginning of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from random import Random

from talktrack.core.ids import stable_id
from talktrack.world.formats.mail_programs import PROGRAMS, Draft, Written
from talktrack.world.recording import Line, Recording
from talktrack.world.truth import TruePerson

QUOTED_CHARACTERS = 4000
HOURS_BETWEEN = 5
INVITED, ATTACHED, TWICE = 1, 2, 3
ROBOT = "post@robots.example"


def write_mails(recording: Recording) -> list[bytes]:
    """Return the mails of a thread in order, each as a file would hold it (``.eml``)."""
    return [message.as_bytes(policy=SMTP) for message in _messages(recording)]


def write_mailbox(recordings: Iterable[Recording]) -> bytes:
    """Return threads as Gmail exports them: one mailbox (mbox), newest mails first, one mail twice, spam among them."""
    pieces: list[bytes] = []
    for recording in recordings:
        mails = [message.as_bytes(policy=SMTP).replace(b"\r\n", b"\n") for message in _messages(recording)]
        mails += [*mails[TWICE : TWICE + 1], *_strangers(recording)]
        pieces += [_boxed(data, recording.started_at) for data in reversed(mails)]
    return b"".join(pieces)


def first_mail_id(recording: Recording) -> str:
    """Return the id of the mail that a thread begins with."""
    return _id(recording, 0)


def sent_at(recording: Recording, place: int) -> datetime:
    """Return when a mail of the thread was sent."""
    return recording.started_at.replace(microsecond=0) + timedelta(hours=HOURS_BETWEEN * place)


def _messages(recording: Recording) -> Iterator[EmailMessage]:
    answered: Written | None = None
    for place, line in enumerate(recording.lines):
        message = _headed(recording, place, line)
        sender = None if line.speaker is None else recording.people[line.speaker]
        draft = Draft(line.text, sender.name if sender else "", (sender and sender.phone) or "", answered)
        body = PROGRAMS[place % len(PROGRAMS)](draft, message)
        _add_parts(recording, place, message)
        _bound(message)
        subject = str(message["Subject"])
        address = _address(sender) if sender else ROBOT
        answered = Written(
            draft.name or "Somebody", address, sent_at(recording, place), subject, body[:QUOTED_CHARACTERS]
        )
        yield message


def _headed(recording: Recording, place: int, line: Line) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{_id(recording, place)}>"
    zone = timezone(timedelta(hours=place % 5 - 2))
    message["Date"] = format_datetime(sent_at(recording, place).astimezone(zone))
    if line.speaker is not None:
        sender = recording.people[line.speaker]
        message["From"] = formataddr((sender.name, _address(sender)))
    receivers = [person for index, person in enumerate(recording.people) if index != line.speaker]
    message["To"] = ", ".join(formataddr((person.name, _address(person))) for person in receivers)
    message["Subject"] = (
        recording.title if place == 0 else f"{('Re', 'AW', 'RE', 'Antw')[place % 4]}: {recording.title}"
    )
    if place:
        message["In-Reply-To"] = f"<{_id(recording, place - 1)}>"
    if place % 3:
        message["References"] = " ".join(f"<{_id(recording, before)}>" for before in range(place))
    return message


def _add_parts(recording: Recording, place: int, message: EmailMessage) -> None:
    """Add an invitation to the second mail and a file to the third."""
    if place == INVITED and recording.meeting:
        invitation = (
            f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{recording.meeting.id}\r\nEND:VEVENT\r\n"
        )
        message.add_attachment(f"{invitation}END:VCALENDAR\r\n", subtype="calendar", params={"method": "REQUEST"})
    if place == ATTACHED:
        data = Random(recording.native_id).randbytes(3_000)
        message.add_attachment(data, maintype="application", subtype="pdf", filename="Angebot für Sie.pdf")


def _bound(message: EmailMessage) -> None:
    """Give every multipart a boundary that is the same in every run."""
    for depth, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_{depth}_{stable_id('boundary', message['Message-ID'])}")


def _strangers(recording: Recording) -> Iterator[bytes]:
    """Yield what lies beside a thread: a robot's answer to it, a newsletter, a draft that nobody sent."""
    fields = ("Auto-Submitted: auto-replied", "List-Id: <news.robots.example>", "X-Gmail-Labels: Draft,Important")
    for place, field in enumerate(fields):
        yield (
            f"Message-ID: <{stable_id('robot', recording.native_id, place)}@robots.example>\nFrom: {ROBOT}\n"
            f"In-Reply-To: <{_id(recording, 0)}>\n{field}\nSubject: News\n\nNobody wrote this.\n"
        ).encode()


def _boxed(data: bytes, moment: datetime) -> bytes:
    escaped = data.replace(b"\n>From ", b"\n>>From ").replace(b"\nFrom ", b"\n>From ")
    return f"From - {moment.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode() + escaped + b"\n"


def _id(recording: Recording, place: int) -> str:
    return f"{stable_id('mail', recording.tenant, recording.native_id, place)}@mail.example"


def _address(person: TruePerson) -> str:
    return person.email or f"{person.id.lower()}@mail.example"
