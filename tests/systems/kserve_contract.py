"""What every TrafficControl promises, whichever mode of KServe is behind it, in memory or on a cluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.traffic import Deploy, RollOutFully, SetWeight, Traffic, TrafficAction
from talktrack.systems.kserve import KServe


class Place(ABC):
    """One tenant's place in a cluster: `old` and `new` are releases that can be loaded there."""

    old: str
    new: str
    kserve: KServe

    @abstractmethod
    def until(self, condition: Callable[[Traffic], bool]) -> Traffic:
        """Return the traffic as soon as it is as asked; fail when it never is."""

    def seen(self) -> Traffic:
        """Return the traffic of a service that exists."""
        found = self.kserve.traffic.read()
        assert found is not None
        return found

    def act(self, action: TrafficAction) -> None:
        """Apply an action to what is there now."""
        self.kserve.traffic.apply(action, self.kserve.traffic.read())

    def serve(self) -> Traffic:
        """Let the old release serve."""
        self.act(Deploy(self.old, None))
        return self.until(lambda traffic: traffic.shares.get(traffic.created) == 100)

    def split(self, percent: int) -> Traffic:
        """Let the old release serve, and the new one beside it."""
        self.serve()
        self.act(Deploy(self.new, percent))
        return self.until(lambda traffic: traffic.shares.get(traffic.created, 0) == percent)


class TrafficControlContract:
    """The tests; a subclass provides the fixture `place`."""

    def test_without_a_service_there_is_no_traffic(self, place: Place) -> None:
        """None is the answer, not an error."""
        assert place.kserve.traffic.read() is None

    def test_the_first_release_takes_everything(self, place: Place) -> None:
        """It is created, gets ready and is the one to fall back to."""
        traffic = place.serve()

        assert (traffic.uri, traffic.percent, traffic.ready, traffic.rolled_out) == (
            place.old,
            None,
            traffic.created,
            traffic.created,
        )

    def test_a_canary_gets_its_share(self, place: Place) -> None:
        """The rest stays with the release before, and the spec names the new one."""
        traffic = place.split(25)

        assert (traffic.uri, traffic.percent, dict(traffic.shares)) == (
            place.new,
            25,
            {traffic.created: 25, traffic.rolled_out: 75},
        )

    def test_a_canary_has_another_name_and_address(self, place: Place) -> None:
        """Counters of the arms can be told apart."""
        traffic = place.split(25)

        assert traffic.urls.keys() == {traffic.created, traffic.rolled_out}
        assert traffic.urls[traffic.created] != traffic.urls[traffic.rolled_out]

    @pytest.mark.parametrize("percent", [0, 60, 100])
    def test_the_weight_moves(self, place: Place, percent: int) -> None:
        """Up, down, and to each end; the revision stays the same."""
        before = place.split(25)
        place.act(SetWeight(percent))
        traffic = place.until(lambda traffic: traffic.shares.get(before.created, 0) == percent)

        assert (traffic.percent, traffic.created, traffic.shares.get(before.rolled_out, 0)) == (
            percent,
            before.created,
            100 - percent,
        )

    def test_a_full_rollout_keeps_the_revision(self, place: Place) -> None:
        """The canary becomes what the next one is compared with; it is not started again."""
        before = place.split(25)
        place.act(RollOutFully())
        traffic = place.until(lambda traffic: traffic.shares.get(before.created) == 100)

        assert (traffic.uri, traffic.percent, traffic.created, traffic.rolled_out) == (
            place.new,
            None,
            before.created,
            before.created,
        )

    def test_a_canary_is_taken_back(self, place: Place) -> None:
        """After the way back nothing names the new release any more."""
        before = place.split(25)
        place.act(SetWeight(0))
        place.until(lambda traffic: traffic.shares.get(before.created, 0) == 0)
        place.act(Deploy(place.old, 0))
        place.until(lambda traffic: traffic.ready == traffic.created != before.created)
        place.act(RollOutFully())
        traffic = place.until(lambda traffic: traffic.shares.get(traffic.created) == 100)

        assert (traffic.uri, traffic.percent, before.created in traffic.shares) == (place.old, None, False)

    @pytest.mark.parametrize("action", [SetWeight(40), SetWeight(0), RollOutFully()])
    def test_an_action_twice_is_the_same_as_once(self, place: Place, action: TrafficAction) -> None:
        """Each sets an absolute value."""
        before = place.split(25)
        share = action.percent if isinstance(action, SetWeight) else 100
        place.act(action)
        once = place.until(lambda traffic: traffic.shares.get(before.created, 0) == share)
        place.act(action)
        twice = place.until(lambda traffic: traffic.shares.get(before.created, 0) == share)

        assert (once.uri, once.percent, once.created) == (twice.uri, twice.percent, twice.created)

    def test_an_action_on_older_facts_conflicts(self, place: Place) -> None:
        """What was decided on older facts is not applied."""
        old = place.serve()
        place.act(Deploy(place.new, 5))
        with pytest.raises(ConflictError):
            place.kserve.traffic.apply(SetWeight(50), old)

    def test_taking_traffic_away_is_never_refused(self, place: Place) -> None:
        """Going to zero needs no agreement about the version."""
        old = place.split(5)
        place.act(SetWeight(50))
        place.kserve.traffic.apply(SetWeight(0), old)

        assert place.seen().percent == 0

    def test_a_weight_without_a_service_is_refused(self, place: Place) -> None:
        """Only a deployment can create the service."""
        with pytest.raises(ConfigurationInvalidError, match="start a rollout"):
            place.kserve.traffic.apply(SetWeight(5), None)

    def test_the_document_is_compared_and_swapped(self, place: Place) -> None:
        """A second creation and an old version lose."""
        place.serve()
        version = place.kserve.store.save(b"1", None)
        place.kserve.store.save(b"2", version)
        for old in (None, version):
            with pytest.raises(ConflictError):
                place.kserve.store.save(b"3", old)
        found = place.kserve.store.load()

        assert found is not None
        assert found[0] == b"2"
