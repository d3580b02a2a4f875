"""Make the models that are missing or out of date; a directory is whole or it is not there.

A model is out of date when the code that trains it, the seed, or the texts it learns from have changed. Telling the
texts takes seconds, so they are told again only when a file they come from has changed.
"""

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

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.world.models.training import Say, TrainingCard

MADE_FROM = "made_from.json"
PAIRS = 6_000
DIALOGUES = 300

_HERE = Path(__file__).parent
_WORLD = _HERE.parent


class MadeFrom(msgspec.Struct, frozen=True):
    """Digests of the code and seed that made a model, of the files its texts come from, and of the texts."""

    code: str
    origin: str
    material: str


@dataclass(frozen=True)
class Recipe:
    """How one model is made: the texts it learns from, the function that makes it, and the source files of both."""

    material: Callable[[int], list[Any]]
    make: Callable[[list[Any], Path, int, Say], TrainingCard]
    code: tuple[Path, ...]
    origin: tuple[Path, ...]


def _pairs(seed: int) -> list[Any]:
    from talktrack.world import corpus

    return list(islice(corpus.adjacent_pairs("first", seed), PAIRS))


def _dialogues(seed: int) -> list[Any]:
    from talktrack.world import corpus

    return [as_text(turns) for turns in islice(corpus.dialogues("first", seed), DIALOGUES)]


def as_text(turns: Sequence[tuple[str, str]]) -> str:
    """Return a dialogue as plain text, each turn behind the marker of its speaker as in `core.prompts`."""
    return "".join(f"<|{role}|> {text}\n" for role, text in turns)


def _spoken(_: int) -> list[Any]:
    from talktrack.world.voices import SENTENCES

    return list(SENTENCES)


def _encoder(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    from talktrack.world.models.encoder import make_encoder

    return make_encoder(material, into, seed, say=say)


def _causal(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    from talktrack.world.models.causal import make_causal

    return make_causal(material, into, seed, say=say)


def _whisper(material: list[Any], into: Path, seed: int, say: Say) -> TrainingCard:
    from talktrack.world.models.whisper import make_whisper

    return make_whisper(material, into, seed, say=say)


_TELLING = (
    Path(__file__),
    *sorted(_WORLD.glob("*.py")),
    *sorted(path for path in (_WORLD / "phrasebooks").rglob("*") if path.suffix in {".py", ".txt"}),
)
_VOICES = _WORLD / "voices.py"
_HEARING = (*(_HERE / f"{name}.py" for name in ("training", "whisper", "hearing_loss", "recordings")), _VOICES)

RECIPES: dict[str, Recipe] = {
    "encoder": Recipe(_pairs, _encoder, (_HERE / "training.py", _HERE / "encoder.py"), _TELLING),
    "causal": Recipe(_dialogues, _causal, (_HERE / "training.py", _HERE / "causal.py"), _TELLING),
    "whisper": Recipe(_spoken, _whisper, _HEARING, (_VOICES,)),
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
    code, origin = _digest(str(seed), *recipe.code), _digest("", *recipe.origin)
    with _alone(directory):
        known = _made_from(directory)
        if known and (known.code, known.origin) == (code, origin):
            say("up to date")
            return directory
        texts = recipe.material(seed)
        now = MadeFrom(code, origin, _digest(repr(texts)))
        if known and (known.code, known.material) == (now.code, now.material):
            _stamp(directory, now)
            say("up to date: its texts are the same")
            return directory
        with _whole(directory) as aside:
            card = recipe.make(texts, aside, seed, say)
            _stamp(aside, now)
    say(f"made in {card.seconds:.0f} s, held-out loss {card.held_out_loss:.3f}")
    return directory


def _digest(text: str, *files: Path) -> str:
    state = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for file in files:
        state.update(file.read_bytes())
    return state.hexdigest()


def _made_from(directory: Path) -> MadeFrom | None:
    stamp = directory / MADE_FROM
    return msgspec.json.decode(stamp.read_bytes(), type=MadeFrom) if stamp.is_file() else None


def _stamp(directory: Path, made_from: MadeFrom) -> None:
    (directory / MADE_FROM).write_bytes(msgspec.json.encode(made_from))


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
