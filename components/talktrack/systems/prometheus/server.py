"""Counters of any number of processes, as a Prometheus server has scraped them.

Document: https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.traffic import Reading
from talktrack.systems.prometheus.asking import Bounds, fetched
from talktrack.systems.prometheus.samples import NAMES, Sample, ours, serving, tallied

TOKEN, TOKEN_FILE = "PROMETHEUS_TOKEN", "PROMETHEUS_TOKEN_FILE"
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
LOOK_BACK_S = 300
GONE_AFTER_S = 90.0  # one and a half of the longest usual scrape intervals after the other revision was scraped
PROCESS = ("pod", "instance")


class _Series(msgspec.Struct):
    metric: dict[str, str]
    values: list[tuple[float, str]]


class _Data(msgspec.Struct, rename={"kind": "resultType"}):
    kind: str
    result: list[_Series]


class _Answer(msgspec.Struct):
    status: str
    data: _Data
    warnings: list[str] = []


@dataclass(frozen=True)
class _Process:
    """What one process said at its newest scrape."""

    at_s: float
    samples: Sequence[Sample]


class PrometheusMetrics:
    """The `MetricsReader` port over a Prometheus server; a process is a pod, or else a scraped address.

    `matchers` are labels and their values that only this tenant's predictors have. The raw counters are read, because
    ``increase()`` extrapolates. The token stands in the file that PROMETHEUS_TOKEN_FILE names, or in PROMETHEUS_TOKEN.

    Raises:
        ConfigurationInvalidError: the address or a label is none, or the token's file cannot be read.
    """

    def __init__(self, url: str, matchers: Mapping[str, str], bounds: Bounds = Bounds()) -> None:  # noqa: B008 - frozen
        """Refuse what cannot work before anything is asked."""
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise ConfigurationInvalidError(f"{url!r} is no Prometheus server: write it as http(s)://host:port.")
        try:
            _token()
        except OSError as error:
            message = f"{TOKEN_FILE} names {os.environ[TOKEN_FILE]}, which cannot be read: {error}."
            raise ConfigurationInvalidError(message) from error
        self._url = f"{url.rstrip('/')}/api/v1/query?{urlencode({'query': query(matchers)})}"
        self._bounds = bounds

    def read(self, urls: Mapping[str, str], releases: Mapping[str, str] = {}) -> Reading | None:  # noqa: ARG002
        """Return the newest counters of every revision whose release is served, at the time they were scraped."""
        try:
            token = _token()
            body = fetched(self._url, ("application/json",), self._bounds, _shown(token))
            answer = msgspec.json.decode(body or b"", type=_Answer)
            processes = _processes(answer.data.result) if _is_whole(answer) else {}
        except (OSError, ValueError, RecursionError):
            return None
        found = tallied({name: process.samples for name, process in processes.items()}, releases)
        times = {revision: _scraped(processes, releases[revision]) for revision in found}
        fresh = {revision: at_s for revision, at_s in times.items() if at_s >= max(times.values()) - GONE_AFTER_S}
        return Reading(min(fresh.values()), {revision: found[revision] for revision in fresh}) if fresh else None


def query(matchers: Mapping[str, str]) -> str:
    """Return the query for all our counters: a range, because an instant vector would hide when they were scraped.

    Raises:
        ConfigurationInvalidError: a label's name is none.
    """
    wrong = [label for label in matchers if not LABEL.fullmatch(label)]
    if wrong:
        raise ConfigurationInvalidError(f"{wrong[0]!r} is no label of Prometheus: use letters, digits and underscores.")
    ours_alone = '__name__=~"' + "|".join(sorted(NAMES)) + '"'
    chosen = [f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in sorted(matchers.items())]
    return f"{{{','.join([ours_alone, *chosen])}}}[{LOOK_BACK_S}s]"


def _token() -> str:
    """Read the token each time: mounted ones are renewed."""
    named = os.environ.get(TOKEN_FILE)
    return Path(named).read_text(encoding="utf-8").strip() if named else os.environ.get(TOKEN, "")


def _shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _is_whole(answer: _Answer) -> bool:
    """Warnings say that something could not be read, so that what is there may be a part of it."""
    return answer.status == "success" and answer.data.kind == "matrix" and not answer.warnings


def _processes(found: Sequence[_Series]) -> dict[str, _Process]:
    """Sort the newest values by process; a series that the newest scrape did not have is gone.

    Raises:
        ValueError: a series has no name, process or value, or a value is no number.
    """
    last: dict[str, list[tuple[float, Sample]]] = defaultdict(list)
    for series in found:
        process = next((series.metric[label] for label in PROCESS if series.metric.get(label)), "")
        if not process or not series.values:
            raise ValueError("a series without a process or a value")
        at_s, value = series.values[-1]
        sample = ours(series.metric.get("__name__", ""), series.metric, float(value))
        if sample:
            last[process].append((at_s, sample))
    return {name: _newest(samples) for name, samples in last.items()}


def _newest(samples: Sequence[tuple[float, Sample]]) -> _Process:
    at_s = max(scraped_s for scraped_s, _ in samples)
    return _Process(at_s, [sample for scraped_s, sample in samples if scraped_s == at_s])


def _scraped(processes: Mapping[str, _Process], release: str) -> float:
    """A revision is as fresh as the newest of its processes: those that are gone were scraped longer ago."""
    return max(process.at_s for process in processes.values() if serving(process.samples) == release)
