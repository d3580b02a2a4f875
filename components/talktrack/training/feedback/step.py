"""The story of feedback: read the events of all sources, publish the good ones, score what everybody said so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
from talktrack.training.feedback.events import Line, fault
from talktrack.training.feedback.rejections import Intake
from talktrack.training.feedback.scoring import Caps, scaled, scores
from talktrack.training.feedback.subjects import Subjects
from talktrack.training.feedback.tally import Tally

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


@dataclass(frozen=True)
class Order:
    """Whose feedback is added up, at which moment, and how much anybody may move."""

    tenant: str
    now: datetime
    caps: Caps = field(default_factory=Caps)


def run(inbox: Inbox, repository: Repository, into: str | Path, order: Order) -> Intake:
    """Publish new events and the scores of all known ones; return counts, and rejections with their places.

    Scores are made anew from every event that is stored, so that an outcome of today counts for a call of last spring.
    What others stored, as the predictor does, is judged like a row of a file before it counts.
    """
    intake, known, subjects = Intake(), repository.count(FEEDBACK), Subjects.read(repository)
    repository.publish(FEEDBACK, _believed(_lines(inbox, order, intake), subjects, intake))
    intake.counts["new"] = repository.count(FEEDBACK) - known
    intake.counts["duplicate"] = intake.counts["accepted"] - intake.counts["new"]
    tally = Tally(subjects)
    for event in repository.scan(FEEDBACK):
        if fault(event, order.tenant, order.now) or subjects.fault(event):
            intake.counts["stored_but_not_counted"] += 1
        else:
            tally.add(event)
    for event in subjects.closed(order.tenant, order.now):
        tally.add(event)
    intake.counts["scored_subjects"] = write_table(into, SCORES, scores(tally, order.tenant, order.caps))
    repository.publish(SCORES, scores(tally, order.tenant, order.caps))
    intake.counts.update(tally.counts)
    intake.scaled = scaled(list(tally.ballots()), subjects, order.caps)
    return intake


def _believed(lines: Iterator[Line], subjects: Subjects, intake: Intake) -> Iterator[FeedbackEvent]:
    """Yield the events that are about something that exists; keep the place of every other row."""
    for line in lines:
        reason = line.reason or (subjects.fault(line.event) if line.event else "")
        if line.event and not reason:
            intake.counts["accepted"] += 1
            yield line.event
        else:
            intake.reject(reason, line.event.kind if line.event else "")


def _lines(inbox: Inbox, order: Order, intake: Intake) -> Iterator[Line]:
    """Yield what every file holds that one of the readers knows, one file in memory at a time."""
    for uri in inbox.sources:
        for name, data in _files(uri, inbox.open_store):
            reader = READERS.get(sniff.sniff(data[: sniff.HEAD_BYTES]))
            if reader is None:
                continue
            intake.counts["files"] += 1
            intake.begin(name)
            try:
                yield from intake.numbered(reader(data, order.tenant, order.now))
            except SourceUnreadableError as error:
                yield Line(None, error.reason)


def _files(uri: str, open_store: Callable[[str], BlobStore]) -> Iterator[tuple[str, bytes]]:
    """Yield the files below a source with their names, or the one file that it names."""
    store, empty = open_store(uri), True
    for blob in store.list():
        empty = False
        yield blob.path, store.read(blob.path)
    if empty:
        folder, name = split(uri)
        found = open_store(folder).read_with_generation(name)
        if found:
            yield name, found[0]
