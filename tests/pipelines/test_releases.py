"""``release list`` and ``release adopt``: a champion without a cluster."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from pipelines.releases import adopt, show, table
from talktrack.core.errors import ConfigurationInvalidError, TenantUnknownError
from talktrack.core.ports import Pointer
from talktrack.core.release import ReleaseManifest
from talktrack.systems.registry import BlobRegistry, open_registry
from talktrack.systems.repository import open_repository

TENANT = "acme"


@pytest.fixture
def registry(tmp_path: Path) -> BlobRegistry:
    """Return a registry with two releases, the second of which waits."""
    open_repository(str(tmp_path), TENANT, create=True)
    (tmp_path / "files").mkdir()
    made = open_registry(str(tmp_path), TENANT)
    for name in ("r-1", "r-2"):
        made.register(_manifest(name), tmp_path / "files")
    made.move(made.pointer(), champion="r-1", candidate="r-2")
    return made


def _manifest(name: str) -> ReleaseManifest:
    return ReleaseManifest(
        id=name,
        tenant=TENANT,
        base_id="b",
        tokenizer_sha256="t",
        prompt_version="p",
        encoder_version="e",
        adapters={},
        created_at=f"2026-03-0{name[-1]}",
        metrics={"roleplay_loss": 1.5},
    )


def _asked(home: Path, release: str = "", json: bool = False) -> Namespace:
    return Namespace(home=str(home), tenant=TENANT, id=release, json=json)


def test_an_adopted_release_is_the_champion(
    tmp_path: Path, registry: BlobRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    """The candidate moves up, and nobody is the candidate then."""
    adopt(_asked(tmp_path, "r-2"))

    assert (registry.pointer().champion, registry.pointer().candidate) == ("r-2", None)
    assert capsys.readouterr().out == "r-2 is the champion of acme instead of r-1. No traffic was moved.\n"


def test_going_back_leaves_the_candidate_waiting(tmp_path: Path, registry: BlobRegistry) -> None:
    """Adopting an older release says nothing about the newest."""
    adopt(_asked(tmp_path, "r-1"))

    assert (registry.pointer().champion, registry.pointer().candidate) == ("r-1", "r-2")


def test_what_was_never_registered_is_refused(tmp_path: Path, registry: BlobRegistry) -> None:
    """The sentence names what there is, and the champion stays."""
    with pytest.raises(ConfigurationInvalidError, match="the registered ones are r-1, r-2"):
        adopt(_asked(tmp_path, "r-3"))
    assert registry.pointer().champion == "r-1"


def test_a_misspelt_tenant_gets_no_registry(tmp_path: Path, registry: BlobRegistry) -> None:
    """Reading commands never make a tenant."""
    with pytest.raises(TenantUnknownError):
        show(Namespace(home=str(tmp_path), tenant="acmee"))


@pytest.mark.usefixtures("registry")
def test_releases_are_listed_with_their_standing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, oldest first."""
    show(_asked(tmp_path))
    lines = [line for line in capsys.readouterr().out.splitlines() if "r-" in line]

    assert ["r-1" in lines[0], "champion" in lines[0], "candidate" in lines[1], "1.500" in lines[1]] == [True] * 4


OLD, NEW = "r-830c4d7a91e2", "r-1f0b5c66d2aa"


def test_ids_are_whole_where_no_terminal_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They go into other commands, so a pipe of 80 columns shortens none of them."""
    open_repository(str(tmp_path), TENANT, create=True)
    (tmp_path / "files").mkdir()
    registry = open_registry(str(tmp_path), TENANT)
    registry.register(_release(OLD, None), tmp_path / "files")
    registry.register(_release(NEW, OLD), tmp_path / "files")
    registry.move(registry.pointer(), champion=OLD, candidate=NEW)
    show(_asked(tmp_path))
    printed = capsys.readouterr().out

    assert "…" not in printed
    assert (printed.count(OLD), printed.count(NEW), printed.count("candidate")) == (2, 1, 1)


@pytest.mark.parametrize("width", [30, 80])
def test_ids_are_whole_on_a_narrow_terminal(width: int) -> None:
    """What else is in the table gives way."""
    target = io.StringIO()
    shown = table([_release(OLD, None), _release(NEW, OLD)], Pointer(champion=OLD, candidate=NEW))
    Console(file=target, width=width).print(shown, crop=False)

    assert (target.getvalue().count(OLD), target.getvalue().count(NEW)) == (2, 1)


def _release(name: str, parent: str | None) -> ReleaseManifest:
    made = msgspec.structs.replace(_manifest("r-1"), id=name, parent=parent)
    return msgspec.structs.replace(made, created_at="2026-03-02T10:00:00.123456+00:00")


@pytest.mark.usefixtures("registry")
def test_releases_are_listed_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole manifests with their standing."""
    show(_asked(tmp_path, json=True))
    told = json.loads(capsys.readouterr().out)

    assert [(one["id"], one["standing"]) for one in told] == [("r-1", "champion"), ("r-2", "candidate")]
    assert told[0]["metrics"] == {"roleplay_loss": 1.5}
