"""Controllers that die before each call that they make, read what is old, or meet another one: schedules of a rollout.

What a controller that died after a call leaves behind is what one leaves that died before its next call. So a death
before each call of a course, and one after its last, are all the deaths there are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.errors import ConflictError
from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import Ports
from talktrack.operations.rollout.state import ENDED, RolloutState, decode
from talktrack.world.arms import Behaviour
from tests.operations.rollout.conftest import SERVICE, Cluster
from tests.operations.rollout.scripted_arms import NEW, OLD

BROKEN = Behaviour(error_rate=0.4)
MOST_RECONCILES = 60
Verb = Callable[[Ports], object]


class Died(BaseException):
    """The controller's process is gone. No code of ours may catch it, as none outlives its process."""


class Watched:
    """Any port, whose every call is told first."""

    def __init__(self, port: Any, told: Callable[[], None]) -> None:
        self._port = port
        self._told = told

    def __getattr__(self, name: str) -> Any:
        """Return the port's method behind a notice."""

        def called(*given: Any, **named: Any) -> Any:
            self._told()
            return getattr(self._port, name)(*given, **named)

        return called


@dataclass
class Course:
    """A rollout driven by controllers to which something happens at one of their calls."""

    cluster: Cluster
    event: Callable[[], None]
    at: int
    calls: int = 0
    phases: list[str] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def ports(self) -> Ports:
        """Connect anew, watched."""
        found = self.cluster.ports()
        watched: dict[str, Any] = {
            name: Watched(getattr(found, name), self._tell) for name in ("control", "metrics", "store", "registry")
        }
        return dataclasses.replace(found, **watched)

    def reconcile(self, verb: Verb) -> None:
        """Let a controller do one thing, whole or in part, and look at what is there then."""
        self.cluster.now_s += 10
        try:
            verb(self.ports())
        except (Died, ConflictError):
            self._look()
            self.reconcile(verb)
            return
        self._look()

    def end(self) -> None:
        """Tick until the rollout has ended."""
        while len(self.phases) < MOST_RECONCILES and (not self.phases or self.phases[-1] not in ENDED):
            self.reconcile(step.tick)

    def _tell(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.event()

    def _look(self) -> None:
        shares = self.cluster.shares()
        self.phases.append(state_of(self.cluster).phase)
        self.shares.append(shares.get(NEW, 0))
        self.totals.append(sum(shares.values()))


def state_of(cluster: Cluster) -> RolloutState:
    """Return what the store holds."""
    found = cluster.ports().store.load()
    assert found is not None
    return decode(found[0])


@dataclass(frozen=True)
class Scenario:
    """How a rollout goes: what is done after its start, whether the candidate is bad, and how many calls that takes."""

    verbs: Sequence[Verb]
    behaviour: Behaviour
    ends: str
    calls: int
    is_late: bool = False


SCENARIOS = {
    "promotion": Scenario((), Behaviour(), "promoted", 64),
    "rollback": Scenario((), BROKEN, "rolled_back", 48),
    "promoted by a person": Scenario((step.tick, step.tick, step.tick, step.promote), Behaviour(), "promoted", 38),
    "aborted by a person": Scenario((step.tick, step.tick, step.tick, step.abort), Behaviour(), "rolled_back", 46),
    "rollback after promotion": Scenario((), BROKEN, "rolled_back", 22, is_late=True),
}


def run(course: Course, folder: Path, scenario: Scenario) -> Course:
    """Roll a release out with an event at one call; a late one is promoted in peace before it turns bad."""
    cluster = course.cluster
    cluster.arms.requests_per_reading = 8000
    release = cluster.release("r-second", folder)
    if scenario.is_late:
        cluster.start(release)
        cluster.run()
    cluster.arms.behaviours[NEW] = scenario.behaviour
    if scenario.is_late:
        course.reconcile(step.tick)
        while state_of(cluster).phase == "promoted" and len(course.phases) < MOST_RECONCILES:
            course.reconcile(step.tick)
    else:
        course.reconcile(lambda ports: step.start(ports, cluster.order(release)))
    for verb in scenario.verbs:
        course.reconcile(verb)
    course.end()
    return course


def check(course: Course, scenario: Scenario) -> None:
    """What holds in every schedule: the right end, the old release kept, one new revision, no way up for a bad one."""
    service = course.cluster.api.services[SERVICE]
    champion = course.cluster.registry.pointer().champion
    candidates = [made for made in service.revisions if made.uri == state_of(course.cluster).candidate.uri]
    going_back = [place for place, phase in enumerate(course.phases) if phase in {"rolling_back", "rolled_back"}]

    assert (course.phases[-1], len(candidates), service.revisions[0].name) == (scenario.ends, 1, OLD), course.phases
    assert set(course.totals) == {100}
    assert champion == ("r-second" if scenario.ends == "promoted" else "r-first")
    assert len(service.revisions) == (2 if scenario.ends == "promoted" else 3)
    if going_back:
        shares = course.shares[going_back[0] :]
        assert shares == sorted(shares, reverse=True)
        assert set(shares[2:]) <= {0}, shares


def every_call() -> Iterator[tuple[str, int]]:
    """Yield every call of every course."""
    for name, scenario in SCENARIOS.items():
        yield from ((name, call) for call in range(1, scenario.calls + 1))


@pytest.mark.parametrize("name", SCENARIOS)
def test_schedules_reach_every_call(serving: Cluster, tmp_path: Path, name: str) -> None:
    """An undisturbed course makes as many calls as are tried below."""
    course = run(Course(serving, lambda: None, at=0), tmp_path / "files", SCENARIOS[name])
    check(course, SCENARIOS[name])

    assert course.calls == SCENARIOS[name].calls


@pytest.mark.slow
@pytest.mark.parametrize(("name", "call"), every_call())
def test_a_death_before_any_call(serving: Cluster, tmp_path: Path, name: str, call: int) -> None:
    """The next controller finds what is left to do."""
    deaths: list[int] = []

    def dies() -> None:
        deaths.append(call)
        raise Died

    check(run(Course(serving, dies, call), tmp_path / "files", SCENARIOS[name]), SCENARIOS[name])

    assert deaths == [call]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "call"), [one for one in every_call() if one[1] % 2])
def test_another_controller_goes_first_at_any_call(serving: Cluster, tmp_path: Path, name: str, call: int) -> None:
    """In the middle of one controller's work another does a whole tick."""
    beside = Course(serving, lambda: tick_beside(serving), call)
    check(run(beside, tmp_path / "files", SCENARIOS[name]), SCENARIOS[name])


def tick_beside(cluster: Cluster) -> None:
    """Tick as another controller that looks at its own time; before the start there is nothing to do."""
    step.tick(cluster.ports())


class LateReads:
    """Traffic control behind a cache: one read returns what the read before it did."""

    def __init__(self, control: Any, seen: list[Any], at: int) -> None:
        self._control = control
        self._seen = seen
        self._at = at

    def read(self) -> Any:
        """Return the present traffic, but once what was read before."""
        self._seen.append(self._control.read())
        return self._seen[-2] if len(self._seen) == self._at else self._seen[-1]

    def apply(self, action: Any, seen: Any) -> None:
        """Apply at the version that was read."""
        self._control.apply(action, seen)


@dataclass
class LateCourse(Course):
    """A course in which nothing happens but that one read is late."""

    seen: list[Any] = field(default_factory=list)

    def ports(self) -> Ports:
        """Connect anew, behind the cache."""
        found = self.cluster.ports()
        return dataclasses.replace(found, control=LateReads(found.control, self.seen, self.at))


LATE = [
    (name, read)
    for name, reads in {"promotion": 12, "rollback": 10, "aborted by a person": 10}.items()
    for read in range(2, reads + 1)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "read"), LATE)
def test_a_late_read_does_no_harm(serving: Cluster, tmp_path: Path, name: str, read: int) -> None:
    """What is decided on traffic that is no more is refused, or is right all the same."""
    course = run(LateCourse(serving, lambda: None, read), tmp_path / "files", SCENARIOS[name])
    check(course, SCENARIOS[name])

    assert isinstance(course, LateCourse)
    assert len(course.seen) >= read
