"""A sales team's mail of some weeks, made by code: threads with quotes, alternatives, charsets, attachments."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from random import Random

THREAD_MAILS = 4
PEOPLE = (
    ("Zoë Müller", "zoe@acme.example"),
    ("Pat O'Neil", "pat@acme.example"),
    ("Jane Doe", "jane@buyer.example"),
    ("Łukasz Żak", "lukasz@buyer.example"),
)
WORDS = (
    *("price", "offer", "meeting", "budget", "team", "quarter"),
    *("pilot", "contract", "security", "review", "onboarding", "timeline"),
    *("integration", "legal", "finance", "renewal", "seats", "support"),
    *("roadmap", "value", "größer", "später"),
)
CHARSETS = ("utf-8", "iso-8859-2", "utf-8", "windows-1250")
ENCODINGS = ("quoted-printable", "8bit", "base64")
BEGAN = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=1)))


def mails(count: int, seed: int = 1) -> list[bytes]:
    """Return mails in threads of `THREAD_MAILS`; every second has an HTML form, every third an attachment."""
    rng = Random(seed)
    made: list[bytes] = []
    quoted = ""
    for place in range(count):
        message = _headed(rng, place)
        text = _text(rng, str(message["From"]), quoted if place % THREAD_MAILS else "")
        _fill(message, text, place)
        if place % 2:
            message.add_alternative(f"<html><body><p>{text.replace(chr(10), '<br>')}</p></body></html>", subtype="html")
        if place % 3 == 0:
            data = rng.randbytes(rng.randint(5_000, 50_000))
            message.add_attachment(data, maintype="application", subtype="pdf", filename=f"angebot für {place}.pdf")
        made.append(message.as_bytes(policy=SMTP))
        quoted = text
    return made


def _headed(rng: Random, place: int) -> EmailMessage:
    sender, receiver, *others = rng.sample(PEOPLE, len(PEOPLE))
    first = place - place % THREAD_MAILS
    sent = BEGAN + timedelta(minutes=7 * place)
    message = EmailMessage()
    message["Message-ID"] = f"<m{place}@acme.example>"
    message["Date"] = format_datetime(sent)
    message["From"], message["To"] = formataddr(sender), formataddr(receiver)
    message["Cc"] = ", ".join(map(formataddr, others))
    subject = f"Angebot für {WORDS[first % 9]} {first}"
    message["Subject"] = subject if place == first else f"Re: {subject}"
    if place != first:
        message["In-Reply-To"] = f"<m{place - 1}@acme.example>"
        message["References"] = " ".join(f"<m{one}@acme.example>" for one in range(first, place))
    for hop in range(3):
        arrived = format_datetime(sent.astimezone(UTC) + timedelta(seconds=3 - hop))
        message["Received"] = (
            f"from mx{hop}.example (mx{hop} [10.0.0.{hop}]) by y{hop}.example with SMTP id a; {arrived}"
        )
    message["DKIM-Signature"] = f"v=1; a=rsa-sha256; d=acme.example; s=k; b={b64encode(rng.randbytes(256)).decode()}"
    return message


def _text(rng: Random, sender: str, quoted: str) -> str:
    name, _, _ = sender.partition(" <")
    written = "\n\n".join(_paragraph(rng) for _ in range(rng.randint(2, 4)))
    text = f"{written}\n\n-- \n{name}\nAccount Executive\n+49 30 1234567\n"
    if not quoted:
        return text
    below = "\n".join(f"> {line}" for line in quoted.splitlines())
    return f"{text}\nOn Mon, 5 Jan 2026 at 10:00, Jane Doe <jane@buyer.example> wrote:\n{below}\n"


def _paragraph(rng: Random) -> str:
    lines = (" ".join(rng.choices(WORDS, k=rng.randint(5, 12))).capitalize() for _ in range(rng.randint(1, 4)))
    return "\n".join(f"{line}." for line in lines)


def _fill(message: EmailMessage, text: str, place: int) -> None:
    charset = CHARSETS[place % len(CHARSETS)]
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    message.set_content(text, charset=charset, cte=ENCODINGS[place % len(ENCODINGS)])
