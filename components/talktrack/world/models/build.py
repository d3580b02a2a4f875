"""Make the models that are missing or out of date; a directory is whole or it is not there."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.models.training import Say, TrainingCard

MADE_FROM = "made_from.sha256"
PAIRS = 8_000
DIALOGUES = 1_500

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    """How one model is made: the texts it learns from, the function that makes it, and the source files of that."""

    material: Callable[[int], list[Any]]
    make: Callable[[list[Any], Path, int, Say], TrainingCard]
    sources: tuple[Path, ...]

    def digest(self, material: Sequence[Any], seed: int) -> str:
        """Return the digest of everything the model depends on."""
        state = hashlib.sha256(f"{seed}\n{material!r}".encode())
        for source in (_HERE / "training.py", *self.sources):
            state.update(source.read_bytes())
        return state.hexdigest()


def _pairs(seed: int) -> list[Any]:
    from talktrack.world import corpus

    return list(islice(corpus.adjacent_pairs("first", seed), PAIRS))


def _dialogues(seed: int) -> list[Any]:
    from talktrack.world import corpus

    return list(islice(corpus.dialogues("first", seed), DIALOGUES))


def _encoder(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    from talktrack.world.models.encoder import make_encoder

    return make_encoder(material, into, seed, say=say)


def _causal(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    from talktrack.world.models.causal import make_causal

    return make_causal(material, into, seed, say=say)


RECIPES: dict[str, Recipe] = {
    "encoder": Recipe(_pairs, _encoder, (_HERE / "encoder.py",)),
    "causal": Recipe(_dialogues, _causal, (_HERE / "causal.py",)),
}


def build(
    into: Path, names: Sequence[str] = tuple(RECIPES), seed: int = 7, say: Say = lambda _: None
) -> dict[str, Path]:
    """Return the directory of each named model below `into`, made now where it is missing or out of date.

    Raises:
        ConfigurationInvalidError: there is no model of that name.
    """
    unknown = sorted(set(names) - set(RECIPES))
    if unknown:
        raise ConfigurationInvalidError(f"no model called {', '.join(unknown)}: choose from {', '.join(RECIPES)}.")
    return {name: build_one(RECIPES[name], into / name, seed, _prefixed(name, say)) for name in names}


def _prefixed(name: str, say: Say) -> Say:
    return lambda line: say(f"{name}: {line}")


def build_one(recipe: Recipe, directory: Path, seed: int, say: Say) -> Path:
    """Make one model unless its directory already holds it."""
    material = recipe.material(seed)
    digest = recipe.digest(material, seed)
    with _alone(directory):
        if _made_from(directory) == digest:
            say("up to date")
            return directory
        with _whole(directory) as aside:
            card = recipe.make(material, aside, seed, say)
            (aside / MADE_FROM).write_text(digest, encoding="ascii")
    say(f"made in {card.seconds:.0f} s, held-out loss {card.held_out_loss:.3f}")
    return directory


def _made_from(directory: Path) -> str | None:
    stamp = directory / MADE_FROM
    return stamp.read_text(encoding="ascii") if stamp.is_file() else None


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Let one process at a time make this model; a second one waits and finds it made."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with (directory.parent / f".{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _whole(directory: Path) -> Iterator[Path]:
    """Give an empty directory that takes the place of `directory` only when the block succeeds."""
    aside = directory.with_name(f".{directory.name}.making")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    yield aside
    shutil.rmtree(directory, ignore_errors=True)
    aside.rename(directory)
