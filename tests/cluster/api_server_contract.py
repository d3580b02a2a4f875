"""What an API server promises to our client without any controller of KServe behind it, in memory or for real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from talktrack.core.errors import ConflictError, StoreUnavailableError
from talktrack.systems.kserve import canary
from talktrack.systems.kserve.bodies import inference_service
from talktrack.systems.kserve.cluster import ConfigMapDocument
from talktrack.systems.kserve.service_api import ServiceApi

Object = dict[str, Any]


@dataclass
class Server:
    """A connection to an API server that knows InferenceServices, and a namespace to work in."""

    connection: Any
    namespace: str

    def service(self, name: str) -> ServiceApi:
        """Return the door to one service."""
        return ServiceApi(self.connection, self.namespace, name)

    def document(self, name: str, owners: Callable[[], list[Object]] = list) -> ConfigMapDocument:
        """Return the door to one document."""
        from kubernetes import client

        return ConfigMapDocument(client.CoreV1Api(self.connection), self.namespace, name, owners)


def created(server: Server, name: str, mode: str = "Standard") -> ServiceApi:
    """Create a service as a rollout does."""
    api = server.service(name)
    api.create(inference_service(name, "gs://a", ["--tenant=acme"], mode, replicas=2))
    return api


def spec(api: ServiceApi) -> Object:
    """Return what the server has stored."""
    found = api.read()
    assert found is not None
    stored: Object = found["spec"]
    return stored


def with_canary(api: ServiceApi, percent: int = 5) -> Object:
    """Add a canary and return the entry."""
    found = api.read()
    assert found is not None
    entry = canary.entry(found, "gs://b", percent)
    api.patch({"spec": {"canary": [entry]}})
    return entry


class ApiServerContract:
    """The tests; a subclass provides the fixture `server`. Names differ, so that they may share a namespace."""

    def test_what_is_not_there_is_none(self, server: Server) -> None:
        """A missing service, route and document are answers, not errors."""
        api = server.service("contract-none")

        assert (api.read(), api.route(), server.document("contract-none").load()) == (None, None, None)

    @pytest.mark.parametrize("mode", ["Knative", "Standard"])
    def test_a_service_is_stored_as_it_was_sent(self, server: Server, mode: str) -> None:
        """The schema keeps every field that we write."""
        api = created(server, f"contract-sent-{mode.lower()}", mode)
        sent = inference_service("any", "gs://a", ["--tenant=acme"], mode, replicas=2)["spec"]["predictor"]

        assert {key: spec(api)["predictor"].get(key) for key in sent} == sent

    def test_a_canary_is_stored_as_it_was_sent(self, server: Server) -> None:
        """None of its fields is dropped."""
        api = created(server, "contract-canary")
        entry = with_canary(api)

        assert spec(api)["canary"] == [entry]

    def test_an_empty_list_replaces_the_canary(self, server: Server) -> None:
        """A merge patch writes lists as a whole (RFC 7396)."""
        api = created(server, "contract-empty")
        with_canary(api)
        api.patch({"spec": {"canary": []}})

        assert not spec(api).get("canary")

    def test_promotion_is_one_write(self, server: Server) -> None:
        """Name, model and list change together, and what the model does not say stays."""
        api = created(server, "contract-promote")
        entry = with_canary(api)["predictor"]
        api.patch({"spec": {"predictor": {"name": entry["name"], "model": entry["model"]}, "canary": []}})
        predictor = spec(api)["predictor"]

        assert (predictor["name"], predictor["model"]["storageUri"], predictor["model"]["args"]) == (
            entry["name"],
            "gs://b",
            ["--tenant=acme"],
        )

    def test_null_removes_a_field(self, server: Server) -> None:
        """This is how a full rollout removes the percentage."""
        api = created(server, "contract-null", "Knative")
        api.patch({"spec": {"predictor": {"canaryTrafficPercent": 25}}})
        there = spec(api)["predictor"].get("canaryTrafficPercent")
        api.patch({"spec": {"predictor": {"canaryTrafficPercent": None}}})

        assert (there, "canaryTrafficPercent" in spec(api)["predictor"]) == (25, False)

    def test_an_older_version_conflicts(self, server: Server) -> None:
        """A write that names it changes nothing."""
        api = created(server, "contract-version", "Knative")
        old = api.read()
        assert old is not None
        api.patch({"spec": {"predictor": {"canaryTrafficPercent": 25}}})
        body = {"metadata": {"resourceVersion": old["metadata"]["resourceVersion"]}}
        with pytest.raises(ConflictError):
            api.patch(body | {"spec": {"predictor": {"canaryTrafficPercent": 50}}})

        assert spec(api)["predictor"]["canaryTrafficPercent"] == 25

    def test_a_dry_run_answers_and_stores_nothing(self, server: Server) -> None:
        """This is how a cluster is asked whether it knows canaries."""
        api = created(server, "contract-dry")
        found = api.read()
        assert found is not None
        probe = canary.entry(found, "gs://probe", 0)
        answered = api.patch({"spec": {"canary": [probe]}}, dry_run="All")

        assert (answered["spec"]["canary"], spec(api).get("canary") or []) == ([probe], [])

    def test_a_percentage_over_a_hundred_is_refused(self, server: Server) -> None:
        """The schema has bounds."""
        api = created(server, "contract-bounds")
        with pytest.raises(StoreUnavailableError, match="422"):
            with_canary(api, percent=101)

    def test_a_second_creation_conflicts(self, server: Server) -> None:
        """Two controllers that start at once make one service."""
        created(server, "contract-twice")
        with pytest.raises(ConflictError):
            created(server, "contract-twice")

    def test_a_document_is_compared_and_swapped(self, server: Server) -> None:
        """A second creation and an older version lose, and nothing is lost."""
        document = server.document("contract-document")
        first = document.save(b"1", None)
        document.save(b"2", first)
        for old in (None, first):
            with pytest.raises(ConflictError):
                document.save(b"3", old)
        found = document.load()

        assert found is not None
        assert found[0] == b"2"
