"""Which mails are one thread: by their references, else by the mailbox's own thread, last by subject and people.

The order of doubt is that of Zawinski's algorithm (jwz.org/doc/threading.html): a mail's own last reference is believed
most, what other mails' references say of the mails between comes second, and no link may close a circle. The forest
is kept as disjoint sets, so that a chain of any length costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from talktrack.ingestion.ingest.readers.mail.message import Message

SUBJECT_WINDOW = timedelta(days=90)

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Thread:
    """Mails in the order of their dates; `root` is the id that all of them go back to, even if that mail is missing."""

    root: str
    messages: Sequence[Message]


class _Forest:
    """Trees of message ids that only ever grow together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Return the top of a tree, halving the way there for the next time."""
        above = self._above
        while (parent := above.get(name, name)) != name:
            above[name] = name = above.get(parent, parent)
        return name

    def link(self, parent: str, child: str) -> None:
        """Put a tree below a mail, unless its top is below another already or above this one."""
        top = self.root(parent)
        if child not in self._above and top != child:
            self._above[child] = top


def threads(messages: Iterable[Message]) -> Iterator[Thread]:
    """Yield the threads, oldest first; of mails with the same id the first counts.

    A mail without any time stands behind those that have one.
    """
    known: dict[str, Message] = {}
    for message in messages:
        known.setdefault(message.links.identity, message)
    ordered = sorted(known.values(), key=_age)
    forest = _Forest()
    _link_references(ordered, forest)
    _link_mailbox_threads(ordered, forest)
    _link_subjects(ordered, forest)
    found: dict[str, list[Message]] = {}
    for message in ordered:
        found.setdefault(forest.root(message.links.identity), []).append(message)
    return (Thread(root, mails) for root, mails in found.items())


def _age(message: Message) -> tuple[datetime, int, str]:
    """Sort by time; answers, which name more references, behind what they answer."""
    return message.envelope.sent_at or _NEVER, len(message.links.references), message.links.identity


def _link_references(messages: Sequence[Message], forest: _Forest) -> None:
    for message in messages:
        if message.links.references:
            forest.link(message.links.references[-1], message.links.identity)
    for message in messages:
        for parent, child in pairwise(message.links.references):
            forest.link(parent, child)


def _link_mailbox_threads(messages: Sequence[Message], forest: _Forest) -> None:
    """Put mails without references below the first of the same thread."""
    firsts: dict[str, str] = {}
    for message in messages:
        for name in message.links.threads:
            first = firsts.setdefault(name, message.links.identity)
            if not message.links.references:
                forest.link(first, message.links.identity)


def _link_subjects(messages: Sequence[Message], forest: _Forest) -> None:
    """Put answers that name no other mail below the last mail of that subject which their sender sent or got."""
    last: dict[tuple[str, str], Message] = {}
    for message in messages:
        envelope = message.envelope
        title = envelope.subject.title.casefold()
        if not title or envelope.sent_at is None:
            continue
        sender = envelope.sender.email if envelope.sender else ""
        before = last.get((title, sender))
        if before and envelope.subject.is_reply and not message.links.references and _is_near(before, message):
            forest.link(before.links.identity, message.links.identity)
        for person in (sender, *(one.email for one in (*envelope.to, *envelope.copied))):
            last[title, person] = message


def _is_near(before: Message, after: Message) -> bool:
    first, second = before.envelope.sent_at, after.envelope.sent_at
    return first is not None and second is not None and second - first <= SUBJECT_WINDOW
