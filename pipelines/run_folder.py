"""The folder of one local run: artifacts hold text before redaction, so only its owner reads it, and it goes early."""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.home import TenantHome
from talktrack.systems.pipeline_runs import OWNER
from talktrack.systems.storage import GCS, open_store

HTML_START = b"<!doctype html"

Metrics = dict[str, dict[str, float]]


def make(home: str, tenant: str, pipeline: str) -> Path:
    """Make the folder of a new run, and remove those that earlier runs of this tenant left when they failed or died.

    Raises:
        ConfigurationInvalidError: the home cannot be written to.
    """
    runs = _runs(home, tenant)
    try:
        runs.mkdir(parents=True, exist_ok=True, mode=0o700)
        discard(home, tenant)
        return Path(mkdtemp(prefix=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{pipeline}-", dir=runs))
    except OSError as failure:
        raise _unusable(runs, failure) from None


def discard(home: str, tenant: str) -> tuple[int, list[str]]:
    """Remove what runs of a tenant left that are over; return how many, and the names of those that go on."""
    found = list(_runs(home, tenant).glob("*"))
    over = [folder for folder in found if not _alive(folder)]
    for folder in over:
        shutil.rmtree(folder, ignore_errors=True)
    return len(over), [folder.name for folder in found if folder not in over]


def keep_pages(root: Path, place: TenantHome, pipeline: str) -> list[str]:
    """Copy the pages of a run into the tenant's reports and return their names there."""
    store = open_store(place.reports)
    kept = []
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            is_page = opened.read(len(HTML_START)).lower() == HTML_START
        if is_page:
            kept.append(f"{pipeline}/{file.parent.name}-{file.name}.html")
            store.write(kept[-1], file.read_bytes())
    return kept


def metrics(root: Path) -> Metrics:
    """Return what the tasks of a run measured, by task; the iterations of a loop are added up."""
    found: Metrics = defaultdict(lambda: defaultdict(float))
    for file in root.rglob("executor_output.json"):
        artifacts = json.loads(file.read_bytes()).get("artifacts", {})
        for name, value in _metadata(artifacts, "metrics").items():
            if isinstance(value, int | float):
                found[file.parent.name][name] += value
    return found


def _metadata(artifacts: dict[str, Any], name: str) -> dict[str, Any]:
    entries = artifacts.get(name, {}).get("artifacts", [])
    metadata: dict[str, Any] = entries[0].get("metadata", {}) if entries else {}
    return metadata


def root_of(home: str) -> Path:
    """Return the folder below which runs work, never in a bucket; one that is made here is its owner's alone.

    Raises:
        ConfigurationInvalidError: there can be no such folder.
    """
    root = Path.home() / ".talktrack" if home.startswith(GCS) else Path(home)
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as failure:
        raise _unusable(root, failure) from None
    return root


def _unusable(folder: Path, failure: OSError) -> ConfigurationInvalidError:
    return ConfigurationInvalidError(f"cannot make the folder {folder} ({type(failure).__name__}): check --home.")


def _runs(home: str, tenant: str) -> Path:
    return root_of(home) / ("runs" if home.startswith(GCS) else ".runs") / tenant


def _alive(folder: Path) -> bool:
    """Tell whether the process that works in a folder lives; one without a name has only just been made."""
    try:
        os.kill(int((folder / OWNER).read_text()), 0)
    except FileNotFoundError:
        return _age_s(folder) < 60  # noqa: PLR2004 - the first thing that a run writes is who it is
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _age_s(folder: Path) -> float:
    return datetime.now(UTC).timestamp() - folder.stat().st_mtime
