"""Containers for local runs: what is missing is said before any work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.systems.containers import check_images, needs_network, settings


def test_without_an_engine_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the way without containers."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")

    with pytest.raises(ConfigurationInvalidError, match=r"^no container engine answers: start Docker, or run"):
        check_images(["talktrack/data:0.1.0"])


def test_folders_keep_their_paths(tmp_path: Path) -> None:
    """Parameters that name a path mean the same inside."""
    made = settings([str(tmp_path)], network=False)

    assert [(mount["Source"], mount["Target"]) for mount in made["mounts"]] == [(str(tmp_path), str(tmp_path))]
    assert made["user"] == f"{os.getuid()}:{os.getgid()}"


def test_a_task_has_no_more_rights_than_it_needs() -> None:
    """It writes where it is told to, gains nothing, and reaches nobody."""
    made = settings([], network=False)

    assert (made["read_only"], made["cap_drop"], made["network_mode"]) == (True, ["ALL"], "none")


@pytest.mark.parametrize(
    "elsewhere", ["gs://bucket/calls", "hf://sets/calls@main", "fireflies:?from=2026-01-01", "org/model@3f1c2d"]
)
def test_what_is_elsewhere_needs_the_network(elsewhere: str) -> None:
    """Alone or in a list of sources."""
    assert needs_network({"tenant": "acme", "home": "/data/home", "sources": ["/data/calls", elsewhere]})
    assert needs_network({"encoder_model": elsewhere})


def test_a_run_over_files_needs_none(tmp_path: Path) -> None:
    """An address is no service, and a folder may have any name."""
    (tmp_path / "me@work").mkdir()

    assert not needs_network({"tenant": "acme", "sources": [str(tmp_path / "me@work")], "seed": 7, "dry_run": False})


def test_a_tenant_with_a_vector_store_elsewhere_needs_the_network() -> None:
    """It is in the tenant's notes, not among the arguments."""
    assert needs_network({"home": "/data/home"}, ["weaviate+https://host:8080?grpc=host:50051"])
    assert not needs_network({"home": "/data/home"}, ["lancedb+/data/chunks"])
