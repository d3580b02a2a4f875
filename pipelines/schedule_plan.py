"""From the schedules of a file and the recurring runs of a server to what is to be done. Pure.

Kubeflow Pipelines has no update: a changed schedule is made anew, then the old one is disabled and deleted, in this
order, so that an apply that was killed in between leaves nothing that looks paused. Deleting a recurring run
deletes the runs that it began and that still go on, so one with a run in progress is only disabled, and deleted by a
later apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import msgspec

from pipelines.schedule_file import Schedule, ScheduleFile
from talktrack.core.ids import sha256
from talktrack.systems.pipeline_service import Recurring, Version

MARK = re.compile(r"^talktrack-schedule ([0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True)
class Wanted:
    """A schedule with the version that its runs take, and the name and digest that the server keeps."""

    schedule: Schedule
    version: Version
    name: str
    digest: str

    @property
    def description(self) -> str:
        """Return what stands on the server: for people, and for the next comparison."""
        return f"{self.schedule.pipeline} at {self.schedule.cron}\ntalktrack-schedule {self.digest}"


@dataclass(frozen=True)
class Create:
    """Make a recurring run."""

    wanted: Wanted

    def __str__(self) -> str:
        schedule = self.wanted.schedule
        paused = "" if schedule.enabled else ", paused"
        return f"create {self.wanted.name}: {schedule.pipeline} at {schedule.cron}{paused}"


@dataclass(frozen=True)
class Switch:
    """Let a recurring run begin runs, or keep it from that."""

    recurring: Recurring
    enabled: bool

    def __str__(self) -> str:
        return f"{'enable' if self.enabled else 'disable'} {self.recurring.name} ({self.recurring.id})"


@dataclass(frozen=True)
class Remove:
    """Delete a recurring run that begins nothing any more."""

    recurring: Recurring

    def __str__(self) -> str:
        return f"delete {self.recurring.name} ({self.recurring.id})"


@dataclass(frozen=True)
class Plan:
    """Actions in their order, and notes about what is left as it is."""

    actions: Sequence[Create | Switch | Remove]
    notes: Sequence[str]


def wanted(file: ScheduleFile, schedule: Schedule, version: Version) -> Wanted:
    """Return a schedule as the server should have it; whether it is enabled is not part of its digest."""
    same = msgspec.structs.replace(schedule, enabled=True)
    parts = (same, file.service_account, file.experiment, version.pipeline_id, version.version_id)
    return Wanted(schedule, version, name_of(file.tenant, schedule.name), sha256(msgspec.json.encode(parts)))


def name_of(tenant: str, schedule: str) -> str:
    """Return how a tenant's schedule is called on the server."""
    return f"{tenant}--{schedule}"


def ours(tenant: str, known: Sequence[Recurring]) -> list[Recurring]:
    """Return the recurring runs that were made from a file of this tenant."""
    return [one for one in known if one.name.startswith(name_of(tenant, "")) and MARK.search(one.description)]


def plan(asked: Sequence[Wanted], known: Sequence[Recurring], busy: AbstractSet[str]) -> Plan:
    """Compare what is wanted with a tenant's recurring runs (`ours`); `busy` are ids with a run in progress."""
    actions: list[Create | Switch | Remove] = []
    notes: list[str] = []
    kept: set[str] = set()
    for one in asked:
        same = next((other for other in known if other.name == one.name and _digest(other) == one.digest), None)
        if same is None:
            old = [other for other in known if other.name == one.name]
            actions.append(Create(_as_before(one, old)))
            if _paused(one, old):
                notes.append(f"{one.name} was paused by somebody and stays so: `schedule resume` lets it go on")
            continue
        kept.add(same.id)
        if same.enabled and not one.schedule.enabled:
            actions.append(Switch(same, enabled=False))
        elif one.schedule.enabled and not same.enabled:
            notes.append(f"{same.name} was paused by somebody: `schedule resume` lets it go on")
    leaving = [other for other in known if other.id not in kept]
    actions += _disabled(leaving)
    actions += [Remove(other) for other in leaving if other.id not in busy]
    notes += [f"{other.name} ({other.id}) goes when its run is over" for other in leaving if other.id in busy]
    return Plan(actions, notes)


def _digest(known: Recurring) -> str:
    found = MARK.search(known.description)
    return found[1] if found else ""


def _paused(asked: Wanted, old: Sequence[Recurring]) -> bool:
    """Tell whether somebody paused what is made anew: the file has it enabled, the server no more."""
    return asked.schedule.enabled and bool(old) and not any(one.enabled for one in old)


def _as_before(asked: Wanted, old: Sequence[Recurring]) -> Wanted:
    if not _paused(asked, old):
        return asked
    return replace(asked, schedule=msgspec.structs.replace(asked.schedule, enabled=False))


def _disabled(known: Sequence[Recurring]) -> Iterator[Switch]:
    return (Switch(one, enabled=False) for one in known if one.enabled)
