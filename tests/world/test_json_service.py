"""The skeleton of the stand-ins: calls are listed, and fail as often and as late as was planted."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from talktrack.world.json_service import Fault, JsonService, Refused
from talktrack.world.loopback import LOST, Answer, Request


class Counter(JsonService):
    """Counts posts, and refuses everything else."""

    count = 0

    def admitted(self, request: Request) -> Answer:
        """Count."""
        if request.method != "POST":
            raise Refused(501, "this is not modelled")
        self.count += 1
        return Answer(200, {"count": self.count, **request.query})

    def failure(self, refused: Refused) -> Answer:
        """Return the sentence."""
        return Answer(refused.status, {"message": str(refused)}, {"X-Reason": "refused"})


@pytest.fixture
def service() -> Iterator[Counter]:
    """A running service."""
    with Counter("/v1/") as running:
        yield running


def statuses(service: Counter, *calls: str) -> list[int]:
    """Make calls and return how they were answered."""
    asked = [call.partition(" ") for call in calls]
    return [service.answer(Request(method, path)).status for method, _, path in asked]


def test_calls_are_named_below_the_root(service: Counter) -> None:
    """Decoded, and those that are refused, too."""
    assert statuses(service, "POST /v1/a%20b", "GET /v1/c", "POST /d") == [200, 501, 200]
    assert service.calls == ["POST a b", "GET c", "POST /d"]


def test_faults_are_chosen_spared_and_counted(service: Counter) -> None:
    """The first call of the kind is spared, the two after it fail, and neither takes effect."""
    service.plant(Fault(503, "POST a", times=2, spared=1))

    assert statuses(service, *["POST /v1/a"] * 2, "POST /v1/b", *["POST /v1/a"] * 2) == [200, 503, 200, 503, 200]
    assert service.count == 3


def test_an_answer_that_is_lost_is_lost_whatever_it_was(service: Counter) -> None:
    """The call takes effect; of a refusal nothing is heard either."""
    service.plant(Fault(504, times=2, applied=True))

    assert statuses(service, "POST /v1/a", "GET /v1/a") == [504, 504]
    assert service.count == 1


def test_a_planted_fault_is_the_callers_still(service: Counter) -> None:
    """It can be planted again."""
    fault = Fault(500)
    service.plant(fault, fault)

    assert statuses(service, *["POST /v1/a"] * 3) == [500, 500, 200]
    assert fault == Fault(500)


def test_over_the_wire(service: Counter) -> None:
    """Query, headers and a connection that ends without an answer."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc)
    connection.request("POST", "/v1/a?x=1&x=2&y=", "{}")
    counted = connection.getresponse().read()
    connection.request("GET", "/v1/a")
    refused = connection.getresponse()
    refused.read()
    service.plant(Fault(LOST))
    connection.request("POST", "/v1/a")

    assert (counted, refused.status, refused.headers["X-Reason"]) == (b'{"count": 1, "x": "2"}', 501, "refused")
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()
