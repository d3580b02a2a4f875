"""What an HTTPRoute does with requests, and where a Service is found."""

from __future__ import annotations

from typing import Any

import pytest

from talktrack.core.traffic import Deploy
from talktrack.systems.kserve import open_kserve
from talktrack.systems.kserve.routes import carries, shares, wrong
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_installation import Installation

SERVICE = "talktrack-acme"


def rule(**weights: int | None) -> dict[str, Any]:
    """Return a rule; without a number a backend has no weight."""
    backends = [{"name": name} | ({} if weight is None else {"weight": weight}) for name, weight in weights.items()]
    return {"backendRefs": backends}


def route(*rules: dict[str, Any], accepted: str = "") -> dict[str, Any]:
    """Return a route."""
    conditions = [{"type": "Accepted", "status": accepted}] if accepted else []
    return {"spec": {"rules": list(rules)}, "status": {"parents": [{"conditions": conditions}]}}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule(a=80, b=20)], {"a": 80, "b": 20}),
        ([rule(a=3, b=1)], {"a": 75, "b": 25}),
        ([rule(a=None)], {"a": 100}),
        ([rule(a=None, b=None)], {"a": 50, "b": 50}),
        ([rule(a=100, b=0)], {"a": 100, "b": 0}),
        ([rule(a=80, b=20), rule(a=8, b=2)], {"a": 80, "b": 20}),
        ([rule(a=80, b=20), rule(a=100)], {}),
        ([rule(a=0)], {}),
        ([{}], {}),
        ([], {}),
    ],
)
def test_a_share_is_the_weight_by_the_sum_of_its_rule(rules: list[dict[str, Any]], expected: dict[str, int]) -> None:
    """Without a weight it is one; rules that disagree say nothing."""
    assert shares(route(*rules)) == expected


def test_a_route_that_no_gateway_takes_says_nothing() -> None:
    """Before a gateway has spoken, it is believed."""
    weights = [shares(route(rule(a=80, b=20), accepted=word)) for word in ("", "True", "False")]

    assert weights == [{"a": 80, "b": 20}, {"a": 80, "b": 20}, {}]


def test_without_a_route_there_are_no_shares() -> None:
    """And nothing is carried."""
    assert (shares(None), carries(None, "a"), carries(route(rule(a=0)), "a")) == ({}, False, True)


def test_nothing_may_be_left_out() -> None:
    """A backend with weight 0 is the same as none."""
    assert (wrong({"a": 100, "b": 0}, {"a": 100}), wrong({"a": 95, "b": 5}, {"a": 90, "b": 10})) == (False, True)


@pytest.mark.parametrize(
    ("process", "address"),
    [
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("http://[::1]:8123", "http://[::1]:8123"),
        ("http://pods", f"http://{SERVICE}-predictor.sales.svc:8080"),
    ],
)
def test_an_arm_is_asked_at_its_service(process: str, address: str) -> None:
    """At the Service's own address, or through its name at the port of the pods where it has none."""
    with KServeApi(installation=Installation("Standard")) as api:
        traffic = open_kserve("sales", "acme", server=api.url).traffic
        traffic.apply(Deploy("gs://a", None), None)
        api.settle(SERVICE, api.services[SERVICE].created, process)
        found = traffic.read()

    assert found is not None
    assert list(found.urls.values()) == [address]
