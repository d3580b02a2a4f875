"""The story of impact: find the date, sort what happened into two sides, compare, say it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.outcomes import Comparison
from talktrack.core.ports import Registry, Repository
from talktrack.core.tables import CONVERSATIONS, DEALS, FEEDBACK
from talktrack.operations.impact.arms import Arms
from talktrack.operations.impact.comparison import BETTER, MISSING, UNDECIDED, WORSE, Change, Names, compare
from talktrack.operations.impact.cuts import Cut, Experiment, Period
from talktrack.operations.impact.material import Business, Material, Tasks, business
from talktrack.operations.impact.measures import Measure
from talktrack.operations.impact.outcomes import compared
from talktrack.operations.impact.resampling import Draws
from talktrack.operations.impact.samples import Sample

NEWEST = "newest"

Sides = tuple[Measure, Sample, Sample]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Between which moments to compare; `since` empty means the first release in service, `as_of` empty means now."""

    since: str = ""
    as_of: str = ""
    window_days: int = 180
    draws: Draws = field(default_factory=Draws)

    def __post_init__(self) -> None:
        """Refuse what cannot work before any data is read."""
        if self.window_days < 1:
            raise ConfigurationInvalidError(f"window_days is {self.window_days}: use at least 1.")
        _moment("since", self.since)
        _moment("as_of", "" if self.as_of == NEWEST else self.as_of)


@dataclass(frozen=True)
class Report:
    """What changed, by what the two sides are; `notes` say what could not be compared at all.

    `comparisons` are the shares of arms that were served together, for a rollout.
    """

    since: datetime | None
    until: datetime
    sections: dict[str, list[Change]]
    notes: list[str]
    comparisons: tuple[Comparison, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """Return all changes."""
        return [change for changes in self.sections.values() for change in changes]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many changes got each verdict."""
        return {name: sum(one.verdict == name for one in self.changes) for name in (BETTER, WORSE, UNDECIDED, MISSING)}


def run(repository: Repository, registry: Registry, settings: Settings, now: datetime) -> Report:
    """Compare the business before and after a date, with and without help, and between arms."""
    arms = Arms(repository.scan(FEEDBACK))
    known = business(repository.scan(DEALS), repository.scan(CONVERSATIONS))
    until = _until(settings.as_of, known, arms, now)
    since = _moment("since", settings.since) or first_release(registry)
    cuts: dict[str, Cut] = {}
    if since is not None:
        used_from = arms.used.first if arms.used else None
        cuts["Before and after"] = Period(since, until, settings.window_days, used_from)
    for pair in arms.pairs():
        cuts[f"{pair.other} against {pair.baseline}"] = Experiment(pair, arms, until)
    finished, helped = _finished(repository, known, cuts)
    sections = {
        name: [compare(*one, cuts[name].names, settings.draws) for one in found] for name, found in finished.items()
    }
    if helped:
        sections["With help and alone"] = [compare(*one, Names("alone", "with help"), settings.draws) for one in helped]
    pairs = {name: cut.pair for name, cut in cuts.items() if isinstance(cut, Experiment)}
    told = tuple(compared(pair, finished[name]) for name, pair in pairs.items())
    report = Report(since, until, sections, _notes(since, arms), told)
    _log.info("impact %s", report.counts)
    return report


def first_release(registry: Registry) -> datetime | None:
    """Return when the first release was registered of those that led to the champion; None while nothing serves."""
    release, found = registry.pointer().champion, ""
    seen: set[str] = set()
    while release and release not in seen:
        seen.add(release)
        manifest = registry.manifest(release)
        release, found = manifest.parent, manifest.created_at or found
    return _moment("created_at", found)


def _finished(
    repository: Repository, known: Business, cuts: dict[str, Cut]
) -> tuple[dict[str, list[Sides]], list[Sides]]:
    """Read the events once for all; return both sides of every measure by cut, and of tasks without and with help."""
    materials = {name: Material(cut, known) for name, cut in cuts.items()}
    tasks = Tasks()
    for event in repository.scan(FEEDBACK):
        tasks.add(event)
        for material in materials.values():
            material.add(event)
    return {name: material.finished() for name, material in materials.items()}, tasks.finished()


def _notes(since: datetime | None, arms: Arms) -> list[str]:
    notes = []
    if since is None:
        notes.append("No release is in service yet and no date was given: nothing to compare before and after.")
    if not arms.pairs():
        notes.append("No two arms were served at the same time: there is no experiment to report.")
    return notes


def _until(as_of: str, known: Business, arms: Arms, now: datetime) -> datetime:
    if as_of != NEWEST:
        return _moment("as_of", as_of) or now
    closed = [deal.closed_at for deal in known.deals if deal.closed_at and deal.closed_at <= now]
    return max([*closed, *([arms.used.last] if arms.used else [])], default=now)


def _moment(name: str, given: str) -> datetime | None:
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError as wrong:
        message = f"{name} {given!r} is no time: give ISO 8601 such as 2026-03-01, or leave it empty."
        raise ConfigurationInvalidError(message) from wrong
    return found if found.tzinfo else found.replace(tzinfo=UTC)
