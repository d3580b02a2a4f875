"""The story of feedback: read the events of all sources, publish the good ones, score what everybody said so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talktrack.core import sniff
from talktrack.core.artifacts import write_table
from talktrack.core.locations import split
from talktrack.core.ports import BlobStore, Repository
from talktrack.core.records import FeedbackEvent
from talktrack.core.tables import FEEDBACK, SCORES
from talktrack.training.feedback.events import parse
from talktrack.training.feedback.scoring import Caps, Tally

REJECTED = "rejected_"


@dataclass(frozen=True)
class Inbox:
    """Where feedback files lie: local paths or gs:// prefixes, and the door through which they are opened."""

    sources: Sequence[str]
    open_store: Callable[[str], BlobStore]


def run(inbox: Inbox, repository: Repository, into: str | Path, tenant: str, now: datetime) -> dict[str, int]:
    """Publish new events and the scores of all known ones; return counts, rejections by reason among them."""
    counts: Counter[str] = Counter()
    known = repository.count(FEEDBACK)
    repository.publish(FEEDBACK, _events(inbox, tenant, now, counts))
    counts["new"] = repository.count(FEEDBACK) - known
    counts["duplicate"] = counts["accepted"] - counts["new"]
    tally = Tally()
    for event in repository.scan(FEEDBACK):
        tally.add(event)
    counts["scored_subjects"] = write_table(into, SCORES, tally.scores(tenant, Caps()))
    repository.publish(SCORES, tally.scores(tenant, Caps()))
    return dict(counts)


def _events(inbox: Inbox, tenant: str, now: datetime, counts: Counter[str]) -> Iterator[FeedbackEvent]:
    for line in _lines(inbox, counts):
        parsed = parse(line, tenant, now)
        counts["accepted" if parsed.event else REJECTED + parsed.reason] += 1
        if parsed.event:
            yield parsed.event


def _lines(inbox: Inbox, counts: Counter[str]) -> Iterator[bytes]:
    """Yield the non-empty lines of every file that looks like feedback, one file in memory at a time."""
    for uri in inbox.sources:
        for data in _files(uri, inbox.open_store):
            if _is_feedback(data[: sniff.HEAD_BYTES]):
                counts["files"] += 1
                yield from (line for line in data.splitlines() if line.strip())


def _is_feedback(head: bytes) -> bool:
    """Return whether a file holds judgements; usage logs share some of their keys, but not a subject."""
    return sniff.sniff(head) == sniff.EVENTS and b'"subject"' in head


def _files(uri: str, open_store: Callable[[str], BlobStore]) -> Iterator[bytes]:
    """Yield the files below a source, or the one file that it names."""
    store, empty = open_store(uri), True
    for blob in store.list():
        empty = False
        yield store.read(blob.path)
    if empty:
        folder, name = split(uri)
        found = open_store(folder).read_with_generation(name)
        if found:
            yield found[0]
