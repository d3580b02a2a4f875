"""The parts of a mail are those that the standard library finds, in whole mails and in damaged ones."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message
from random import Random
from typing import cast

import pytest

from talktrack.core.errors import SourceUnreadableError
from talktrack.ingestion.ingest.readers.mail import content, header, parts
from talktrack.ingestion.ingest.readers.mail.parts import Part
from tests.benchmarks.mails import mails
from tests.ingestion.ingest.seeds.mail import ALTERNATIVE, ATTACHED, FORWARDED, HTML, INVITED, PLAIN

MIXED = b"From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n"
IRREGULAR = (
    MIXED + b"before\n--b\n\none\n--b\n\ntwo",
    MIXED + b"--b  \n\none\n--b--  \nbehind",
    MIXED + b"--bc\n\none\n--b\n\ntwo\n--b--",
    MIXED + b"no boundary at all",
    MIXED + b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--b\n\ntwo\n--b--\n",
    MIXED + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b--\n",
    MIXED + b"--b\nContent-Type: nonsense\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\n",
    MIXED + b"--b\n\n\n--b\n--b\nContent-Type: text/plain\n--b--\n",
    MIXED.replace(b"; boundary=b", b"") + b"--b\n\none\n--b--\n",
    MIXED.replace(b"boundary=b", b'boundary="b"; boundary=c') + b"--b\n\none\n--b--\n",
    MIXED.replace(b"mixed", b"digest") + b"--b\n\nSubject: one\n\ntwo\n--b\nContent-Type: text/plain\n\nthree\n--b--\n",
    b"From: a@x\nno field\nmore\n",
)
DAMAGE = (b"", b"\n", b"\r\n", b"--b", b"\n--b\n", b" ", b"\0", b"boundary=", b";", b"=", b"\n\n")
READ_OTHERWISE = re.compile(rb"\r(?!\n)|^ *:|^[!-~]+ :", re.MULTILINE)


def leaves(data: bytes) -> list[Part]:
    """Return the leaves that we find."""
    fields, body = header.split(data, 0, len(data))
    return list(parts.leaves(data, fields, body))


def expected(data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield types and bytes of the leaves that the library finds; mails inside mails are not compared."""
    stack: list[Message] = [email.message_from_bytes(data)]
    while stack:
        part = stack.pop()
        kind = part.get_content_type()
        payload = part._payload  # type: ignore[attr-defined]
        if kind.startswith("message/"):
            yield "message", None
        elif part.is_multipart():
            stack += reversed(cast("list[Message]", payload))
        else:
            plain = "text/plain" if kind.startswith("multipart/") else kind
            yield plain, payload.encode("ascii", "surrogateescape").rstrip(b"\r\n")


def found(data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield types and bytes of the leaves that we find."""
    for part in leaves(data):
        is_mail = part.kind.startswith("message/")
        yield ("message", None) if is_mail else (part.kind, bytes(part.raw).rstrip(b"\r\n"))


@pytest.mark.parametrize("data", [PLAIN, ALTERNATIVE, ATTACHED, FORWARDED, HTML, INVITED, *IRREGULAR])
def test_parts_are_those_of_the_standard_library(data: bytes) -> None:
    """Types and bytes, for regular and for irregular mails."""
    assert list(found(data)) == list(expected(data))


def test_damaged_mails_have_the_parts_of_the_standard_library() -> None:
    """Pieces replaced at random: 99 of 100. The rest is read more gently, such as a boundary whose quote never ends.

    Left out is what the library takes for another line or field: a lone CR, a field without a name.
    """
    draw = Random(7)
    sources = [data for data in (*mails(12), *IRREGULAR[:-1], ALTERNATIVE) if len(data) < 9_000]
    damaged = [_damaged(draw.choice(sources), draw) for _ in range(1_500)]
    compared = [data for data in damaged if not READ_OTHERWISE.search(data)]

    assert len(compared) > 1_300
    assert sum(_text_of(found(data)) != _text_of(expected(data)) for data in compared) <= len(compared) / 100


def _damaged(data: bytes, draw: Random) -> bytes:
    for _ in range(draw.randint(1, 3)):
        start = draw.randint(0, len(data))
        data = data[:start] + draw.choice(DAMAGE) + data[start + draw.randint(0, 6) :]
    return data


def _text_of(told: Iterator[tuple[str, bytes | None]]) -> list[tuple[str, bytes | None]]:
    """Return parts that hold something; where a boundary only closes, the library drops what stands behind it."""
    return [(kind, raw and raw.partition(b"\n--b")[0]) for kind, raw in told if raw is None or raw.strip()]


def test_forms_of_the_same_text_have_one_choice() -> None:
    """Alternatives share a number, whatever lies between them."""
    nested = (
        MIXED + b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--c\n"
        b"Content-Type: multipart/related; boundary=d\n\n--d\nContent-Type: text/html\n\n<p>one\n--d--\n--c--\n"
        b"--b\n\nfooter\n--b--\n"
    )
    first, second, third = leaves(nested)

    assert (first.choice == second.choice, first.choice == third.choice) == (True, False)
    assert content.read(leaves(nested)).text == "one\n\nfooter"


def test_html_counts_where_the_plain_form_is_empty() -> None:
    """Some programs send an empty alternative."""
    data = ALTERNATIVE.replace(b"Gr=C3=BC=C3=9Fe \r\naus Berlin", b" ")

    assert content.read(leaves(data)).text == "Grüße"


@pytest.mark.parametrize(
    "data",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
        MIXED + b"--b\n\nx\n" * 5_000,
        MIXED + b"--b\n" * 1_000_000,
        MIXED + b"--bx\n" * 1_000_000,
    ],
    ids=["nested", "many", "empty", "prefixes"],
)
def test_mails_made_of_boundaries_are_refused(data: bytes) -> None:
    """Before anything is made of them, and without recursion."""
    with pytest.raises(SourceUnreadableError) as caught:
        leaves(data)

    assert caught.value.reason == "mail_too_many_parts"


def test_a_mail_in_a_mail_is_a_file() -> None:
    """Five thousand of them, one in another, are one attachment."""
    data = b"From: a@x\n" + b"Content-Type: message/rfc822\n\n" * 5_000 + b"end"
    (attachment,) = content.read(leaves(data)).attachments

    assert (attachment.type, attachment.size) == ("message/rfc822", 4_999 * 30 + 3)


@pytest.mark.parametrize(
    ("encoding", "raw", "size"),
    [
        (b"base64", b"QUJD", 3),
        (b"BASE64", b"QU\nJD\n", 3),
        (b"base64", b"QUJDRA", 4),
        (b"base64", b"QUJDR", 3),
        (b"base64", b"QU!JD", 3),
        (b"base64", b"", 0),
        (b"quoted-printable", b"A=42C=\n", 3),
        (b"quoted-printable", b"A=ZZ", 4),
        (b"7bit", b"ABC", 3),
        (b"x-unknown", b"ABC", 3),
    ],
)
def test_transfer_encodings(encoding: bytes, raw: bytes, size: int) -> None:
    """What is broken is read as far as it goes."""
    data = b"Content-Type: a/b\nContent-Transfer-Encoding: " + encoding + b"\n\n" + raw
    (attachment,) = content.read(leaves(data)).attachments

    assert attachment.size == size


def test_outlooks_container_is_a_file() -> None:
    """A winmail.dat is named and left alone."""
    data = MIXED + b'--b\n\nHi\n--b\nContent-Type: application/ms-tnef; name="winmail.dat"\n\n\x78\x9f\x3e\x22\n--b--\n'
    held = content.read(leaves(data))

    assert (held.text, [(one.name, one.type, one.size) for one in held.attachments]) == (
        "Hi",
        [("winmail.dat", "application/ms-tnef", 4)],
    )


def test_text_has_a_length() -> None:
    """Megabytes of quoted history are not read, and the cut is made at the end of a line."""
    text = content.read(leaves(b"From: a@x\n\n" + b"a line\n" * 1_000_000)).text

    assert (len(text) <= 512 * 1024, text.endswith("line\n")) == (True, True)


def test_many_parts_share_the_length() -> None:
    """Two thousand texts are as long as one."""
    text = content.read(leaves(MIXED + (b"--b\n\n" + b"a line\n" * 1_000 + b"\n") * 1_900 + b"--b--")).text

    assert len(text) <= 2 * content.MAX_TEXT_BYTES
