"""Small valid files of every format that the readers know, by family; each family keeps its own under `seeds`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent / "seeds"


def names() -> list[str]:
    """Return the families in a fixed order."""
    return sorted(file.stem for file in FOLDER.glob("*.py"))


def seeds(family: str) -> tuple[bytes, ...]:
    """Return the files of one family."""
    found: tuple[bytes, ...] = _module(family).SEEDS
    return found


def bundles(family: str) -> Iterator[tuple[bytes, ...]]:
    """Yield every file of a family as a bundle of its own, and those that belong together."""
    yield from ((seed,) for seed in seeds(family))
    yield from getattr(_module(family), "PAIRS", ())


def _module(family: str) -> ModuleType:
    return import_module(f"tests.ingestion.ingest.seeds.{family}")
