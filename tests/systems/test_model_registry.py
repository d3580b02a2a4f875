"""The registry that is mirrored in Kubeflow Model Registry keeps a registry's promises, and some of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from model_registry import ModelRegistry  # type: ignore[import-untyped]

from talktrack.core.errors import ConfigurationInvalidError, ConflictError, StoreUnavailableError
from talktrack.core.home import TenantHome
from talktrack.core.ports import Pointer
from talktrack.systems.model_registry import catalogue
from talktrack.systems.model_registry.address import TOKEN_FILE, Address
from talktrack.systems.model_registry.entries import stage_after
from talktrack.systems.model_registry.registry import MirroredRegistry
from talktrack.systems.registry import MODEL_REGISTRY, POINTER, BlobRegistry, open_registry
from talktrack.systems.storage import LocalStore, open_store
from talktrack.world.json_service import Fault
from talktrack.world.model_registry.api import ModelRegistryApi
from tests.samples import TENANT
from tests.systems.registry_contract import RegistryContract, manifest, release_files

MODEL = f"talktrack-{TENANT}"


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelRegistryApi]:
    """An empty service; no certificates are needed, and loading them would be most of the time of these tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no-certificates"))
    with ModelRegistryApi() as running:
        yield running


@pytest.fixture
def home(api: ModelRegistryApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty home whose releases are mirrored."""
    monkeypatch.setenv(MODEL_REGISTRY, api.url)
    return str(tmp_path / "home")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A release directory."""
    return release_files(tmp_path / "release")


class TestMirroredRegistry(RegistryContract):
    """The object store with its mirror, as its stand-in on loopback."""

    @pytest.fixture
    def home(self, api: ModelRegistryApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """A home that starts empty."""
        monkeypatch.setenv(MODEL_REGISTRY, api.url)
        return str(tmp_path / "home")


def told(api: ModelRegistryApi, release: str) -> dict[str, object]:
    """Return the properties of a release's model version, plainly."""
    version = next(version for version in api.kept("model_versions") if version["name"] == release)
    return {
        name: next(held for field, held in value.items() if field != "metadataType")
        for name, value in version["customProperties"].items()
    }


def stages(api: ModelRegistryApi) -> dict[str, tuple[object, str]]:
    """Return stage and state of all model versions by release."""
    versions = api.kept("model_versions")
    return {version["name"]: (told(api, version["name"])["stage"], version["state"]) for version in versions}


def blobs(home: str) -> list[str]:
    """Return what lies in the object store."""
    return [blob.path for blob in open_store(TenantHome(home, TENANT).registry).list()]


def test_the_services_own_client_finds_a_release(api: ModelRegistryApi, home: str, files: Path) -> None:
    """`ModelRegistry`, which others use, reads lineage, metrics and the address of the files."""
    made = msgspec.structs.replace(manifest("r-1"), parent="r-0", metrics={"relevance": 0.9}, lineage={"examples": "7"})
    uri = open_registry(home, TENANT).register(made, files)
    client = ModelRegistry(api.url, author="a person", async_runner=asyncio.run)
    version = client.get_model_version(MODEL, "r-1")
    artifact = client.get_model_artifact(MODEL, "r-1")

    assert version.custom_properties == {
        "base_id": "base",
        "tokenizer_sha256": "t",
        "prompt_version": "p1",
        "encoder_version": "e1",
        "mode": "full",
        "created_at": "2026-01-01T00:00:00Z",
        "parent": "r-0",
        "adapter.roleplay": "1",
        "adapter.coach": "2",
        "lineage.examples": "7",
        "metric.relevance": 0.9,
        "stage": "registered",
    }
    assert (uri, "safetensors") == (artifact.uri, artifact.model_format_name)


def test_stages_follow_the_pointer(api: ModelRegistryApi, home: str, files: Path) -> None:
    """What is no longer pointed at is archived, what never was stays registered, and properties stay whole."""
    registry = open_registry(home, TENANT)
    for release in ("r-1", "r-2", "r-3"):
        registry.register(manifest(release), files)
    first = registry.move(registry.pointer(), champion="r-1", candidate="r-2")
    assert stages(api) == {
        "r-1": ("champion", "LIVE"),
        "r-2": ("candidate", "LIVE"),
        "r-3": ("registered", "LIVE"),
    }
    registry.move(first, champion="r-2", candidate=None)

    assert stages(api) == {
        "r-1": ("archived", "ARCHIVED"),
        "r-2": ("champion", "LIVE"),
        "r-3": ("registered", "LIVE"),
    }
    assert told(api, "r-1") == {**told(api, "r-3"), "stage": "archived"}


def test_a_rollback_brings_an_archived_release_back() -> None:
    """Being pointed at says more than what was before."""
    assert stage_after("r-1", Pointer(champion="r-1"), "archived") == "champion"


def test_registering_again_asks_for_nothing_new(api: ModelRegistryApi, home: str, files: Path) -> None:
    """The second time nothing is made and nothing updated."""
    open_registry(home, TENANT).register(manifest("r-1"), files)
    before = len(api.calls)
    open_registry(home, TENANT).register(manifest("r-1", created_at="2027-01-01T00:00:00Z"), files)

    assert [call for call in api.calls[before:] if not call.startswith("GET")] == []
    assert told(api, "r-1")["created_at"] == "2026-01-01T00:00:00Z"


def test_eight_registrations_at_once_are_entered_once(api: ModelRegistryApi, home: str, files: Path) -> None:
    """One model, one version and one artifact, whoever was first."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: open_registry(home, TENANT).register(manifest("r-1"), files), range(8)))

    assert {kind: len(api.kept(kind)) for kind in ("registered_models", "model_versions", "model_artifacts")} == {
        "registered_models": 1,
        "model_versions": 1,
        "model_artifacts": 1,
    }
    assert stages(api) == {"r-1": ("registered", "LIVE")}


def test_all_pages_are_read(home: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A champion on the last of three pages is archived."""
    with ModelRegistryApi(page=2) as api:
        monkeypatch.setenv(MODEL_REGISTRY, api.url)
        registry = open_registry(home, TENANT)
        for number in range(5):
            registry.register(manifest(f"r-{number}"), files)
        first = registry.move(Pointer(), champion="r-4", candidate=None)
        registry.move(first, champion="r-0", candidate=None)

        assert [stages(api)["r-0"], stages(api)["r-4"]] == [("champion", "LIVE"), ("archived", "ARCHIVED")]


def test_releases_from_before_the_mirror_are_kept_and_entered(
    api: ModelRegistryApi, tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The champion of a home without a mirror is there at once and entered with the next release."""
    home = str(tmp_path / "home")
    plain = open_registry(home, TENANT)
    plain.register(manifest("r-1"), files)
    pointer = plain.move(Pointer(), champion="r-1", candidate=None)
    monkeypatch.setenv(MODEL_REGISTRY, api.url)
    registry = open_registry(home, TENANT)
    assert (["r-1"], pointer) == (registry.releases(), registry.pointer())
    registry.register(manifest("r-2"), files)

    assert stages(api) == {"r-1": ("champion", "LIVE"), "r-2": ("registered", "LIVE")}


def test_tenants_are_models_of_their_own(api: ModelRegistryApi, home: str, files: Path) -> None:
    """The same release of two tenants is two versions below two models."""
    for tenant in (TENANT, "globex"):
        open_registry(home, tenant).register(manifest("r-1"), files)

    assert [model["name"] for model in api.kept("registered_models")] == [MODEL, "talktrack-globex"]
    assert [model["id"] for model in api.kept("registered_models")] == [
        version["registeredModelId"] for version in api.kept("model_versions")
    ]


def test_a_service_that_is_away_leaves_nothing_half_written(api: ModelRegistryApi, home: str, files: Path) -> None:
    """A release is refused in one sentence before its first file, and taken whole once the service is back."""
    api.plant(Fault(503))
    with pytest.raises(StoreUnavailableError, match=r"cannot use the Model Registry at http://.*503"):
        open_registry(home, TENANT).register(manifest("r-1"), files)
    assert blobs(home) == []
    open_registry(home, TENANT).register(manifest("r-1"), files)

    assert stages(api) == {"r-1": ("registered", "LIVE")}


def test_no_server_is_unavailable(home: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens: a clear error, and the object store stays empty."""
    with ModelRegistryApi() as gone:
        monkeypatch.setenv(MODEL_REGISTRY, gone.url)
    with pytest.raises(StoreUnavailableError, match="check the service"):
        open_registry(home, TENANT).register(manifest("r-1"), files)

    assert blobs(home) == []


@pytest.mark.parametrize(
    ("spared", "applied"), [*((call, True) for call in range(9)), (1, False), (5, False), (8, False)]
)
def test_registering_again_completes_what_broke_off(
    api: ModelRegistryApi, home: str, files: Path, spared: int, *, applied: bool
) -> None:
    """Whichever of the nine calls fails, done or not, the next registration leaves the same as if none had."""
    api.plant(Fault(500, spared=spared, applied=applied))
    registry = open_registry(home, TENANT)
    with pytest.raises(StoreUnavailableError):
        registry.register(manifest("r-1"), files)
    registry.register(manifest("r-1"), files)

    assert registry.releases() == ["r-1"]
    assert stages(api) == {"r-1": ("registered", "LIVE")}
    assert [artifact["uri"] for artifact in api.kept("model_artifacts")] == [registry.uri("r-1")]


def test_half_an_entry_says_so(api: ModelRegistryApi, home: str, files: Path) -> None:
    """A version whose artifact could not be entered is called incomplete, and the release is not lost."""
    api.plant(Fault(500, call="POST model_versions/"))
    registry = open_registry(home, TENANT)
    with pytest.raises(StoreUnavailableError):
        registry.register(manifest("r-1"), files)

    assert stages(api) == {"r-1": ("incomplete", "LIVE")}
    assert registry.releases() == ["r-1"]


def test_a_pointer_moves_while_the_service_is_away(
    api: ModelRegistryApi, home: str, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A rollback waits for no mirror; it is warned of, and the next move catches up."""
    registry = open_registry(home, TENANT)
    for release in ("r-1", "r-2"):
        registry.register(manifest(release), files)
    first = registry.move(registry.pointer(), champion="r-2", candidate=None)
    api.plant(Fault(503))
    second = registry.move(first, champion="r-1", candidate=None)
    assert (registry.pointer(), "champion") == (second, told(api, "r-2")["stage"])
    assert "mirror lags behind" in caplog.text
    registry.move(second, champion="r-1", candidate=None)

    assert stages(api) == {"r-1": ("champion", "LIVE"), "r-2": ("archived", "ARCHIVED")}


def test_a_lost_race_changes_no_stage(api: ModelRegistryApi, home: str, files: Path) -> None:
    """Who holds an old pointer is refused by the store before the mirror hears of it."""
    registry = open_registry(home, TENANT)
    for release in ("r-1", "r-2"):
        registry.register(manifest(release), files)
    registry.move(Pointer(), champion="r-1", candidate=None)
    before = len(api.calls)
    with pytest.raises(ConflictError):
        registry.move(Pointer(), champion="r-2", candidate=None)

    assert api.calls[before:] == []


class RivalStore(LocalStore):
    """A directory in which somebody else takes turns right after the pointer was read."""

    def __init__(self, root: str) -> None:
        """Nobody else is there yet."""
        super().__init__(root)
        self.rival: list[Callable[[], object]] = []

    def read_with_generation(self, path: str) -> tuple[bytes, str] | None:
        """Read; then it is the rival's turn, the last of the list first."""
        found = super().read_with_generation(path)
        if path == POINTER and self.rival:
            self.rival.pop()()
        return found


def test_a_pointer_that_moved_meanwhile_is_mirrored_again(api: ModelRegistryApi, home: str, files: Path) -> None:
    """Who entered an old pointer looks again and enters the new one, though its mover never came to do it."""
    store = RivalStore(TenantHome(home, TENANT).registry)
    registry = MirroredRegistry(store, Address(api.url), TENANT)
    for release in ("r-1", "r-2"):
        registry.register(manifest(release), files)
    plain = BlobRegistry(LocalStore(store.uri))
    store.rival = [lambda: plain.move(plain.pointer(), champion="r-2", candidate=None), lambda: None]
    registry.move(Pointer(), champion="r-1", candidate=None)

    assert stages(api) == {"r-1": ("archived", "ARCHIVED"), "r-2": ("champion", "LIVE")}


class OvertakenStore(LocalStore):
    """A store in which somebody else moves the pointer as soon as we did."""

    rival: list[Callable[[], object]]

    def write_if(self, path: str, data: bytes, generation: str | None) -> str:
        """Write, then let the rival do its work."""
        written = super().write_if(path, data, generation)
        if path == POINTER:
            self.rival.pop()()
        return written


def test_a_champion_that_was_overtaken_before_the_service_heard_of_it_is_archived(
    api: ModelRegistryApi, home: str, files: Path
) -> None:
    """The next mover tells of its own pointer first; who was champion for a moment is archived, not new."""
    store = OvertakenStore(TenantHome(home, TENANT).registry)
    registry = MirroredRegistry(store, Address(api.url), TENANT)
    for release in ("r-1", "r-2"):
        registry.register(manifest(release), files)
    next_mover = open_registry(home, TENANT)
    store.rival = [lambda: next_mover.move(next_mover.pointer(), champion="r-2", candidate=None)]
    registry.move(Pointer(), champion="r-1", candidate=None)

    assert stages(api) == {"r-1": ("archived", "ARCHIVED"), "r-2": ("champion", "LIVE")}


def test_the_mirror_shows_the_last_of_eight_movers(api: ModelRegistryApi, home: str, files: Path) -> None:
    """However their words to the service cross, it ends with the store's champion alone."""
    releases = [f"r-{number}" for number in range(8)]
    for release in releases:
        open_registry(home, TENANT).register(manifest(release), files)

    def move(release: str) -> None:
        registry = open_registry(home, TENANT)
        while True:
            try:
                registry.move(registry.pointer(), champion=release, candidate=None)
            except ConflictError:
                continue
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(move, releases))
    champion = open_registry(home, TENANT).pointer().champion

    assert dict.fromkeys(releases, ("archived", "ARCHIVED")) | {champion: ("champion", "LIVE")} == stages(api)


def test_a_server_without_v1_is_named(home: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Services of last year speak v1alpha3 only."""
    with ModelRegistryApi(only="v1alpha3") as old:
        monkeypatch.setenv(MODEL_REGISTRY, old.url)
        with pytest.raises(StoreUnavailableError, match="version v1"):
            open_registry(home, TENANT).register(manifest("r-1"), files)

    assert blobs(home) == []


def test_a_token_is_shown(home: str, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the service refuses us; with it, read from the named file, a release is entered."""
    with ModelRegistryApi(token="s3") as guarded:
        monkeypatch.setenv(MODEL_REGISTRY, guarded.url)
        with pytest.raises(StoreUnavailableError, match="401"):
            open_registry(home, TENANT).register(manifest("r-1"), files)
        (tmp_path / "token").write_text("s3\n")
        monkeypatch.setenv(TOKEN_FILE, str(tmp_path / "token"))
        open_registry(home, TENANT).register(manifest("r-1"), files)

        assert stages(guarded) == {"r-1": ("registered", "LIVE")}


def test_a_token_file_that_is_gone_is_named(home: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a refusal that would send somebody to look for roles."""
    monkeypatch.setenv(TOKEN_FILE, "/no/such/file")

    with pytest.raises(ConfigurationInvalidError, match="/no/such/file"):
        open_registry(home, TENANT).register(manifest("r-1"), files)


def test_a_service_that_does_not_answer_is_given_up(home: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline holds for the whole conversation."""
    monkeypatch.setattr(catalogue, "DEADLINE_S", 0.0)

    with pytest.raises(StoreUnavailableError, match="TimeoutError"):
        open_registry(home, TENANT).register(manifest("r-1"), files)


@pytest.mark.parametrize("url", ["registry:8080", "ftp://registry", "http://", "http://registry:port", "https://:443"])
def test_what_is_no_address_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Before anything is asked or written."""
    monkeypatch.setenv(MODEL_REGISTRY, url)

    with pytest.raises(ConfigurationInvalidError, match="no Model Registry"):
        open_registry(str(tmp_path), TENANT)


def test_an_address_without_a_port_has_the_clients() -> None:
    """8080 for http and 443 for https."""
    assert [Address(url).host for url in ("http://a", "https://a/", "https://a:8443")] == [
        "http://a:8080",
        "https://a:443",
        "https://a:8443",
    ]


def test_without_an_address_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The object store alone, as before; an empty variable is none."""
    monkeypatch.setenv(MODEL_REGISTRY, "")

    assert type(open_registry(str(tmp_path), TENANT)) is BlobRegistry
