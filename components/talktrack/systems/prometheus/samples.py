"""Samples of our own metrics, and what they come to for one release."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from talktrack.core.traffic import Counters

REQUESTS = "talktrack_requests_total"
SUM, SUMSQ = "talktrack_log_latency_sum_total", "talktrack_log_latency_sumsq_total"
FEEDBACK = "talktrack_feedback_total"
INFO = "talktrack_release_info"
NAMES = frozenset({REQUESTS, SUM, SUMSQ, FEEDBACK, INFO})
LABELS = ("model", "model_version", "outcome", "judgement")
BAD_OUTCOMES = frozenset({"error", "timeout", "overloaded", "fallback"})


@dataclass(frozen=True)
class Sample:
    """One value of a metric; only the labels that a predictor gives it."""

    name: str
    labels: Mapping[str, str]
    value: float

    @property
    def release(self) -> str:
        """Return the release that it is about."""
        return self.labels.get("model_version", "")


def ours(name: str, labels: Mapping[str, str], value: float) -> Sample | None:
    """Return a sample of a metric that is read here, without the labels that a scraper has added."""
    if name not in NAMES:
        return None
    return Sample(name, {label: labels[label] for label in LABELS if label in labels}, value)


def serving(page: Sequence[Sample]) -> str:
    """Return the release that a process serves, or nothing where its samples are not whole or contradict each other."""
    releases = {sample.release for sample in page if sample.name == INFO}
    names = {sample.name for sample in page}  # a predictor starts them all at zero
    often = Counter((sample.name, *sorted(sample.labels.items())) for sample in page)
    whole = len(releases) == 1 and names == NAMES and max(often.values()) == 1
    return releases.pop() if whole else ""


def tallied(processes: Mapping[str, Sequence[Sample]], releases: Mapping[str, str]) -> dict[str, dict[str, Counters]]:
    """Return the counters of each revision by process, from what every process says about its release.

    A revision is there only when a process serves its release, and when no other revision has the same.
    """
    served = {name: serving(page) for name, page in processes.items()}
    known = {name: page for name, page in processes.items() if served[name]}
    often = Counter(releases.values())
    return {
        revision: {name: counted(page, release) for name, page in known.items() if _tells(page, release)}
        for revision, release in releases.items()
        if often[release] == 1 and release in served.values()
    }


def counted(page: Iterable[Sample], release: str) -> Counters:
    """Add up what one process has counted for a release; feedback and failures may be told by another one."""
    about = [sample for sample in page if sample.release == release]
    requests = [(sample.labels.get("outcome"), sample.value) for sample in about if sample.name == REQUESTS]
    judged = [(sample.labels.get("judgement"), sample.value) for sample in about if sample.name == FEEDBACK]
    bad = [value for outcome, value in requests if outcome in BAD_OUTCOMES]
    return Counters(
        requests=_sum([*bad, *(value for outcome, value in requests if outcome == "ok")]),
        errors=_sum(bad),
        log_latency_sum=_sum([sample.value for sample in about if sample.name == SUM]),
        log_latency_sumsq=_sum([sample.value for sample in about if sample.name == SUMSQ]),
        feedback=_sum([value for _, value in judged]),
        feedback_negative=_sum([value for judgement, value in judged if judgement == "negative"]),
    )


def _tells(page: Iterable[Sample], release: str) -> bool:
    return any(sample.release == release for sample in page)


def _sum(values: Sequence[float]) -> float:
    """Add exactly, in any order: an ulp less would look like a restart.

    What is infinite or no number stays so, for the rollout to refuse.
    """
    try:
        return math.fsum(values) if all(map(math.isfinite, values)) else sum(values)
    except OverflowError:
        return math.inf
