"""The recovery guide, rehearsed: a home is backed up by its commands, destroyed and restored, and works."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.local_runs import LocalRun, execute
from talktrack.core.errors import KeyMismatchError
from talktrack.core.tables import CONVERSATIONS, CONVERSATIONS_RAW, TABLES
from talktrack.systems.keys import tenant_key
from talktrack.systems.registry import open_registry
from talktrack.systems.repository import open_repository
from tests.docs.guides import GUIDES, section
from tests.docs.scratch import ENCODER, Scratch
from tests.samples import TENANT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

PAGE = GUIDES / "recovery.md"
SEARCH = f'python -m pipelines search --tenant {TENANT} --home home --json "price of a seat"'


def _known(scratch: Scratch) -> dict[str, Any]:
    """Return all that has to survive, read through our own doors."""
    home = scratch.home
    repository, registry = open_repository(home, TENANT), open_registry(home, TENANT)
    pointer = registry.pointer()
    return {
        "pointer": (pointer.champion, pointer.candidate),
        "releases": registry.releases(),
        "files": _digests(Path(home) / TENANT / "registry" / "releases"),
        "tables": {table.name: (repository.count(table), repository.version(table)) for table in TABLES},
        "raw": [one.turns[0].text for one in repository.scan(CONVERSATIONS_RAW)],
        "key": tenant_key(home, TENANT).fingerprint,
        "hits": _succeeded(scratch, SEARCH),
    }


def _digests(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.name.endswith(".lock"))
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _succeeded(scratch: Scratch, script: str) -> str:
    done = scratch.run(script)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_a_destroyed_home_comes_back_whole_and_goes_on(scratch: Callable[[], Scratch]) -> None:
    """Pointer, releases, tables, raw zone, key and hits are the same; the next ingestion adds what is new, once."""
    place = scratch()
    before = _known(place)
    assert (before["pointer"], len(before["raw"]), len(before["files"])) == (("r-1", "r-2"), 2, 6)
    assert json.loads(before["hits"].splitlines()[0])["conversation_id"]

    _succeeded(place, section(PAGE, "Back up"))
    shutil.rmtree(place.home)
    _succeeded(place, section(PAGE, "Restore"))
    _succeeded(place, section(PAGE, "Check"))

    assert _known(place) == before
    (place.root / "calls" / "new.txt").write_text(
        (place.root / "calls" / "call.txt").read_text().replace("forty", "fifty")
    )
    order = LocalRun(
        "ingestion", TENANT, place.home, [str(place.root / "calls")], [f"encoder_model={place.root / ENCODER}"]
    )
    assert execute(order).good
    assert open_repository(place.home, TENANT).count(CONVERSATIONS) == before["tables"]["conversations"][0] + 1


def test_a_back_up_without_the_key_is_refused(scratch: Callable[[], Scratch]) -> None:
    """No new key is made for it: the sentence names the file to restore, from the command line as in the code."""
    place = scratch()
    _succeeded(place, section(PAGE, "Back up"))
    shutil.rmtree(place.home)
    _succeeded(place, section(PAGE, "Restore"))
    shutil.rmtree(Path(place.home) / ".keys")

    with pytest.raises(KeyMismatchError, match=r"was written is gone: restore .*acme\.key\."):
        open_repository(place.home, TENANT)
    refused = place.run(SEARCH)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("KeyMismatch: the key under which ")
    assert not (Path(place.home) / ".keys").exists()


def test_a_damaged_back_up_is_not_restored(scratch: Callable[[], Scratch]) -> None:
    """A byte that changed is told before anything is copied."""
    place = scratch()
    _succeeded(place, section(PAGE, "Back up"))
    shutil.rmtree(place.home)
    [file] = (place.root / "backup" / TENANT / "registry" / "releases" / "r-1" / "coach").iterdir()
    file.write_bytes(b"x" + file.read_bytes()[1:])

    refused = place.run(section(PAGE, "Restore"))

    assert refused.returncode != 0
    assert "adapter_model.safetensors: FAILED" in refused.stdout + refused.stderr
    assert not Path(place.home).exists()
