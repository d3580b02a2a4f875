"""What every registry of releases promises, as tests: one joins by a class with a `home` fixture and its own name."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from talktrack.core.errors import ConfigurationInvalidError, ConflictError
from talktrack.core.home import TenantHome
from talktrack.core.ports import Pointer, Registry
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import open_registry
from talktrack.systems.storage import open_store
from tests.samples import TENANT


def manifest(release: str, created_at: str = "2026-01-01T00:00:00Z") -> ReleaseManifest:
    """A manifest with only the fields that matter here."""
    return ReleaseManifest(
        id=release,
        tenant=TENANT,
        base_id="base",
        tokenizer_sha256="t",
        prompt_version="p1",
        encoder_version="e1",
        adapters={"roleplay": "1", "coach": "2"},
        created_at=created_at,
    )


def release_files(root: Path) -> Path:
    """Write a release directory with one file per path."""
    for path in ("roleplay", "coach"):
        (root / path).mkdir(parents=True)
        (root / path / "adapter_model.safetensors").write_bytes(path.encode() * 100)
    return root


def race(home: str, start: Pointer, releases: list[str]) -> list[str]:
    """Let eight threads move the pointer from the same start, each to its own release; return the winners."""
    ready = threading.Barrier(len(releases))

    def move(release: str) -> str | None:
        registry: Registry = open_registry(home, TENANT)
        ready.wait()
        try:
            registry.move(start, champion=release, candidate=None)
        except ConflictError:
            return None
        return release

    with ThreadPoolExecutor(len(releases)) as pool:
        return [winner for winner in pool.map(move, releases) if winner is not None]


class RegistryContract:
    """The promises; `home` is a home that starts empty."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        """A release directory."""
        return release_files(tmp_path / "release")

    def test_a_new_registry_is_empty(self, home: str) -> None:
        """Nothing is registered and nothing serves."""
        registry = open_registry(home, TENANT)

        assert registry.releases() == []
        assert registry.pointer() == Pointer()

    def test_a_figure_that_is_no_number_is_refused(self, home: str, files: Path) -> None:
        """It would come back as nothing, and no release of the tenant could be read."""
        registry = open_registry(home, TENANT)
        release = msgspec.structs.replace(manifest("r-1"), metrics={"loss": 1.0, "relevance": float("nan")})

        with pytest.raises(ConfigurationInvalidError, match="relevance of r-1 is no number"):
            registry.register(release, files)
        assert registry.releases() == []

    def test_a_release_comes_back_as_it_was_registered(self, home: str, files: Path, tmp_path: Path) -> None:
        """Manifest and files are equal, byte for byte."""
        uri = open_registry(home, TENANT).register(manifest("r-1"), files)
        fetched = open_registry(home, TENANT).fetch("r-1", tmp_path / "fetched")

        assert uri == f"{TenantHome(home, TENANT).registry}/releases/r-1"
        assert open_registry(home, TENANT).manifest("r-1") == manifest("r-1")
        assert (fetched / "coach" / "adapter_model.safetensors").read_bytes() == b"coach" * 100
        assert (fetched / "roleplay" / "adapter_model.safetensors").read_bytes() == b"roleplay" * 100

    def test_registering_twice_is_once(self, home: str, files: Path) -> None:
        """The second registration changes nothing, not even what the manifest says."""
        registry = open_registry(home, TENANT)
        first = registry.register(manifest("r-1"), files)
        second = registry.register(manifest("r-1", created_at="2027-01-01T00:00:00Z"), files)

        assert first == second
        assert registry.releases() == ["r-1"]
        assert registry.manifest("r-1").created_at == "2026-01-01T00:00:00Z"

    def test_eight_registrations_at_once_are_one(self, home: str, files: Path, tmp_path: Path) -> None:
        """All succeed, one release exists and its files are whole."""
        with ThreadPoolExecutor(8) as pool:
            uris = set(pool.map(lambda _: open_registry(home, TENANT).register(manifest("r-1"), files), range(8)))
        fetched = open_registry(home, TENANT).fetch("r-1", tmp_path / "fetched")

        assert len(uris) == 1
        assert open_registry(home, TENANT).releases() == ["r-1"]
        assert (fetched / "coach" / "adapter_model.safetensors").read_bytes() == b"coach" * 100

    def test_releases_are_listed_oldest_first(self, home: str, files: Path) -> None:
        """By creation time, not by name."""
        registry = open_registry(home, TENANT)
        registry.register(manifest("r-a", "2026-03-01T00:00:00Z"), files)
        registry.register(manifest("r-b", "2026-01-01T00:00:00Z"), files)

        assert registry.releases() == ["r-b", "r-a"]

    def test_a_half_written_release_is_never_seen(self, home: str, files: Path) -> None:
        """Files without a manifest are no release; registering again completes it."""
        store = open_store(TenantHome(home, TENANT).registry)
        store.write("releases/r-1/coach/adapter_model.safetensors", b"half")
        registry = open_registry(home, TENANT)
        assert registry.releases() == []
        with pytest.raises(ConfigurationInvalidError):
            registry.manifest("r-1")
        with pytest.raises(ConfigurationInvalidError):
            registry.move(Pointer(), champion="r-1", candidate=None)
        registry.register(manifest("r-1"), files)

        assert registry.releases() == ["r-1"]
        assert store.read("releases/r-1/coach/adapter_model.safetensors") == b"coach" * 100

    def test_the_pointer_moves_by_compare_and_swap(self, home: str, files: Path) -> None:
        """Whoever holds an old pointer is refused and the pointer stays."""
        registry = open_registry(home, TENANT)
        registry.register(manifest("r-1"), files)
        registry.register(manifest("r-2"), files)
        first = registry.move(registry.pointer(), champion="r-1", candidate=None)
        second = registry.move(first, champion="r-1", candidate="r-2")

        with pytest.raises(ConflictError):
            registry.move(first, champion="r-2", candidate=None)
        assert registry.pointer() == second

    def test_of_eight_movers_one_wins(self, home: str, files: Path) -> None:
        """From the empty pointer and from a set one, exactly one of eight threads moves it."""
        registry = open_registry(home, TENANT)
        releases = [f"r-{number}" for number in range(16)]
        for release in releases:
            registry.register(manifest(release), files)
        first = race(home, Pointer(), releases[:8])
        assert [registry.pointer().champion] == first
        second = race(home, registry.pointer(), releases[8:])

        assert [registry.pointer().champion] == second

    def test_tenants_do_not_see_each_other(self, home: str, files: Path) -> None:
        """A release of one tenant does not exist for another."""
        open_registry(home, TENANT).register(manifest("r-1"), files)

        assert open_registry(home, "globex").releases() == []
        with pytest.raises(ConfigurationInvalidError):
            open_registry(home, "globex").fetch("r-1", files)
