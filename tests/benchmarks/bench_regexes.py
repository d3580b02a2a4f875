"""Every regular expression of the product is linear: CPU time of adversarial text of 2n characters against n.

Each is used as its module uses it: what is only matched at the start of a text is not searched for in it. Run
``python -m tests.benchmarks.bench_regexes [CHARACTERS]``; it exits with 1 when a ratio is above the target.
"""

from __future__ import annotations

import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path

import talktrack

TARGET = 2.6
CHARACTERS = 500_000
WORTH_MEASURING_S = 0.02
TRIES = 3
LONGEST_S = 20.0
WHOLE_TEXT = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
METHODS = WHOLE_TEXT | {"match", "fullmatch"}
ALPHABET = ("a", " ", "\n", "<", "(", "1", "1:", "a ", "a.", "-", "\t", '"', "aA1 ", "@a.", ">", "[", "\r\n ")
MOST_LEVELS = 3
HEAVY = ("talktrack.world", "talktrack.services.predictor.__main__")

AnyPattern = re.Pattern[str] | re.Pattern[bytes]


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and the methods by which it is used."""

    place: str
    pattern: AnyPattern
    methods: frozenset[str]


@dataclass(frozen=True)
class Slow:
    """A pattern whose time grows faster than its text."""

    place: str
    text: str
    ratio: float


def patterns() -> Iterator[Used]:
    """Yield every compiled pattern that a module of the product keeps, with the methods that it calls."""
    for module in pkgutil.walk_packages(talktrack.__path__, "talktrack."):
        if module.name.startswith(HEAVY) or module.name.endswith("__main__"):
            continue
        loaded = import_module(module.name)
        source = Path(loaded.__file__ or "").read_text(encoding="utf-8")
        for name, value in vars(loaded).items():
            if re.search(rf"^{name}\b", source, re.MULTILINE):
                used = frozenset(re.findall(rf"\b{name}\.([a-z]+)\(", source)) & METHODS
                for place, pattern in _held(f"{module.name}.{name}", value, MOST_LEVELS):
                    yield Used(place, pattern, used or METHODS)


def _held(place: str, value: object, levels: int) -> Iterator[tuple[str, AnyPattern]]:
    """Yield the patterns that a value is or holds: in containers, and in fields of records."""
    if isinstance(value, re.Pattern):
        yield place, value
    elif levels and not isinstance(value, type):
        for name, part in _parts(value):
            yield from _held(f"{place}.{name}", part, levels - 1)


def _parts(value: object) -> Iterator[tuple[object, object]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple | list | set | frozenset):
        yield from enumerate(value)
    elif is_dataclass(value):
        yield from ((field.name, getattr(value, field.name)) for field in fields(value))


def slow(used: Used, characters: int) -> Iterator[Slow]:
    """Yield the texts on which a pattern is worse than linear, its own letters and common traps repeated."""
    pattern = used.pattern
    literal = re.sub(r"\\.|[^\w<>@:. -]", "", pattern.pattern if isinstance(pattern.pattern, str) else "")[:12]
    for piece in (*ALPHABET, literal or "x"):
        half = (piece * characters)[: characters // 2]
        try:
            if _seconds(used, half) < WORTH_MEASURING_S:
                continue
            ratio = _ratio(used, half)
        except TimeoutError:
            ratio = float("inf")
        if ratio > TARGET:
            yield Slow(used.place, repr(piece), round(ratio, 2))


def _ratio(used: Used, half: str) -> float:
    """Return the best ratio of a few tries; the first that is good enough is one that noise did not make."""
    ratio = float("inf")
    for _ in range(TRIES):
        ratio = min(ratio, _seconds(used, half + half) / max(_seconds(used, half), WORTH_MEASURING_S / 2))
        if ratio <= TARGET:
            break
    return ratio


def _seconds(used: Used, text: str) -> float:
    subject = text if isinstance(used.pattern.pattern, str) else text.encode()
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    began = time.thread_time()
    try:
        if used.methods & WHOLE_TEXT:
            for _ in used.pattern.finditer(subject):  # type: ignore[arg-type]
                pass
        if "match" in used.methods:
            used.pattern.match(subject)  # type: ignore[arg-type]
        if "fullmatch" in used.methods:
            used.pattern.fullmatch(subject)  # type: ignore[arg-type]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.thread_time() - began


def _too_long(*_: object) -> None:
    raise TimeoutError


def main(arguments: list[str]) -> int:
    """Print what is worse than linear."""
    characters = int(arguments[0]) if arguments else CHARACTERS
    signal.signal(signal.SIGPROF, _too_long)
    known = list(patterns())
    found = [one for used in known for one in slow(used, characters)]
    for one in found:
        print(f"{one.place}: {one.text} repeated: {one.ratio} (target {TARGET})")
    print(f"{len(known)} patterns, {len(found)} worse than linear on {characters} characters")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
