"""Address fields (RFC 5322): names and addresses, through groups, quotes, comments and what senders make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from talktrack.ingestion.ingest.readers.mail import encoded_words

MAX_ADDRESSES = 1000
MAX_FIELD_CHARACTERS = 128 * 1024
MAX_NAME_CHARACTERS = 200
MAX_EMAIL_CHARACTERS = 254

_PLAIN = re.compile(r'(?:"([^"\\]*)" ?|([^"\\<>@,;:()\[\]]*))<([^<>@,;:()"\s]+@[^<>@,;:()"\s]+)>')
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\\?\Z)|<([^<>]*)(?:>|$)|([(),;:\\])|([^"<(),;:\\]+)', re.DOTALL)
_NO_ADDRESS = re.compile(r"[<>\s]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """A person as a field names them: the name may be empty, the address is in lower case and has an ``@``."""

    name: str
    email: str


def parse(values: Sequence[str]) -> list[Address]:
    """Return the people that the values of a field name, at most `MAX_ADDRESSES`; what is no address is left out."""
    found: list[Address] = []
    for value in values:
        cut = value[:MAX_FIELD_CHARACTERS].strip()
        one = _PLAIN.fullmatch(cut)
        people = [(one[1] or one[2] or "", one[3])] if one else _listed(cut)
        found += [_address(name, email) for name, email in people if _is_address(email)]
        if len(found) >= MAX_ADDRESSES:
            break
    return found[:MAX_ADDRESSES]


def _is_address(email: str) -> bool:
    return "@" in email.strip("@") and len(email) <= MAX_EMAIL_CHARACTERS and not _NO_ADDRESS.search(email)


def _address(name: str, email: str) -> Address:
    shown = encoded_words.plain(name)[:MAX_NAME_CHARACTERS] if name else ""
    address = encoded_words.plain(email).replace(" ", "").lower()
    return Address("" if shown.lower() == address else shown.strip("'\""), address)


@dataclass
class _Entry:
    """What has been read of one address."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    route: str | None = None

    def pair(self) -> tuple[str, str]:
        """Return name and address: ``Name <address>``, or a bare address with its name in a comment."""
        said = " ".join("".join(self.words).split())
        if self.route is not None:
            return said or " ".join(self.comments), self.route.rpartition(":")[2].strip()
        return " ".join(self.comments), said.replace(" ", "")


def _listed(value: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a list; comments are counted, not nested, and the name of a group is dropped."""
    entry, depth = _Entry(), 0
    for quoted, route, mark, text in _TOKEN.findall(value):
        if mark in {"(", ")"}:
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif depth:
            entry.comments.append((quoted or route or text).strip())
        elif mark in {",", ";"}:
            yield entry.pair()
            entry = _Entry()
        elif mark == ":":
            entry = _Entry()
        elif route:
            entry.route = route
        else:
            entry.words.append(_ESCAPE.sub(r"\1", quoted) if quoted else text)
    yield entry.pair()
