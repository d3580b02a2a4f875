"""Who stands against whom: the adapters that were trained now and those of the release in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from talktrack.core.champion import lent_champion
from talktrack.core.ports import AnsweringModel, Registry
from talktrack.core.release import SKIPPED, unlike
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

    A champion that was made for another base or for other prompts cannot answer with this model, and one whose files
    are gone or damaged cannot answer at all: the base stands in its place, which the note says.
    """
    with lent_champion(registry, digest, lambda manifest: unlike(manifest, model)) as champion:
        contests = [
            Contestants(path, directory, digest(directory), champion.adapters.get(path))
            for path, directory in trained.items()
            if not (directory / SKIPPED).exists()
        ]
        yield Match(champion.id, contests, champion.note)
