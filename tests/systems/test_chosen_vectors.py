"""Where chunks are kept is noted once in the tenant's home, and every door opens the same databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktrack.core.chunk_rows import chunk_rows
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import LiveIndex
from talktrack.systems.vectors.chosen import NEAREST, choose, noted, open_vectors
from talktrack.systems.vectors.lancedb import LanceVectors
from talktrack.systems.vectors.regions.store import Regions
from talktrack.systems.vectors.weaviate.store import WeaviateVectors
from talktrack.world.weaviate.api import WeaviateApi
from tests.samples import TENANT
from tests.systems.vector_store_contract import COLLECTION, chunk


def test_without_a_note_chunks_are_in_the_home(tmp_path: Path) -> None:
    """Nothing needs to be chosen."""
    home = str(tmp_path)
    choose(home, TENANT, [])
    open_vectors(home, TENANT).replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    assert noted(home, TENANT) == {}
    assert list((tmp_path / TENANT / "vectors").iterdir())


def test_a_database_is_chosen_once_for_all(tmp_path: Path) -> None:
    """Later runs without the parameter, and everything that reads, go to the same place."""
    home = str(tmp_path)
    with WeaviateApi() as server:
        choose(home, TENANT, [f"weaviate+{server.url}"])
        choose(home, TENANT, [])
        written = open_vectors(home, TENANT)
        written.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

        assert isinstance(written, WeaviateVectors)
        assert open_vectors(home, TENANT).count(COLLECTION) == 1


def test_several_regions_are_one_store(tmp_path: Path) -> None:
    """Written to both, read from the first."""
    home = str(tmp_path / "home")
    choose(home, TENANT, [f"eu=lancedb+{tmp_path}/eu", f"us=lancedb+{tmp_path}/us"])
    store = open_vectors(home, TENANT)
    store.replace(COLLECTION, chunk_rows([chunk("k1")], 3))

    assert isinstance(store, Regions)
    assert all(list((tmp_path / name / TENANT).iterdir()) for name in ("eu", "us"))


def test_a_reader_says_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region that nobody noted is a sentence, not another database."""
    choose(str(tmp_path), TENANT, [f"eu=lancedb+{tmp_path}/eu", f"us=lancedb+{tmp_path}/us"])
    monkeypatch.setenv(NEAREST, "ap")

    with pytest.raises(ConfigurationInvalidError, match="TALKTRACK_REGION is ap: set it to one of eu, us"):
        open_vectors(str(tmp_path), TENANT)


def test_chunks_are_never_left_behind(tmp_path: Path) -> None:
    """Who has an index in one database cannot choose another in passing."""
    open_vectors(str(tmp_path), TENANT).switch(LiveIndex(COLLECTION, "tiny"))

    with pytest.raises(ConfigurationInvalidError, match="are in the home and stay there"):
        choose(str(tmp_path), TENANT, [f"lancedb+{tmp_path}/other"])


@pytest.mark.parametrize(
    "references",
    [
        ["weaviate"],
        ["oracle+https://host"],
        ["eu=lancedb+"],
        ["eu=lancedb+/a", "eu=lancedb+/b"],
        ["lancedb+/a", "lancedb+/b"],
    ],
)
def test_an_unclear_reference_is_refused(tmp_path: Path, references: list[str]) -> None:
    """Before anything is noted."""
    with pytest.raises(ConfigurationInvalidError, match=r"vector database|apart"):
        choose(str(tmp_path), TENANT, references)
    assert noted(str(tmp_path), TENANT) == {}


def test_a_folder_is_noted_from_the_root_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever searches from another directory finds the same chunks."""
    monkeypatch.chdir(tmp_path)
    choose(str(tmp_path / "home"), TENANT, ["lancedb+here"])

    assert noted(str(tmp_path / "home"), TENANT) == {"only": f"lancedb+{tmp_path}/here"}


def test_an_address_with_a_password_is_refused_without_it(tmp_path: Path) -> None:
    """Notes and logs are no place for it."""
    with pytest.raises(ConfigurationInvalidError, match="host holds credentials") as refused:
        choose(str(tmp_path), TENANT, ["weaviate+http://user:secret@host:8080"])
    assert "secret" not in str(refused.value)


def test_the_home_itself_is_a_lance_store(tmp_path: Path) -> None:
    """The default and the embedded store are one class."""
    assert isinstance(open_vectors(str(tmp_path), TENANT), LanceVectors)
