"""Channels beside the text's: small vectors of what an encoder of text cannot know, or knows badly.

semantic: which notions of selling a text names, by whichever word. temporal: where in its call a chunk stands, and how
long the pause before it was. contextual: deal stage, deal size, industry and role. All are unit vectors, or zeros where
nothing is known, so that the dot product with a question's vector is the share of what was asked for.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from talktrack.core.chunk_rows import CONTEXTUAL, SEMANTIC, TEMPORAL
from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ports import Vectors
from talktrack.core.unit_vectors import unit

DIMENSIONS = {SEMANTIC: 64, TEMPORAL: 18, CONTEXTUAL: 128}
PHASES = {"opening": 0.05, "discovery": 0.25, "presentation": 0.45, "objections": 0.65, "closing": 0.9}
"""Where in a call a phase usually is, from 0 to 1: medians of synthetic calls of the first phrase book, rounded."""

PAUSE = "pause"
LONG_PAUSE_S = 4.0
CONTEXT = ("stage", "value", "industry", "role")
_PLACES = np.linspace(0.0, 1.0, DIMENSIONS[TEMPORAL] - 1)
_WIDTH = 0.08
_LONGEST_TERM = 4
_WORD = re.compile(r"[\w-]+")


def semantic(texts: Sequence[str]) -> Vectors:
    """Return which notions each text names, of shape (len(texts), dimension); the square root of how often."""
    vectors = np.zeros((len(texts), DIMENSIONS[SEMANTIC]), dtype=np.float32)
    for vector, text in zip(vectors, texts, strict=True):
        for concept in _named(text):
            vector[concept] += 1.0
    return unit(np.sqrt(vectors))


def temporal(centres: npt.NDArray[np.floating], pauses_s: npt.NDArray[np.floating]) -> Vectors:
    """Return where chunks stand, of shape (n, dimension): bumps around their place in the call from 0 to 1.

    A centre that is not a number is a chunk that stands everywhere; a pause that is none was not measured.
    """
    bumps = np.exp(-0.5 * ((centres[:, None] - _PLACES) / _WIDTH) ** 2)
    after_pause = (np.nan_to_num(pauses_s) >= LONG_PAUSE_S)[:, None]
    return unit(np.hstack([unit(np.nan_to_num(bumps)), after_pause]))


def contextual(known: Iterable[Mapping[str, str | float | None]]) -> Vectors:
    """Return what is known about each chunk's deal and speaker, of shape (n, dimension).

    Keys are `CONTEXT`; `value` is the deal's amount. Names go to places and signs by their hash (Weinberger et al.
    2009); amounts count by their power of ten and a half, so that like sizes are alike.
    """
    rows = [_context(one) for one in known]
    return unit(np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS[CONTEXTUAL]))


def phase(name: str) -> Vectors:
    """Return the temporal vector of a question about a phase of the call, or about what follows a pause.

    Raises:
        ConfigurationInvalidError: there is no such phase.
    """
    if name == PAUSE:
        return _one(temporal(np.array([np.nan]), np.array([LONG_PAUSE_S])))
    if name not in PHASES:
        raise ConfigurationInvalidError(f"{name} is no phase of a call: use {', '.join((*PHASES, PAUSE))}.")
    return _one(temporal(np.array([PHASES[name]]), np.array([np.nan])))


def concepts() -> Mapping[str, Sequence[str]]:
    """Return the notions of selling and the words for each."""
    return {name: words for name, (_, words) in _lexicon().items()}


def _one(vectors: Vectors) -> Vectors:
    return vectors.reshape(-1)


def _named(text: str) -> list[int]:
    """Return the places of the notions that a text names; the longest term counts where several begin."""
    terms, words, found, place = _terms(), _WORD.findall(text.lower()), list[int](), 0
    while place < len(words):
        sizes = (size for size in range(_LONGEST_TERM, 0, -1) if " ".join(words[place : place + size]) in terms)
        size = next(sizes, 0)
        if size:
            found.append(terms[" ".join(words[place : place + size])])
        place += max(size, 1)
    return found


def _context(known: Mapping[str, str | float | None]) -> npt.NDArray[np.float64]:
    vector = np.zeros(DIMENSIONS[CONTEXTUAL])
    for name in CONTEXT:
        value = known.get(name)
        if isinstance(value, str) and value.strip():
            _mark(vector, f"{name}={value.strip().casefold()}", 1.0)
        elif isinstance(value, int | float) and value > 0:
            band = 2 * math.log10(value)
            _mark(vector, f"{name}={math.floor(band)}", 1.0 - band % 1)
            _mark(vector, f"{name}={math.floor(band) + 1}", band % 1)
    return vector


def _mark(vector: npt.NDArray[np.float64], name: str, weight: float) -> None:
    digest = zlib.crc32(name.encode("utf-8", "replace"))
    vector[digest % len(vector)] += weight if digest >> 31 else -weight


@cache
def _lexicon() -> dict[str, tuple[int, tuple[str, ...]]]:
    lines = (files("talktrack.core") / "sales_concepts.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(":") for line in lines if line.strip()]
    return {
        name: (place, tuple(word.strip() for word in words.split(","))) for place, (name, _, words) in enumerate(pairs)
    }


@cache
def _terms() -> dict[str, int]:
    return {word: place for place, words in _lexicon().values() for word in words}
