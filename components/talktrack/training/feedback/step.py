"""The story of feedback: read the events of all sources, publish the good ones, score what everybody said so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talktrack.core import sniff
from talktrack.core.artifacts import write_table
from talktrack.core.errors import SourceUnreadableError
from talktrack.core.locations import split
from talktrack.core.ports import BlobStore, Repository
from talktrack.core.records import FeedbackEvent
from talktrack.core.tables import FEEDBACK, SCORES
from talktrack.training.feedback import event_file, scorecards
from talktrack.training.feedback.events import Line
from talktrack.training.feedback.scoring import Caps, Tally

REJECTED = "rejected_"

# Who reads which format (see `core.sniff`): the bytes of a file, the tenant and the moment of the run into lines.
READERS: dict[str, Callable[[bytes, str, datetime], Iterator[Line]]] = {
    sniff.EVENTS: event_file.read,
    sniff.GONG_SCORECARDS: scorecards.read,
}


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
    for line in _lines(inbox, tenant, now, counts):
        counts["accepted" if line.event else REJECTED + line.reason] += 1
        if line.event:
            yield line.event


def _lines(inbox: Inbox, tenant: str, now: datetime, counts: Counter[str]) -> Iterator[Line]:
    """Yield what every file holds that one of the readers knows, one file in memory at a time."""
    for uri in inbox.sources:
        for data in _files(uri, inbox.open_store):
            reader = READERS.get(sniff.sniff(data[: sniff.HEAD_BYTES]))
            if reader is None:
                continue
            counts["files"] += 1
            try:
                yield from reader(data, tenant, now)
            except SourceUnreadableError as error:
                yield Line(None, error.reason)


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
