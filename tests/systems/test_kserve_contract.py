"""The contract of TrafficControl over both modes of KServe, in clusters in order and in such that lack something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.traffic import Deploy, RollOutFully, SetWeight, Traffic
from talktrack.systems.kserve import KServe, open_kserve
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation
from talktrack.world.kserve_rules import Revision
from tests.systems.kserve_contract import Place, TrafficControlContract

SERVICE = "talktrack-acme"
KNATIVE, STANDARD = Installation("Knative"), Installation("Standard")


@dataclass
class InMemory(Place):
    """A place in the API server in memory, whose controller is as quick as its answers."""

    api: KServeApi
    kserve: KServe
    old: str = "gs://a"
    new: str = "gs://b"

    def until(self, condition: Callable[[Traffic], bool]) -> Traffic:
        """Look once."""
        traffic = self.seen()
        assert condition(traffic), traffic
        return traffic


def no_pause(_seconds: float) -> None:
    """Read again at once."""


def connect(api: KServeApi) -> InMemory:
    """Connect a tenant."""
    return InMemory(api, open_kserve("sales", "acme", server=api.url, arguments=["--home=h"], pause=no_pause))


@pytest.fixture(params=[KNATIVE, STANDARD], ids=["Knative", "Standard"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A cluster in order."""
    with KServeApi(installation=request.param) as api:
        yield connect(api)


class TestInMemory(TrafficControlContract):
    """Both modes keep the same promises."""


@dataclass
class Slow:
    """A cluster in which revisions get ready when the test says so."""

    place: InMemory
    revisions: list[str]

    def settle(self, number: int = -1, *, failed: bool = False) -> None:
        """Let a revision get ready, or fail."""
        name = self.revisions[number]
        self.place.api.settle(SERVICE, name, "" if failed else f"http://127.0.0.1:{8000 + number % 7}", failed=failed)


@pytest.fixture(params=[KNATIVE, STANDARD], ids=["Knative", "Standard"])
def slow(request: pytest.FixtureRequest) -> Iterator[Slow]:
    """A cluster whose first release serves and whose canary is starting."""
    names: list[str] = []

    def remember(_service: str, revision: Revision) -> None:
        names.append(revision.name)

    with KServeApi(remember, request.param) as api:
        cluster = Slow(connect(api), names)
        cluster.place.act(Deploy("gs://a", None))
        cluster.settle()
        cluster.place.act(Deploy("gs://b", 25))
        yield cluster


def test_a_canary_that_is_not_ready_gets_nothing(slow: Slow) -> None:
    """The release before keeps everything until then."""
    traffic = slow.place.seen()

    assert (traffic.percent, traffic.ready, dict(traffic.shares), traffic.blocked) == (
        25,
        slow.revisions[0],
        {slow.revisions[0]: 100},
        False,
    )


def test_a_canary_gets_its_share_when_it_is_ready(slow: Slow) -> None:
    """Nothing has to be written for that."""
    slow.settle()
    traffic = slow.place.seen()

    assert (traffic.ready, dict(traffic.shares)) == (slow.revisions[1], {slow.revisions[0]: 75, slow.revisions[1]: 25})


def test_a_canary_that_cannot_load_is_blocked(slow: Slow) -> None:
    """The rollout takes it back."""
    slow.settle(failed=True)
    traffic = slow.place.seen()

    assert (traffic.blocked, traffic.created, traffic.ready) == (True, slow.revisions[1], slow.revisions[0])


def test_a_full_rollout_never_stops_the_old_before_the_new_is_ready(slow: Slow) -> None:
    """A person may promote too early; users notice nothing."""
    slow.place.act(RollOutFully())
    early = dict(slow.place.seen().shares)
    running = {revision.name for revision in slow.place.api.services[SERVICE].revisions}
    slow.settle()
    slow.place.act(RollOutFully())

    assert (early, slow.revisions[0] in running) == ({slow.revisions[0]: 100}, True)
    assert dict(slow.place.seen().shares) == {slow.revisions[1]: 100}


def test_a_release_that_never_served_is_replaced(slow: Slow) -> None:
    """With nothing to lose, the next one takes its place at once."""
    with KServeApi(lambda _, revision: slow.revisions.append(revision.name), slow.place.api.installation) as api:
        place = connect(api)
        place.act(Deploy("gs://dead", None))
        api.settle(SERVICE, slow.revisions[-1], failed=True)
        blocked = place.seen().blocked
        place.act(Deploy("gs://alive", None))
        api.settle(SERVICE, slow.revisions[-1], "http://127.0.0.1:8000")
        traffic = place.seen()

    assert (blocked, traffic.uri, dict(traffic.shares)) == (True, "gs://alive", {traffic.created: 100})


LACKING = {
    "no default mode": (Installation(""), "in an unknown mode"),
    "another mode": (Installation("ModelMesh"), "in ModelMesh mode"),
    "no Gateway API": (Installation("Standard", gateway_api=False), "Standard mode splits by Gateway API"),
    "an older KServe": (Installation("Standard", knows_canary=False), "does not know spec.canary"),
}
LOSING = {
    "an older KServe": (Installation("Standard", knows_canary=False), "does not know spec.canary"),
    "no Gateway API": (Installation("Standard", gateway_api=False), "install Gateway API, then set enableGatewayApi"),
}


@pytest.mark.parametrize("lacking", LACKING)
def test_a_new_service_is_refused_where_traffic_cannot_be_split(lacking: str) -> None:
    """Before anything is created, with a sentence that says what to do."""
    installation, sentence = LACKING[lacking]
    with KServeApi(installation=installation) as api:
        place = connect(api)
        with pytest.raises(ConfigurationInvalidError, match=sentence):
            place.kserve.traffic.read()
        with pytest.raises(ConfigurationInvalidError, match=sentence):
            place.kserve.traffic.apply(Deploy("gs://a", None), None)

        assert api.services == {}


@pytest.mark.parametrize("losing", LOSING)
def test_a_service_is_refused_where_a_canary_would_get_no_share(losing: str) -> None:
    """A start reads first, so nothing is written."""
    installation, sentence = LOSING[losing]
    with KServeApi(installation=STANDARD) as api:
        connect(api).serve()
        api.installation = installation
        api.settle(SERVICE, api.services[SERVICE].created, "http://127.0.0.1:8000")
        with pytest.raises(ConfigurationInvalidError, match=sentence):
            connect(api).kserve.traffic.read()


def test_a_canary_that_an_older_kserve_drops_is_noticed() -> None:
    """What is written is read back."""
    with KServeApi(installation=STANDARD) as api:
        place = connect(api)
        traffic = place.serve()
        api.installation = Installation("Standard", knows_canary=False)
        with pytest.raises(ConfigurationInvalidError, match="does not know"):
            place.kserve.traffic.apply(Deploy("gs://b", 5), traffic)


def test_a_canary_without_weights_is_blocked(caplog: pytest.LogCaptureFixture) -> None:
    """KServe 0.20.0 makes it and does not split; the rollout takes it back, and the log says why."""
    with KServeApi(installation=Installation("Standard", splits=False)) as api:
        place = connect(api)
        place.serve()
        place.act(Deploy("gs://b", 5))
        traffic = place.seen()

    assert (traffic.blocked, traffic.ready, dict(traffic.shares)) == (
        True,
        traffic.rolled_out,
        {traffic.rolled_out: 100},
    )
    assert "install KServe 0.21.0 or newer" in traffic.problem == vars(caplog.records[-1])["reason"]


def test_a_route_is_read_again_before_it_is_called_wrong() -> None:
    """A controller that is one read behind is not at fault."""
    pauses: list[float] = []
    with KServeApi(installation=Installation("Standard", splits=False)) as api:

        def catch_up(seconds: float) -> None:
            pauses.append(seconds)
            api.installation = STANDARD
            api.settle(SERVICE, api.services[SERVICE].created, "http://127.0.0.1:8000")

        place = InMemory(api, open_kserve("sales", "acme", server=api.url, pause=catch_up))
        place.serve()
        place.act(Deploy("gs://b", 5))
        traffic = place.seen()

    assert (traffic.blocked, len(pauses), traffic.shares[traffic.created]) == (False, 1, 5)


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "transformer": ({"transformer": {"containers": []}}, "canary's share would bypass"),
    "explainer": ({"explainer": {"containers": []}}, "canary's share would bypass"),
    "storageUris": ({"predictor": {"storageUris": [{"uri": "gs://a"}]}}, "do not combine with a canary"),
}


@pytest.mark.parametrize("part", UNFIT)
def test_what_does_not_go_with_a_canary_is_refused(part: str) -> None:
    """Each with a sentence of its own."""
    more, sentence = UNFIT[part]
    with KServeApi(installation=STANDARD) as api:
        place = connect(api)
        place.serve()
        spec = api.services[SERVICE].body["spec"]
        spec.update({name: spec.get(name, {}) | value for name, value in more.items()})
        with pytest.raises(ConfigurationInvalidError, match=sentence):
            place.kserve.traffic.read()


def test_a_name_too_long_for_a_deployment_is_refused() -> None:
    """Kubernetes would refuse the canary's Deployment much later."""
    with KServeApi(installation=STANDARD) as api:
        kserve = open_kserve("sales", "a" * 34, server=api.url)
        with pytest.raises(ConfigurationInvalidError, match="names of 64 of at most 63"):
            kserve.traffic.read()


def test_knative_without_traffic_in_its_status_is_refused() -> None:
    """A split that cannot be seen cannot be judged."""
    with KServeApi() as api:
        place = connect(api)
        place.serve()
        del api.services[SERVICE].body["status"]["components"]["predictor"]["traffic"]
        with pytest.raises(ConfigurationInvalidError, match="names no traffic"):
            place.kserve.traffic.read()


def test_knative_may_be_a_moment_behind_with_its_traffic() -> None:
    """A revision is ready before its route is; that is no fault of the cluster."""
    with KServeApi() as api:
        place = connect(api)
        place.serve()
        status = api.services[SERVICE].body["status"]
        status["conditions"][0]["status"] = "Unknown"
        del status["components"]["predictor"]["traffic"]

        assert place.seen().shares == {}


def test_the_status_knows_the_mode_better_than_the_annotation() -> None:
    """The annotation may be older than the cluster's word."""
    with KServeApi(installation=STANDARD) as api:
        place = connect(api)
        place.serve()
        api.services[SERVICE].body["metadata"]["annotations"].clear()

        assert place.seen().percent is None


def test_somebody_elses_canary_is_not_replaced() -> None:
    """A person's canary beside a decision on older facts stays."""
    with KServeApi(installation=STANDARD) as api:
        place = connect(api)
        place.split(5)
        with pytest.raises(ConflictError, match="canary of another release"):
            place.act(Deploy("gs://c", 5))


def test_weights_go_to_the_newest_canary_only() -> None:
    """Another entry of the list stays as it is."""
    with KServeApi(installation=STANDARD) as api:
        place = connect(api)
        place.split(5)
        spec = api.services[SERVICE].body["spec"]
        foreign = {"trafficPercent": 0, "predictor": {"name": "mine", "model": spec["canary"][0]["predictor"]["model"]}}
        spec["canary"].insert(0, foreign)
        place.act(SetWeight(40))
        percents = [entry["trafficPercent"] for entry in api.services[SERVICE].body["spec"]["canary"]]

    assert percents == [0, 40]
