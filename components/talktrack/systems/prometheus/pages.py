"""Counters scraped from the predictors' /metrics pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from talktrack.core.traffic import Reading
from talktrack.systems.prometheus.asking import Bounds, fetched
from talktrack.systems.prometheus.samples import Sample, ours, serving, tallied

KINDS = ("text/plain", "application/openmetrics-text")


class ScrapedMetrics:
    """The `MetricsReader` port over /metrics pages, one predictor process behind each revision's URL.

    With several replicas behind one URL their counters would alternate: read those through a Prometheus server.
    """

    def __init__(self, clock: Callable[[], float] = time.time, bounds: Bounds = Bounds()) -> None:  # noqa: B008 - frozen
        """Keep the clock that stamps readings."""
        self._clock = clock
        self._bounds = bounds

    def read(self, urls: Mapping[str, str], releases: Mapping[str, str] = {}) -> Reading | None:
        """Return the counters of every revision that answers with our metrics and serves the release it should."""
        pages = {revision: page for revision, url in urls.items() if (page := self._scrape(url))}
        own = {revision: release for revision, page in pages.items() if (release := serving(page))}
        right = {revision: release for revision, release in own.items() if releases.get(revision, release) == release}
        found = tallied(pages, right)
        return Reading(self._clock(), found) if found else None

    def _scrape(self, url: str) -> list[Sample]:
        page = fetched(f"{url.rstrip('/')}/metrics", KINDS, self._bounds)
        try:
            return parse(page.decode()) if page else []
        except ValueError:
            return []


def parse(page: str) -> list[Sample]:
    """Return our own samples.

    Raises:
        ValueError: the page is not in the Prometheus text format, or breaks off.
    """
    from prometheus_client.parser import text_string_to_metric_families

    if not page.endswith("\n"):
        raise ValueError("the last line has no end")
    samples = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
    found = (ours(sample.name, sample.labels, float(sample.value)) for sample in samples)
    return [sample for sample in found if sample]
