"""CPU seconds and memory of every file of the hostile corpus, each read in a process of its own.

Run `python -m tests.benchmarks.score_hostile` for the table; a word after it picks the cases that it occurs in.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from tests.hostile.corpus import FAMILIES
from tests.hostile.outcome import outcome

MOST_SECONDS, MOST_MIB = 2.0, 256.0
SHOWN = 10
KIB_PER_MIB = 1_024
WARM = (b"Anna: Hi\n", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi", b"Id,Name,Industry\n1,A,x\n", b"RIFF1234WAVE")


@dataclass(frozen=True)
class Cost:
    """What reading one file took: CPU seconds, and memory in MiB above what the process held with the file's bytes."""

    family: str
    case: str
    seconds: float
    mib: float
    failure: str = ""

    @property
    def is_within(self) -> bool:
        """Tell whether it kept both limits and ended as it should."""
        return self.seconds <= MOST_SECONDS and self.mib <= MOST_MIB and not self.failure


def costs(word: str = "") -> list[Cost]:
    """Return the cost of every case whose name holds a word."""
    for data in WARM:
        outcome(data)  # libraries are imported before anybody's memory is measured
    return [
        _cost(family, name, make)
        for family, cases in FAMILIES.items()
        for name, (make, _) in cases.items()
        if word in name
    ]


def _cost(family: str, name: str, make: Callable[[], bytes]) -> Cost:
    """Read a file in a forked child, which alone shares the libraries and nothing else with its neighbours."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        os.write(sending, msgspec.json.encode(_measured(make)))
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    if not answer:
        return Cost(family, name, 0.0, 0.0, f"the process ended with {status}")
    seconds, mib, failure = msgspec.json.decode(answer, type=tuple[float, float, str])
    return Cost(family, name, seconds, mib, failure)


def _measured(make: Callable[[], bytes]) -> tuple[float, float, str]:
    """Return CPU seconds, MiB above the resident memory before reading, and an exception's name."""
    data = make()
    gc.collect()
    before_mib, failure = _resident_mib(), ""
    _forget_peak()
    began = _cpu_seconds()
    try:
        outcome(data)
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is what this looks for
        failure = type(error).__name__
    return _cpu_seconds() - began, max(0.0, _peak_mib() - before_mib), failure


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _forget_peak() -> None:
    """Let the peak begin anew: making a file may have taken more than reading it."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as control:  # noqa: PTH123 - a switch, no file
        control.write("5")


def _resident_mib() -> float:
    return _status_mib("VmRSS:")


def _peak_mib() -> float:
    return _status_mib("VmHWM:")


def _status_mib(field: str) -> float:
    with open("/proc/self/status", encoding="ascii") as lines:  # noqa: PTH123 - the kernel's answer, no file
        return next(int(line.split()[1]) / KIB_PER_MIB for line in lines if line.startswith(field))


def main(word: str = "") -> None:
    """Print the slowest and the largest, those beyond a limit, and how many there are of each family."""
    found = costs(word)
    _print("slowest", sorted(found, key=lambda cost: -cost.seconds)[:SHOWN])
    _print("largest", sorted(found, key=lambda cost: -cost.mib)[:SHOWN])
    beyond = [cost for cost in found if not cost.is_within]
    _print(f"beyond {MOST_SECONDS:.0f} s or {MOST_MIB:.0f} MiB, or failed", beyond)
    for family in dict.fromkeys(cost.family for cost in found):
        print(f"{family:24} {sum(cost.family == family for cost in found):4} files")
    print(f"{'all':24} {len(found):4} files, {len(beyond)} beyond a limit")


def _print(title: str, rows: Iterable[Cost]) -> None:
    print(title)
    for cost in rows:
        print(f"  {cost.seconds:6.2f} s {cost.mib:7.1f} MiB  {cost.case} {cost.failure}")


if __name__ == "__main__":
    main(*sys.argv[1:])
