"""A dataset of the hub: read over the library's own protocol, cached, and refused in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.systems.storage import open_store
from talktrack.world.source_apis.hub import HubServer

FILES = {
    "README.md": b"# A card",
    ".gitattributes": b"*.bin filter=lfs",
    "calls/a.txt": b"Ann: Hello.\n",
    "calls/b.txt": b"Bob: Hi.\n",
    "top.txt": b"Ann: Hello.\n",
}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub with one dataset, and an empty cache."""
    with HubServer("acme/calls", "v1", FILES) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
        yield server


def _paths(uri: str) -> list[str]:
    return [blob.path for blob in open_store(uri).list()]


@pytest.mark.usefixtures("hub")
def test_a_snapshot_is_listed_without_its_card() -> None:
    """Sorted, below a folder if one is named; hidden files are none."""
    assert _paths("hf://acme/calls@v1") == ["calls/a.txt", "calls/b.txt", "top.txt"]
    assert _paths("hf://datasets/acme/calls@v1/calls") == ["a.txt", "b.txt"]
    assert [blob.path for blob in open_store("hf://acme/calls@v1").list("top")] == ["top.txt"]


@pytest.mark.usefixtures("hub")
def test_a_file_is_read_by_the_uri_of_its_folder() -> None:
    """As plan and ingest name it."""
    store = open_store("hf://acme/calls@v1/calls")

    assert store.read("a.txt") == b"Ann: Hello.\n"
    assert store.read_with_generation("none.txt") is None


def test_what_was_read_once_needs_no_network(hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's cache answers; what is not in it is refused in one sentence."""
    seen = _paths("hf://acme/calls@v1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    assert _paths("hf://acme/calls@v1") == seen
    assert open_store("hf://acme/calls@v1").read("top.txt") == FILES["top.txt"]
    with pytest.raises(StoreUnavailableError, match=r"^cannot read hf://acme/calls@v2 .* offline, only what was read"):
        _paths("hf://acme/calls@v2")


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("uri", ["hf://acme/calls@v9", "hf://acme/none@v1"])
def test_an_unknown_dataset_or_revision_is_one_sentence(uri: str) -> None:
    """Also when a single file is asked for."""
    for look in (lambda: _paths(uri), lambda: open_store(uri).read("top.txt")):
        with pytest.raises(StoreUnavailableError, match=r"check its name, your access and the network"):
            look()


@pytest.mark.parametrize("uri", ["hf://acme/calls", "hf://@v1", "hf://acme/calls@v1/../x", "hf://a/b/c@v1"])
def test_a_name_without_a_revision_is_refused(uri: str) -> None:
    """What may change from run to run is no source."""
    with pytest.raises(ConfigurationInvalidError, match="name a revision"):
        open_store(uri)


def test_nothing_is_written() -> None:
    """A source is no home."""
    store = open_store("hf://acme/calls@v1")
    for write in (lambda: store.write("a", b""), lambda: store.write_if("a", b"", None), lambda: store.delete("a")):
        with pytest.raises(ConfigurationInvalidError, match="can only be read"):
            write()
    with pytest.raises(ConfigurationInvalidError, match="leaves its store"):
        store.read("../a")
