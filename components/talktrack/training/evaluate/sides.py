"""Who stands against whom: the adapters that were trained now and those of the release in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from talktrack.core.ports import AnsweringModel, Registry
from talktrack.core.release import SKIPPED, ReleaseManifest, unlike
from talktrack.training.evaluate.contest import Contestants


@dataclass(frozen=True)
class Match:
    """The contests of all paths that were trained, and the release (None: the bare base) they are held against.

    `note` says why a champion that there is cannot answer.
    """

    champion: str | None
    contests: list[Contestants]
    note: str = ""


@contextmanager
def drawn_up(
    registry: Registry, trained: Mapping[str, Path], digest: Callable[[Path], str], model: AnsweringModel
) -> Iterator[Match]:
    """Lend the match of candidate adapters, by path, against a copy of the champion; skipped paths have none.

    A champion that was made for another base or for other prompts cannot answer with this model: after an upgrade the
    base stands in its place, which the note says.
    """
    champion = registry.pointer().champion
    note = _misfit(registry.manifest(champion), model) if champion else ""
    champion = None if note else champion
    with TemporaryDirectory() as scratch:
        files = registry.fetch(champion, Path(scratch)) if champion else None
        served = registry.manifest(champion).adapters if champion else {}
        contests = [
            Contestants(path, directory, digest(directory), files / path if files and path in served else None)
            for path, directory in trained.items()
            if not (directory / SKIPPED).exists()
        ]
        yield Match(champion, contests, note)


def _misfit(champion: ReleaseManifest, model: AnsweringModel) -> str:
    found = unlike(champion, model)
    return f"the champion {champion.id} was made with {found}, so the base stands in its place" if found else ""
