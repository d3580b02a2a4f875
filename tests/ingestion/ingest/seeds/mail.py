"""Mails as programs write them: plain, in alternatives, with attachments, invitations, quotes; and mailboxes."""

from __future__ import annotations

_HEAD = (
    b"Message-ID: <m1@us.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0100\r\nFrom: Sam Seller <sam@us.example>\r\n"
    b'To: "Doe, Jane" <jane@buyer.example>\r\nSubject: Your offer\r\nMIME-Version: 1.0\r\n'
)
_REPLY = (
    b"Message-ID: <m2@buyer.example>\r\nIn-Reply-To: <m1@us.example>\r\nReferences: <m1@us.example>\r\n"
    b"Date: Mon, 5 Jan 2026 16:30:00 +0000\r\nFrom: =?utf-8?Q?Jane_D=C3=B6e?= <jane@buyer.example>\r\n"
    b"To: sam@us.example, pat@us.example (Pat)\r\nCc: Team: a@us.example, b@us.example;\r\n"
    b"Subject: Re: Your offer\r\n"
)
PLAIN = _HEAD + b"\r\nHi Jane,\r\n\r\nhere is the offer.\r\n\r\n-- \r\nSam Seller\r\nAE\r\n+1 402 555 0166\r\n"
REPLY = (
    _REPLY + b"\r\nThank you, it fits our budget.\r\n\r\nOn Mon, 5 Jan 2026 at 10:00, Sam Seller <sam@us.example>\r\n"
    b"wrote:\r\n> Hi Jane,\r\n>\r\n> here is the offer.\r\n"
)
ALTERNATIVE = (
    _HEAD + b'Content-Type: multipart/alternative; boundary="b1"\r\n\r\nThis is MIME.\r\n--b1\r\n'
    b"Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Gr=C3=BC=C3=9Fe \r\naus Berlin\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Gr&uuml;&szlig;e</p>\r\n"
    b"--b1--\r\n"
)
HTML = (
    _HEAD + b"Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"PGh0bWw+PGJvZHk+PHA+SGkgSmFuZSw8L3A+PGRpdj5HcvzfZSBhdXMgQmVybGluPGJyPlNhbTwvZGl2PjxibG9ja3F1b3RlIHR5cGU9ImNp\r\n"
    b"dGUiPm9sZDwvYmxvY2txdW90ZT48L2JvZHk+PC9odG1sPg==\r\n"
)
ATTACHED = (
    _HEAD + b"Content-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\nSee the file.\r\n--b2\r\n"
    b'Content-Type: application/pdf; name="offer.pdf"\r\nContent-Disposition: attachment;\r\n'
    b" filename*0*=UTF-8''offer%20f%C3%BCr; filename*1=\" you.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"JVBERi0xLjQK\r\n--b2--\r\n"
)
INVITED = (
    _HEAD + b"Content-Type: multipart/mixed; boundary=b3\r\n\r\n--b3\r\n\r\nShall we meet?\r\n--b3\r\n"
    b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"
    b"BEGIN:VEVENT\r\nUID:uid-7@us.example\r\nRECURRENCE-ID;TZID=Europe/Berlin:20260122T150000\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n--b3--\r\n"
)
AUTOMATIC = _REPLY + b"Auto-Submitted: auto-replied\r\n\r\nI am on holiday.\r\n"
OUTLOOK = (
    b"From: sam@us.example\r\nTo: jane@buyer.example\r\nSubject: AW: Your offer\r\nDate: Tue, 6 Jan 26 09:00 GMT\r\n"
    b"Thread-Index: AdwW9Yk3j3r6sZ9UQ1G6kq7v8w9xyw==\r\nReceived: from a by b; Tue, 6 Jan 2026 09:00:05 +0000\r\n\r\n"
    b"Understood.\r\n\r\n________________________________\r\nVon: Jane\r\nGesendet: Montag\r\nAn: Sam\r\n"
    b"Betreff: Your offer\r\n\r\nold\r\n"
)
FORWARDED = (
    _HEAD + b"Content-Type: multipart/mixed; boundary=b4\r\n\r\n--b4\r\n\r\nSee below.\r\n--b4\r\n"
    b"Content-Type: message/rfc822\r\n\r\nFrom: x@y\r\n\r\nold\r\n--b4--\r\n"
)
BOX = (
    b"From sam@us.example Mon Jan  5 09:00:00 2026\n" + PLAIN.replace(b"\r\n", b"\n") + b"\n>From here on\n\n"
    b"From - Mon Jan  5 16:30:00 2026\nX-Gmail-Labels: Inbox,Important\nX-GM-THRID: 17\n"
    + REPLY.replace(b"\r\n", b"\n")
    + b"\nFrom - Tue Jan  6 16:30:00 2026\nX-Gmail-Labels: Spam\n"
    + AUTOMATIC.replace(b"\r\n", b"\n")
)

SEEDS: tuple[bytes, ...] = (
    PLAIN,
    REPLY,
    ALTERNATIVE,
    HTML,
    ATTACHED,
    INVITED,
    AUTOMATIC,
    OUTLOOK,
    FORWARDED,
    BOX,
    PLAIN.replace(b"\r\n", b"\n"),
    PLAIN.replace(b"\r\n", b"\r"),
    b"Received: by x; Mon, 5 Jan 2026 09:00:00 GMT\nDate: ?\nFrom: =?koi8-r?B?8NLJ18XU?= <a@x>\n\n\xd0\xd2\xc9\n",
)
PAIRS: tuple[tuple[bytes, ...], ...] = ((PLAIN, REPLY), (REPLY, AUTOMATIC, PLAIN), (BOX, ATTACHED))
