"""Which mail files belong together: those that name each other's message ids, however far the chain goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MAX_LINKS = 10_000

_FIELD = re.compile(rb"^(?:Message-ID|In-Reply-To|References):((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"<([^<>\s]{1,250})>")
_HEADER_END = re.compile(rb"\r?\n\r?\n")


def links(data: bytes, *, many: bool) -> tuple[str, ...]:
    """Return the message ids that a mail's header names, its own among them; for a mailbox (`many`) of all mails."""
    head = data if many else data[: end.start() if (end := _HEADER_END.search(data)) else len(data)]
    found = (name for field in _FIELD.finditer(head) for name in _ID.findall(field[1]))
    unique = dict.fromkeys(name.decode("ascii", "replace") for name in found)
    return tuple(list(unique)[:MAX_LINKS])


def joined(files: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Return for every file the first file of its thread, from (file, message ids); a file without ids stands alone."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    owner: dict[str, str] = {}
    for file, ids in files:
        parent.setdefault(file, file)
        for identity in ids:
            known = root(owner.setdefault(identity, file))
            mine = root(file)
            parent[max(known, mine)] = min(known, mine)
    return {file: root(file) for file in parent}
