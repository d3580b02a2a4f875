"""Mails that want to hang, fill memory or break out end in a conversation or in a reason; each within its limits."""

from __future__ import annotations

import pytest

from talktrack.core.conversation import Conversation
from talktrack.core.tables import CONVERSATIONS
from talktrack.ingestion.ingest.readers.mail import reader
from talktrack.ingestion.ingest.readers.origin import Origin
from talktrack.ingestion.ingest.readers.reading import Damaged, File, Reading
from talktrack.ingestion.ingest.rejection import ADVICE

MEGABYTE = 1024 * 1024
HEAD = b"Message-ID: <m@x>\nFrom: a@x\nTo: b@x\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: s\n"
LINE = b"From a@x Mon Jan  5 09:00:00 2026\n"


def repeated(piece: bytes, size: int = MEGABYTE) -> bytes:
    """Return a piece over and over, up to a size."""
    return piece * (size // len(piece))


def read(data: bytes) -> list[Reading]:
    """Read one file."""
    return list(reader.read([File(data, Origin(tenant="acme", uri="in/mail.eml", sha256="0"))]))


def typed(kind: bytes, body: bytes) -> bytes:
    """Return a mail of one part."""
    return HEAD + b"Content-Type: " + kind + b"\n\n" + body


READ: dict[str, bytes] = {
    "addresses": HEAD + b"Cc: " + b", ".join(b"P <p%d@x>" % place for place in range(20_000)) + b"\n\nhi",
    "parentheses": HEAD + b"Cc: " + b"(" * 5_000 + b"c@x" + b")" * 5_000 + b"\n\nhi",
    "open parentheses": HEAD + b"Cc: " + b"(" * 5_000 + b"c@x\n\nhi",
    "escaped quotes": HEAD + b'Cc: "' + repeated(b'\\"', MEGABYTE // 2) + b"\\\n\nhi",
    "spaces in an address": HEAD + b"Cc: " + repeated(b" ", MEGABYTE // 2) + b"c\n\nhi",
    "encoded words": HEAD + b"Comments: x\nSubject: " + repeated(b"=?utf-8?q?a?= ", MEGABYTE // 2) + b"\n\nhi",
    "open encoded words": HEAD + b"X: y\nKeywords: " + repeated(b"=?a?q?", MEGABYTE // 2) + b"\n\nhi",
    "references": HEAD + b"References: " + b" ".join(b"<r%d@x>" % place for place in range(40_000)) + b"\n\nhi",
    "parameters": typed(b"text/plain" + repeated(b';a="\\"', MEGABYTE // 2), b"hi"),
    "injected fields": HEAD.replace(b"Subject: s", b"Subject: =?utf-8?q?s=0D=0ABcc:_evil=40x?=") + b"\nhi",
    "percent signs": typed(b"text/plain; x*=utf-8''" + repeated(b"%41", MEGABYTE // 2), b"hi") + b"\n",
    "sixty megabytes of text": HEAD + b"\n" + repeated(b"a line\n", 60 * MEGABYTE),
    "colons": HEAD + b"\nhi\n" + repeated(b":\n"),
    "attributions": HEAD + b"\nhi\n" + repeated(b"On 1 x wrote:\n"),
    "headings": HEAD + b"\nhi\n" + repeated(b"From: x\n"),
    "one line": HEAD + b"\n" + repeated(b"wrote "),
    "phones": HEAD + b"\nhi\n-- \n" + repeated(b"+1 2"),
    "legal words": HEAD + b"\nhi\n\n" + repeated(b"this confidential intended "),
    "markup": typed(b"text/html", b"hi" + repeated(b"<p>x", 8 * MEGABYTE)),
    "open markup": typed(b"text/html", b"hi" + repeated(b"<a x=")),
    "declarations": typed(b"text/html", b"hi" + repeated(b"<![x")),
    "references to characters": typed(b"text/html", b"hi&#" + repeated(b"9")),
    "a wrong charset": typed(b"text/plain; charset=utf-16", b"\xff\xfeh\0i\0" + repeated(b"\xff")),
    "a codec that is no charset": typed(b"text/plain; charset=punycode", b"hi" + repeated(b"a-\xff")),
    "an archive as charset": typed(b"text/plain; charset=zlib", b"hi\xff"),
    "flowed": typed(b"text/plain; format=flowed", b"hi\n" + repeated(b"a \n")),
    "a mailbox of borders": LINE + HEAD + b"\nhi\n" + repeated(b"\nFrom a"),
    "escaped borders": LINE + HEAD + b"\nhi\n" + repeated(b">From a\n"),
}
REFUSED: dict[str, tuple[bytes, str]] = {
    "a long header": (HEAD + b"X: " + repeated(b"a", 10 * MEGABYTE) + b"\n\nhi", "mail_header_too_long"),
    "many fields": (HEAD + repeated(b"X: a\n", 10 * MEGABYTE) + b"\n\nhi", "mail_header_too_long"),
    "nested parts": (
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
        "mail_too_many_parts",
    ),
    "many parts": (typed(b"multipart/mixed; boundary=b", repeated(b"--b\n\nx\n")), "mail_too_many_parts"),
    "no header": (b"no header\nat all", "mail_no_header"),
    "nothing": (b"", "mail_no_header"),
    "zeros": (bytes(1_000), "mail_no_header"),
    "mails in mails": (HEAD + b"Content-Type: message/rfc822\n\n" * 5_000, "mail_no_text"),
    "an attachment alone": (typed(b"application/zip", b"PK\x03\x04"), "mail_no_text"),
    "bad base64": (
        typed(b"application/zip\nContent-Transfer-Encoding: base64", repeated(b"QUJD!", 20 * MEGABYTE) + b"A"),
        "mail_no_text",
    ),
    "an empty mailbox": (LINE, "mail_no_messages"),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_hostile_mails_are_read(data: bytes) -> None:
    """Their text is there, and what is made of them can be written."""
    (found,) = read(data)

    assert isinstance(found, Conversation)
    assert found.turns[0].text.startswith(("hi", "a line", "wrote"))
    assert len(found.participants) <= 1_000
    assert len(found.title or "") <= 500
    assert CONVERSATIONS.to_batch([found]).num_rows == 1


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_hostile_mails_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    """A person is told what to do."""
    (found,) = read(data)

    assert isinstance(found, Damaged)
    assert found.reason == reason
    assert reason in ADVICE


def test_a_damaged_mail_never_costs_its_neighbours() -> None:
    """Whatever one mail of a mailbox is made of."""
    texts = [b"one", b"two", b"three"]
    good = [HEAD.replace(b"<m@x>", b"<%s@x>" % text).replace(b"a@x", b"%s@x" % text) + b"\n" + text for text in texts]
    bad = [data for data, reason in REFUSED.values() if reason not in {"mail_no_messages", "mail_no_header"}]
    mails = [mail for pair in zip(good, bad[:3], strict=True) for mail in pair]
    found = read(b"\n".join(LINE + mail + b"\n" for mail in mails))

    assert sorted(one.turns[0].text for one in found if isinstance(one, Conversation)) == ["one", "three", "two"]
    assert sum(isinstance(one, Damaged) for one in found) == 3
