"""The story of drift: read the window, make the reference once, compare, keep the findings."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.findings import DRIFTED, INCONCLUSIVE, STABLE, Findings
from talktrack.core.ports import BlobStore, Repository
from talktrack.core.records import Chunk
from talktrack.core.tables import ANALYSES, CONVERSATIONS
from talktrack.operations.drift.features import Columns, Window, collect
from talktrack.operations.drift.judgement import Thresholds, judge
from talktrack.operations.drift.sketch import Reference, make_reference

NEWEST = "newest"
LATEST = "findings-latest"

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Settings:
    """Whose data, which spans of time, and what counts as drift."""

    tenant: str
    as_of: str = ""
    window_days: int = 7
    reference_days: int = 90
    reference: str = "default"
    renew_reference: bool = False
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        """Refuse what cannot work before any data is read."""
        if not _NAME.fullmatch(self.reference):
            raise ConfigurationInvalidError(f"reference {self.reference!r}: use lower-case letters, digits, hyphens.")
        if min(self.window_days, self.reference_days, self.thresholds.minimum) < 1:
            raise ConfigurationInvalidError("window_days, reference_days and the minimum must be at least 1.")


@dataclass(frozen=True)
class Embedded:
    """The stored chunks and the collection they come from; `scan` starts a new pass each time."""

    collection: str = ""
    scan: Callable[[], Iterable[Chunk]] = tuple


@dataclass(frozen=True)
class Look:
    """What one run saw; `reference` is None as long as there is too little data to make one."""

    findings: Findings
    reference: Reference | None
    columns: Columns

    @property
    def document(self) -> bytes:
        """Return the findings as JSON, the form in which respond reads them."""
        return msgspec.json.format(msgspec.json.encode(self.findings))

    @property
    def counts(self) -> dict[str, float]:
        """Return what the metrics show."""
        items = self.findings.items
        verdicts = {name: sum(item.verdict == name for item in items) for name in (DRIFTED, STABLE, INCONCLUSIVE)}
        worst = max((item.figures.get("excess", 0.0) for item in items), default=0.0)
        return {
            **verdicts,
            "conversations": len(self.columns.ids),
            "undated": self.columns.undated,
            "worst_psi_excess": worst,
        }


def run(repository: Repository, embedded: Embedded, monitoring: BlobStore, settings: Settings, now: datetime) -> Look:
    """Compare the newest window with the stored reference; without one, make it and compare nothing."""
    until = _until(repository, settings.as_of, now)
    stored = None if settings.renew_reference else _stored(monitoring, settings)
    if stored is None:
        look = _first(repository, embedded, monitoring, settings, until)
    else:
        columns = _collect(repository, embedded, Window(until - timedelta(days=settings.window_days), until))
        items = judge(stored, columns, embedded.collection, settings.thresholds)
        findings = Findings(tenant=settings.tenant, as_of=until.isoformat(), items=items)
        look = Look(findings, stored, columns)
    for name in (f"findings-{until:%Y-%m-%d}", LATEST):
        monitoring.write(f"drift/{name}.json", look.document)
    _log.info("drift severity=%s %s", look.findings.severity, look.findings.note)
    return look


def _first(
    repository: Repository, embedded: Embedded, monitoring: BlobStore, settings: Settings, until: datetime
) -> Look:
    """Make the reference from the data itself, if there is enough of it."""
    window = Window(until - timedelta(days=settings.reference_days), until)
    columns = _collect(repository, embedded, window)
    minimum = settings.thresholds.minimum
    if len(columns.ids) < minimum:
        note = f"no reference yet: {len(columns.ids)} of the {minimum} conversations that it needs"
        return Look(Findings(tenant=settings.tenant, as_of=until.isoformat(), note=note), None, columns)
    made = make_reference(settings.tenant, window, columns, embedded.collection, minimum)
    made = _keep(monitoring, settings, made)
    note = f"this run made the reference from {made.conversations} conversations; the next one compares with it"
    return Look(Findings(tenant=settings.tenant, as_of=until.isoformat(), note=note), made, columns)


def _collect(repository: Repository, embedded: Embedded, window: Window) -> Columns:
    return collect(repository.scan(CONVERSATIONS), repository.scan(ANALYSES), embedded.scan(), window)


def _until(repository: Repository, as_of: str, now: datetime) -> datetime:
    """Return the window's end: now, the newest conversation's time, or the given moment."""
    if not as_of:
        return now
    if as_of == NEWEST:
        times = (row.started_at for row in repository.scan(CONVERSATIONS))
        return max((time for time in times if time is not None), default=now)
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as wrong:
        message = f"as_of {as_of!r} is no time: give ISO 8601 such as 2026-03-01, newest, or nothing for now."
        raise ConfigurationInvalidError(message) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _path(settings: Settings) -> str:
    return f"drift/reference-{settings.reference}.json"


def _stored(monitoring: BlobStore, settings: Settings) -> Reference | None:
    found = monitoring.read_with_generation(_path(settings))
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[0], type=Reference)
    except msgspec.DecodeError as damaged:
        message = f"{monitoring.uri}/{_path(settings)} cannot be read: run once with renew_reference."
        raise ConfigurationInvalidError(message) from damaged


def _keep(monitoring: BlobStore, settings: Settings, made: Reference) -> Reference:
    """Store a reference; of two first runs at once, the slower takes the other's."""
    data = msgspec.json.encode(made)
    if settings.renew_reference:
        monitoring.write(_path(settings), data)
        return made
    try:
        monitoring.write_if(_path(settings), data, None)
    except ConflictError:
        return _stored(monitoring, settings) or made
    return made
