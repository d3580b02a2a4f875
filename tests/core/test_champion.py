"""The champion as trainings use it: checked copies, or a note that says what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talktrack.core.champion import Champion, lent_champion
from talktrack.core.errors import ReleaseMismatchError
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import BlobRegistry
from talktrack.systems.storage import LocalStore


@pytest.fixture
def registry(tmp_path: Path) -> BlobRegistry:
    """Return a registry whose champion has a roleplay adapter."""
    made = BlobRegistry(LocalStore(str(tmp_path / "registry")))
    files = tmp_path / "files"
    (files / "roleplay").mkdir(parents=True)
    (files / "roleplay" / "weights").write_text("w1")
    made.register(_manifest(), files)
    made.move(made.pointer(), champion="r-1", candidate=None)
    return made


def _manifest() -> ReleaseManifest:
    return ReleaseManifest(
        id="r-1",
        tenant="acme",
        base_id="b",
        tokenizer_sha256="t",
        prompt_version="p",
        encoder_version="e",
        adapters={"roleplay": "w1"},
    )


def _digest(adapter: Path) -> str:
    try:
        return (adapter / "weights").read_text()
    except OSError as gone:
        raise ReleaseMismatchError("there are no weights") from gone


def _fits(_: ReleaseManifest) -> str:
    return ""


def test_a_whole_champion_is_lent_and_taken_back(registry: BlobRegistry) -> None:
    """The copy is there inside the context only."""
    with lent_champion(registry, _digest, _fits) as champion:
        weights = champion.adapters["roleplay"] / "weights"
        assert (champion.id, champion.note, weights.read_text()) == ("r-1", "", "w1")
    assert not weights.exists()


def test_no_champion_is_no_fault(tmp_path: Path) -> None:
    """A new tenant has none, and nothing is to be said about it."""
    with lent_champion(BlobRegistry(LocalStore(str(tmp_path))), _digest, _fits) as champion:
        assert champion == Champion()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("manifest.json", "r-1 is not in the registry any more"),
        ("roleplay/weights", r"r-1 has damaged files \(roleplay\)"),
    ],
)
def test_a_champion_that_lost_files_is_named(registry: BlobRegistry, tmp_path: Path, harm: str, told: str) -> None:
    """The base stands in its place, and the note says which release to restore."""
    (tmp_path / "registry" / "releases" / "r-1" / harm).unlink()

    with lent_champion(registry, _digest, _fits) as champion:
        assert (champion.id, champion.adapters) == (None, {})
        assert re.search(f"{told}.*restore", champion.note)


def test_a_changed_adapter_is_damaged(registry: BlobRegistry, tmp_path: Path) -> None:
    """Files that are whole but not those of the manifest are not the champion."""
    (tmp_path / "registry" / "releases" / "r-1" / "roleplay" / "weights").write_text("w2")

    with lent_champion(registry, _digest, _fits) as champion:
        assert "damaged" in champion.note


def test_a_misfit_is_told_in_its_own_words(registry: BlobRegistry) -> None:
    """Another base is no damage: nothing has to be restored."""
    with lent_champion(registry, _digest, lambda _: "base model b instead of c") as champion:
        assert champion.note == (
            "the champion r-1 was made with base model b instead of c, so the base stands in its place"
        )
