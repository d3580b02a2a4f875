"""A release as the predictor serves it: checked against the base at hand, loaded, warmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.ports import AnsweringModel, Encoder
from talktrack.core.records import PATHS
from talktrack.core.release import ReleaseManifest, unlike
from talktrack.systems.storage import copy_out, open_store

MANIFEST = "manifest.json"
PREVIOUS = "previous-"
"""How the adapters of the release to fall back to are called."""


@dataclass(frozen=True)
class Loaded:
    """A release in memory: its id, and the name of the adapter that answers on each path."""

    id: str
    adapters: Mapping[str, str]


@contextmanager
def fetched(place: str) -> Iterator[Path]:
    """Lend the local directory of a release, a copy where it is not local, for as long as it is loaded.

    Raises:
        ConfigurationInvalidError: there is no release at that place.
    """
    if Path(place).is_dir():
        yield Path(place)
        return
    store = open_store(place)
    if all(blob.path != MANIFEST for blob in store.list("")):
        raise ConfigurationInvalidError(f"there is no {MANIFEST} at {place}: give the place of a registered release.")
    with TemporaryDirectory(prefix="release-") as folder:
        yield copy_out(store, Path(folder))


def read_manifest(directory: Path, tenant: str, place: str = "") -> ReleaseManifest:
    """Return the manifest of a release directory; errors name the place that it is a copy of, if it is one.

    Raises:
        ConfigurationInvalidError: there is none, it is damaged, or the release belongs to another tenant.
    """
    file = f"{place or directory}/{MANIFEST}"
    try:
        manifest = msgspec.json.decode((directory / MANIFEST).read_bytes(), type=ReleaseManifest)
    except FileNotFoundError as missing:
        raise ConfigurationInvalidError(f"there is no {file}: give the directory of a registered release.") from missing
    except msgspec.MsgspecError as damaged:
        raise ConfigurationInvalidError(f"{file} is not a release manifest: register the release again.") from damaged
    if manifest.tenant != tenant:
        message = f"release {manifest.id} does not belong to tenant {tenant}: adapters never serve another tenant."
        raise ConfigurationInvalidError(message)
    return manifest


def load_release(
    directory: Path, manifest: ReleaseManifest, model: AnsweringModel, encoder: Encoder | None, prefix: str = ""
) -> Loaded:
    """Load and warm the adapters, under names that begin with `prefix`; a path without one is served by the bare base.

    Raises:
        ReleaseMismatchError: base, tokenizer, prompts or encoder are not those that the release was made with.
    """
    check_fits(manifest, model, encoder)
    adapters = dict.fromkeys(PATHS, "")
    for path in PATHS:
        if path in manifest.adapters:
            adapters[path] = f"{prefix}{path}"
            model.load_adapter(adapters[path], directory / path)
    for adapter in adapters.values():
        model.generate(["warm"], adapter, 1)
    return Loaded(manifest.id, adapters)


def check_fits(manifest: ReleaseManifest, model: AnsweringModel, encoder: Encoder | None) -> None:
    """Compare what the release was made with to what is here, and name the first difference."""
    found = unlike(manifest, model)
    if not found and encoder is not None and manifest.encoder_version not in {"", encoder.version}:
        found = f"encoder {manifest.encoder_version} instead of {encoder.version}"
    if found:
        raise ReleaseMismatchError(f"release {manifest.id} was made with {found}: serve it with its own.")
