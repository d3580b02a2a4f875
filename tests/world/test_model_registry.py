"""The Model Registry stand-in, asked by the unmodified client: what it refuses, and that it does what is documented."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from model_registry import ModelRegistry  # type: ignore[import-untyped]
from model_registry.exceptions import StoreError  # type: ignore[import-untyped]
from mr_openapi.exceptions import BadRequestException  # type: ignore[import-untyped]

from talktrack.world.json_service import Refused
from talktrack.world.loopback import Request
from talktrack.world.model_registry.api import ModelRegistryApi
from talktrack.world.model_registry.rules import check


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelRegistryApi]:
    """An empty service that lists two at once."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no-certificates"))
    with ModelRegistryApi(page=2) as running:
        yield running


@pytest.fixture
def client(api: ModelRegistryApi) -> ModelRegistry:
    """The client, with one model of one version."""
    connected = ModelRegistry(api.url, author="a person", async_runner=asyncio.run)
    register(connected, "1")
    return connected


def register(client: ModelRegistry, version: str, metadata: dict[str, Any] | None = None) -> None:
    """Register a version of the one model."""
    client.register_model(
        "m", f"gs://b/{version}", version=version, model_format_name="f", model_format_version="1", metadata=metadata
    )


def test_all_kinds_of_properties_come_back(client: ModelRegistry) -> None:
    """Text, whole and broken numbers, and truth values keep their kinds."""
    said = {"text": "a", "whole": 3, "broken": 0.5, "true": True}
    register(client, "2", said)

    assert client.get_model_version("m", "2").custom_properties == said
    assert client.get_model_artifact("m", "2").uri == "gs://b/2"


def test_an_update_keeps_fields_and_replaces_properties(client: ModelRegistry) -> None:
    """What is not named stays; properties are one field."""
    version = client.get_model_version("m", "1")
    client.update(version.model_copy(update={"description": "d", "custom_properties": {"a": "1"}}))
    client.update(version.model_copy(update={"custom_properties": {"b": "2"}}))
    found = client.get_model_version("m", "1")

    assert (found.description, found.author, found.custom_properties) == ("d", "a person", {"b": "2"})


def test_all_pages_are_listed(client: ModelRegistry) -> None:
    """Five versions on three pages."""
    for version in "2345":
        register(client, version)

    assert [version.name for version in client.get_model_versions("m")] == ["1", "2", "3", "4", "5"]


def test_a_name_is_given_once_below_its_parent(api: ModelRegistryApi, client: ModelRegistry) -> None:
    """The client looks first; who did not is refused."""
    with pytest.raises(StoreError):
        register(client, "1")
    parent = api.kept("registered_models")[0]["id"]
    body = {"name": "1", "registeredModelId": parent}
    refused = api.answer(Request("POST", "/api/model_registry/v1/model_versions", "", body))

    assert refused.status == 409


def test_a_version_needs_its_model(api: ModelRegistryApi) -> None:
    """Nothing hangs in the air."""
    body = {"name": "1", "registeredModelId": "7"}

    assert api.answer(Request("POST", "/api/model_registry/v1/model_versions", "", body)).status == 404
    assert api.kept("model_versions") == []


def test_a_number_that_is_none_is_refused(client: ModelRegistry) -> None:
    """JSON has no word for it."""
    with pytest.raises(BadRequestException):
        register(client, "2", {"loss": float("nan")})


@pytest.mark.parametrize(
    "body",
    [
        {"state": "CHAMPION"},
        {"customProperties": {"a": {"string_value": "1"}}},
        {"customProperties": {"a": {"metadataType": "MetadataIntValue", "int_value": 1}}},
    ],
)
def test_what_the_document_does_not_know_is_refused(body: dict[str, Any]) -> None:
    """States have names, properties say their kind, and whole numbers travel as text."""
    with pytest.raises(Refused):
        check("model_versions", body)


def test_what_is_not_modelled_says_so(api: ModelRegistryApi) -> None:
    """Rather than a guess."""
    assert api.answer(Request("GET", "/api/model_registry/v1/serving_environments", "", {})).status == 501
