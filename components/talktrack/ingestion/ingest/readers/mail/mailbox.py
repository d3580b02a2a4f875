"""Mailboxes (mbox): mails one after the other, each behind a line that begins with ``From ``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

_LINE = rb"From [^\s]{1,250}[ ]{1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]{10,80}\r?\n"
_BEGINNING = re.compile(rb"\s{0,100}" + _LINE)
_NEXT = re.compile(rb"\n" + _LINE + rb"(?=[!-9;-~]{1,100}[ \t]*:|>?From )")


def mails(data: bytes) -> Iterator[bytes]:
    """Yield the mails of a mailbox; a ``>`` that was put before ``From `` in a text is taken away again.

    A line of text that happens to begin with ``From `` parts nothing: it takes a day, a time and a header behind it.
    """
    first = _BEGINNING.match(data)
    if not first:
        return
    borders = chain(((found.start() + 1, found.end()) for found in _NEXT.finditer(data)), [(len(data), len(data))])
    for (_, start), (end, _) in pairwise(chain([(0, first.end())], borders)):
        mail = data[start:end]
        if mail and not mail.isspace():
            yield mail.replace(b"\n>From ", b"\nFrom ").replace(b"\n>>From ", b"\n>From ")
