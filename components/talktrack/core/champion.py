"""The release in service as trainings use it: checked copies of its adapters, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.errors import ConfigurationInvalidError, ReleaseMismatchError
from talktrack.core.ports import Registry
from talktrack.core.release import ReleaseManifest


@dataclass(frozen=True)
class Champion:
    """Its id and local adapters by path. Without an id there is none that could be used, and `note` says why."""

    id: str | None = None
    adapters: Mapping[str, Path] = field(default_factory=dict)
    note: str = ""


@contextmanager
def lent_champion(
    registry: Registry, digest: Callable[[Path], str], misfit: Callable[[ReleaseManifest], str]
) -> Iterator[Champion]:
    """Lend copies of the champion's adapters for as long as the context lasts.

    `digest` reads a whole adapter and returns the digest of its tensors; `misfit` says why a release cannot be used
    here, or nothing. A champion that is gone, damaged or unfit is a value with a note: whoever asks goes on with the
    base, and a person reads what to mend. A registry that does not answer is an error.
    """
    name = registry.pointer().champion
    with TemporaryDirectory() as scratch:
        yield _checked(registry, name, Path(scratch), digest, misfit) if name else Champion()


def _checked(
    registry: Registry,
    name: str,
    scratch: Path,
    digest: Callable[[Path], str],
    misfit: Callable[[ReleaseManifest], str],
) -> Champion:
    try:
        manifest = registry.manifest(name)
    except ConfigurationInvalidError:
        return Champion(note=_unusable(name, "is not in the registry any more", mend=True))
    if found := misfit(manifest):
        return Champion(note=_unusable(name, f"was made with {found}"))
    files = registry.fetch(name, scratch)
    adapters = {path: files / path for path in manifest.adapters}
    damaged = [path for path in adapters if not _whole(adapters[path], digest, manifest.adapters[path])]
    if damaged:
        return Champion(note=_unusable(name, f"has damaged files ({', '.join(sorted(damaged))})", mend=True))
    return Champion(name, adapters)


def _whole(adapter: Path, digest: Callable[[Path], str], expected: str) -> bool:
    try:
        return digest(adapter) == expected
    except (ConfigurationInvalidError, ReleaseMismatchError):
        return False


def _unusable(name: str, why: str, *, mend: bool = False) -> str:
    advice = "; restore releases/ of the registry from a backup to compare with it again" if mend else ""
    return f"the champion {name} {why}, so the base stands in its place{advice}"
