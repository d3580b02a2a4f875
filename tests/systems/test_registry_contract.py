"""The registry in an object store keeps its promises in a directory and under gs://."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from talktrack.core.errors import StoreUnavailableError
from talktrack.systems.registry import open_registry
from talktrack.world.gcs import GcsServer
from tests.samples import TENANT
from tests.systems.registry_contract import RegistryContract, manifest, release_files


class TestBlobRegistry(RegistryContract):
    """The object store alone."""

    @pytest.fixture(params=["local", "gs-stand-in"])
    def home(self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        """A home that starts empty."""
        if request.param == "local":
            yield str(tmp_path / "home")
            return
        with GcsServer() as cloud:
            monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
            yield "gs://talktrack/home"


def test_an_outage_leaves_no_half_release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Refused writes stop a registration before its manifest; the next one completes it."""
    files = release_files(tmp_path / "release")
    with GcsServer() as cloud:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", cloud.url)
        registry = open_registry("gs://talktrack/home", TENANT)
        cloud.fail_next(403, methods=("POST",))
        with pytest.raises(StoreUnavailableError):
            registry.register(manifest("r-1"), files)
        assert registry.releases() == []
        registry.register(manifest("r-1"), files)

        assert registry.releases() == ["r-1"]
