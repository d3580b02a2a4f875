"""One registered model of a Kubeflow Model Registry, through the service's own client.

Every call may be repeated: what is there is found, what is missing is made, and nothing is made twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from aiohttp import ClientError
from model_registry.core import ModelRegistryAPIClient  # type: ignore[import-untyped]
from model_registry.types import (  # type: ignore[import-untyped]
    ArtifactState,
    ListOptions,
    ModelArtifact,
    ModelVersion,
    RegisteredModel,
)
from mr_openapi import ModelVersionState  # type: ignore[import-untyped]
from mr_openapi.exceptions import ConflictException, NotFoundException, OpenApiException  # type: ignore[import-untyped]

from talktrack.core.errors import StoreUnavailableError
from talktrack.core.ports import Pointer
from talktrack.core.release import ReleaseManifest
from talktrack.systems.model_registry.address import Address
from talktrack.systems.model_registry.entries import (
    ARCHIVED,
    INCOMPLETE,
    REGISTERED,
    STAGE,
    Entry,
    properties,
    stage_after,
)

T = TypeVar("T")

OWNER = "talktrack"
FORMAT = "safetensors"
DEADLINE_S = 60.0  # for all that one call asks; the client alone would wait five minutes for each answer
PAGE = 100


class Catalogue:
    """A tenant's registered model; no connection stays open between calls.

    It stands on the client's layer below `ModelRegistry`, which patches event loops and cannot complete half an entry.
    """

    def __init__(self, address: Address, model: str) -> None:
        """Keep where it is and its name; nothing is asked of the service yet."""
        self._address = address
        self._model = model

    def greet(self) -> None:
        """Find the registered model or make it, which shows that the service can be read and written."""
        self._ask(lambda api: _model(api, self._model))

    def enter(self, entries: Iterable[Entry], pointer: Pointer) -> None:
        """Enter the releases that are not there yet, and the stage of all that are."""
        self._ask(lambda api: _enter(api, self._model, entries, pointer))

    def _ask(self, talk: Callable[[ModelRegistryAPIClient], Coroutine[Any, Any, T]]) -> T:
        with _explained(self._address.host):
            return asyncio.run(asyncio.wait_for(_on_one_connection(self._client(), talk), DEADLINE_S))

    def _client(self) -> ModelRegistryAPIClient:
        host, token = self._address.host, self._address.token()
        if self._address.is_secure:
            return ModelRegistryAPIClient.secure_connection(host, user_token=token)
        return ModelRegistryAPIClient.insecure_connection(host, 0, token)  # the host has its port


async def _on_one_connection(
    api: ModelRegistryAPIClient, talk: Callable[[ModelRegistryAPIClient], Coroutine[Any, Any, T]]
) -> T:
    """Talk; left alone, the client opens a connection for each request and loads all certificates each time."""
    async with api.get_client() as opened:
        api.get_client = lambda: nullcontext(opened)
        return await talk(api)


async def _enter(api: ModelRegistryAPIClient, name: str, entries: Iterable[Entry], pointer: Pointer) -> None:
    model = (await _model(api, name)).id
    versions = await _versions(api, model)
    for entry in entries:
        version = versions.pop(entry.manifest.id, None) or await _version(api, model, entry.manifest)
        before = _stage(version)
        if before == INCOMPLETE:
            await _artifact(api, name, version.id, entry.uri)
            before = REGISTERED
        await _set_stage(api, version, stage_after(version.name, pointer, before, pointed_at=entry.pointed_at))
    for version in versions.values():
        await _set_stage(api, version, stage_after(version.name, pointer, _stage(version)))


async def _model(api: ModelRegistryAPIClient, name: str) -> RegisteredModel:
    return await _found_or_made(
        lambda: api.get_registered_model_by_params(name),
        lambda: api.upsert_registered_model(RegisteredModel(name=name, owner=OWNER)),
    )


async def _version(api: ModelRegistryAPIClient, model: str, manifest: ReleaseManifest) -> ModelVersion:
    said = {**properties(manifest), STAGE: INCOMPLETE}
    made = ModelVersion(name=manifest.id, author=OWNER, custom_properties=said)
    return await _found_or_made(
        lambda: api.get_model_version_by_params(model, manifest.id), lambda: api.upsert_model_version(made, model)
    )


async def _artifact(api: ModelRegistryAPIClient, name: str, version: str, uri: str) -> None:
    """Enter where the files lie, under the model's own name: that is where `ModelRegistry.get_model_artifact` looks."""
    made = ModelArtifact(name=name, uri=uri, model_format_name=FORMAT, state=ArtifactState.LIVE)
    await _found_or_made(
        lambda: api.get_model_artifact_by_params(name, version),
        lambda: api.upsert_model_version_artifact(made, version),
    )


async def _found_or_made(find: Callable[[], Awaitable[T | None]], make: Callable[[], Awaitable[T]]) -> T:
    """Return what is there, made where it was not, by us or by another run that was first."""
    found = await find()
    if found is not None:
        return found
    try:
        return await make()
    except ConflictException:
        found = await find()
        if found is None:
            raise
        return found


async def _versions(api: ModelRegistryAPIClient, model: str) -> dict[str, ModelVersion]:
    options = ListOptions.order_by_id(limit=PAGE)
    found = await api.get_model_versions(model, options)
    while options.next_page_token:
        found += await api.get_model_versions(model, options)
    return {version.name: version for version in found}


def _stage(version: ModelVersion) -> str:
    return str((version.custom_properties or {}).get(STAGE, INCOMPLETE))


async def _set_stage(api: ModelRegistryAPIClient, version: ModelVersion, stage: str) -> None:
    """Write a stage where it is another, beside all other properties: the service replaces them as a whole."""
    state = ModelVersionState.ARCHIVED if stage == ARCHIVED else ModelVersionState.LIVE
    if (stage, state) != (_stage(version), version.state):
        said = {**(version.custom_properties or {}), STAGE: stage}
        await api.upsert_model_version(version.model_copy(update={"state": state, "custom_properties": said}))


@contextmanager
def _explained(host: str) -> Iterator[None]:
    """Turn all that the client lets through into one sentence."""
    try:
        yield
    except NotFoundException as failure:
        message = f"{host} has no Model Registry of API version v1: check the address, or update the service."
        raise StoreUnavailableError(message) from failure
    except (OpenApiException, ClientError, OSError, ValueError) as failure:
        what = getattr(failure, "status", None) or type(failure).__name__
        message = f"cannot use the Model Registry at {host} ({what}): check the service, your access and the network."
        raise StoreUnavailableError(message) from failure
