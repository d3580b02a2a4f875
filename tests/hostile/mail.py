"""Mails that want to hang, fill memory or break out: headers, addresses, texts, parts, threads."""

from __future__ import annotations

from base64 import b64encode

from tests.hostile.case import Cases

MEGABYTE = 1024 * 1024
HEAD = b"Message-ID: <m@x>\nFrom: a@x\nTo: b@x\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: s\n"
LINE = b"From a@x Mon Jan  5 09:00:00 2026\n"
BORDER = b"multipart/mixed; boundary=b"
BASE64 = b"Content-Transfer-Encoding: base64"


def repeated(piece: bytes, size: int = MEGABYTE) -> bytes:
    """Return a piece over and over, up to a size."""
    return piece * (size // len(piece))


def typed(kind: bytes, body: bytes) -> bytes:
    """Return a mail of one part."""
    return HEAD + b"Content-Type: " + kind + b"\n\n" + body


def nested(levels: int) -> bytes:
    """Return multiparts that each hold the next."""
    return HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))


def answers(mails: int) -> bytes:
    """Return a mailbox of one thread in which every mail answers the one before, and the first the last."""
    head = b"Message-ID: <m%d@x>\nIn-Reply-To: <m%d@x>\nFrom: a@x\nTo: b@x\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\n"
    return b"".join(LINE + head % (place, (place - 1) % mails) + b"hi %d\n\n" % place for place in range(mails))


_HEADERS: Cases = {
    "addresses": (
        lambda: HEAD + b"Cc: " + b", ".join(b"P <p%d@x>" % place for place in range(20_000)) + b"\n\nhi",
        1,
    ),
    "parentheses": (lambda: HEAD + b"Cc: " + b"(" * 5_000 + b"c@x" + b")" * 5_000 + b"\n\nhi", 1),
    "open parentheses": (lambda: HEAD + b"Cc: " + b"(" * 5_000 + b"c@x\n\nhi", 1),
    "escaped quotes": (lambda: HEAD + b'Cc: "' + repeated(b'\\"', MEGABYTE // 2) + b"\\\n\nhi", 1),
    "open brackets": (lambda: HEAD + b"Cc: " + repeated(b"<", MEGABYTE // 2) + b"\n\nhi", 1),
    "groups": (lambda: HEAD + b"Cc: " + repeated(b"g:;", MEGABYTE // 2) + b"\n\nhi", 1),
    "at signs": (lambda: HEAD + b"Cc: " + repeated(b"@", MEGABYTE // 2) + b"\n\nhi", 1),
    "spaces in an address": (lambda: HEAD + b"Cc: " + repeated(b" ", MEGABYTE // 2) + b"c\n\nhi", 1),
    "folded for ever": (lambda: HEAD + b"Cc: c@x" + repeated(b",\n ", MEGABYTE // 2) + b"\n\nhi", 1),
    "encoded words": (
        lambda: HEAD + b"Comments: x\nSubject: " + repeated(b"=?utf-8?q?a?= ", MEGABYTE // 2) + b"\n\nhi",
        1,
    ),
    "open encoded words": (lambda: HEAD + b"X: y\nKeywords: " + repeated(b"=?a?q?", MEGABYTE // 2) + b"\n\nhi", 1),
    "a charset that is none": (lambda: HEAD.replace(b": s", b": =?zlib?b?eJwDAAAAAAE=?=") + b"\nhi", 1),
    "an encoded word of NULs": (lambda: HEAD.replace(b": s", b": =?utf-8?q?=00=00?=") + b"\nhi", 1),
    "references": (
        lambda: HEAD + b"References: " + b" ".join(b"<r%d@x>" % place for place in range(40_000)) + b"\n\nhi",
        1,
    ),
    "parameters": (lambda: typed(b"text/plain" + repeated(b';a="\\"', MEGABYTE // 2), b"hi"), 1),
    "injected fields": (
        lambda: HEAD.replace(b"Subject: s", b"Subject: =?utf-8?q?s=0D=0ABcc:_evil=40x?=") + b"\nhi",
        1,
    ),
    "percent signs": (lambda: typed(b"text/plain; x*=utf-8''" + repeated(b"%41", MEGABYTE // 2), b"hi") + b"\n", 1),
    "no message id": (lambda: HEAD.partition(b"\n")[2] + b"\nhi", 1),
    "an empty message id": (lambda: HEAD.replace(b"<m@x>", b"<>") + b"\nhi", 1),
    "a message id of a megabyte": (lambda: HEAD.replace(b"m@x", b"m" * MEGABYTE) + b"\nhi", "mail_header_too_long"),
    "a date in the year 0": (lambda: HEAD.replace(b"2026", b"0000") + b"\nhi", 1),
    "a date in the year 99999": (lambda: HEAD.replace(b"2026", b"99999") + b"\nhi", 1),
    "a zone of a million hours": (lambda: HEAD.replace(b"+0000", b"+99999999") + b"\nhi", 1),
    "no sender": (lambda: HEAD.replace(b"From: a@x\n", b"") + b"\nhi", 1),
    "two senders": (lambda: HEAD + b"From: c@x\n\nhi", 1),
    "CR only": (lambda: (HEAD + b"\nhi").replace(b"\n", b"\r"), 1),
    "a NUL in the header": (lambda: HEAD + b"Cc: c\0@x\n\nhi", "format_binary"),
    "a byte-order mark": (lambda: b"\xef\xbb\xbf" + HEAD + b"\nhi", 1),
    "a long header": (lambda: HEAD + b"X: " + repeated(b"a", 10 * MEGABYTE) + b"\n\nhi", "mail_header_too_long"),
    "many fields": (lambda: HEAD + repeated(b"X: a\n", 10 * MEGABYTE) + b"\n\nhi", "mail_header_too_long"),
}
_TEXTS: Cases = {
    "sixty megabytes of text": (lambda: HEAD + b"\n" + repeated(b"a line\n", 60 * MEGABYTE), 1),
    "colons": (lambda: HEAD + b"\nhi\n" + repeated(b":\n"), 1),
    "attributions": (lambda: HEAD + b"\nhi\n" + repeated(b"On 1 x wrote:\n", MEGABYTE // 2), 1),
    "headings": (lambda: HEAD + b"\nhi\n" + repeated(b"From: x\n"), 1),
    "quotes in quotes": (lambda: HEAD + b"\nhi\n" + repeated(b">"), 1),
    "a staircase of quotes": (lambda: HEAD + b"\nhi\n" + b"".join(b">" * n + b"\n" for n in range(1_400)), 1),
    "one line": (lambda: HEAD + b"\n" + repeated(b"wrote "), 1),
    "phones": (lambda: HEAD + b"\nhi\n-- \n" + repeated(b"+1 2"), 1),
    "signature marks": (lambda: HEAD + b"\nhi\n" + repeated(b"-- \n"), 1),
    "legal words": (lambda: HEAD + b"\nhi\n\n" + repeated(b"this confidential intended "), 1),
    "markup": (lambda: typed(b"text/html", b"hi" + repeated(b"<p>x", 4 * MEGABYTE)), 1),
    "open markup": (lambda: typed(b"text/html", b"hi" + repeated(b"<a x=")), 1),
    "deep markup": (lambda: typed(b"text/html", b"hi" + repeated(b"<div>")), 1),
    "deep quotes in markup": (lambda: typed(b"text/html", b"hi" + repeated(b"<blockquote>")), 1),
    "a script": (lambda: typed(b"text/html", b"hi<script>" + repeated(b"</scrip")), 1),
    "an open comment": (lambda: typed(b"text/html", b"hi" + repeated(b"<!--")), 1),
    "declarations": (lambda: typed(b"text/html", b"hi" + repeated(b"<![x")), 1),
    "references to characters": (lambda: typed(b"text/html", b"hi&#" + repeated(b"9")), 1),
    "billion laughs in markup": (
        lambda: typed(b"text/html", b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>hi &b;'),
        1,
    ),
    "a wrong charset": (
        lambda: typed(b"text/plain; charset=utf-16\n" + BASE64, b64encode(b"\xff\xfeh\0i\0" + repeated(b"\xff"))),
        1,
    ),
    "a wrong charset, as it stands": (
        lambda: typed(b"text/plain; charset=utf-16", b"\xff\xfeh\0i\0" + repeated(b"\xff")),
        "format_binary",
    ),
    "a codec that is no charset": (lambda: typed(b"text/plain; charset=punycode", b"hi" + repeated(b"a-\xff")), 1),
    "an archive as charset": (lambda: typed(b"text/plain; charset=zlib", b"hi\xff"), 1),
    "a path as charset": (lambda: typed(b'text/plain; charset="../../etc/passwd"', b"hi\xff"), 1),
    "a lying charset": (lambda: typed(b"text/plain; charset=us-ascii", "hi größer".encode()), 1),
    "UTF-7": (lambda: typed(b"text/plain; charset=utf-7", b"hi +AGE-"), 1),
    "flowed": (lambda: typed(b"text/plain; format=flowed", b"hi\n" + repeated(b"a \n")), 1),
    "bad quoted-printable": (
        lambda: typed(b"text/plain\nContent-Transfer-Encoding: quoted-printable", b"hi" + repeated(b"=X=")),
        1,
    ),
    "bad base64 of text": (lambda: typed(b"text/plain\n" + BASE64, b"aGk=!!!a"), 1),
    "an unknown transfer encoding": (lambda: typed(b"text/plain\nContent-Transfer-Encoding: x-uuencode", b"hi"), 1),
}
_PARTS: Cases = {
    "nested parts": (lambda: nested(5_000), "mail_too_many_parts"),
    "many parts": (lambda: typed(BORDER, repeated(b"--b\n\nx\n")), "mail_too_many_parts"),
    "no boundary": (lambda: typed(b"multipart/mixed", b"hi"), 1),
    "an empty boundary": (lambda: typed(b'multipart/mixed; boundary=""', b"hi"), 1),
    "a boundary that never comes": (lambda: typed(BORDER, b"hi\n--c\n"), 1),
    "a boundary that never ends": (lambda: typed(BORDER, b"--b\n\nhi"), 1),
    "one boundary for two levels": (
        lambda: typed(BORDER, b"--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b--\n--b--\n"),
        1,
    ),
    "a boundary of a megabyte": (
        lambda: typed(b"multipart/mixed; boundary=" + b"b" * MEGABYTE, b"hi"),
        "mail_header_too_long",
    ),
    "almost boundaries": (lambda: typed(BORDER, b"--b\n\nhi" + repeated(b"\n--bb", 8 * 1024)), 1),
    "mails in mails": (lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 5_000, "mail_no_text"),
    "a mail that holds itself": (
        lambda: typed(BORDER, b"--b\n\nhi\n--b\nContent-Type: message/rfc822\n\n" + HEAD + b"\nhi\n--b--\n"),
        1,
    ),
    "winmail.dat": (lambda: typed(b"application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22"), "mail_no_text"),
    "an attachment alone": (lambda: typed(b"application/zip", b"PK\x03\x04"), "mail_no_text"),
    "bad base64": (
        lambda: typed(b"application/zip\n" + BASE64, repeated(b"QUJD!", 20 * MEGABYTE) + b"A"),
        "mail_no_text",
    ),
}
_MAILBOXES: Cases = {
    "an empty mailbox": (lambda: LINE, "mail_no_messages"),
    "a mailbox of borders": (lambda: LINE + HEAD + b"\nhi\n" + repeated(b"\nFrom a"), 1),
    "escaped borders": (lambda: LINE + HEAD + b"\nhi\n" + repeated(b">From a\n"), 1),
    "one id for all": (lambda: (LINE + HEAD + b"\nhi\n\n") * 1_000, 1),
    "answers in a circle": (lambda: answers(1_000), 1_000),
    "a mail that answers itself": (lambda: HEAD + b"In-Reply-To: <m@x>\nReferences: <m@x>\n\nhi", 1),
    "empty mails": (lambda: (LINE + b"\n") * 10_000, "mail_no_header"),
}
FILES: Cases = {f"mail: {name}": case for name, case in (_HEADERS | _TEXTS | _PARTS | _MAILBOXES).items()}
