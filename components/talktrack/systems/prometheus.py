"""The predictors' own counters, scraped from their /metrics pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from talktrack.core.traffic import Counters, Reading

TIMEOUT_S = 5.0
LARGEST_PAGE_BYTES = 4 * 1024 * 1024
REQUESTS = "talktrack_requests_total"
SUM, SUMSQ = "talktrack_log_latency_sum_total", "talktrack_log_latency_sumsq_total"
FEEDBACK = "talktrack_feedback_total"
INFO = "talktrack_release_info"
BAD_OUTCOMES = frozenset({"error", "timeout", "overloaded", "fallback"})

Samples = list[tuple[str, dict[str, str], float]]


class ScrapedMetrics:
    """The `MetricsReader` port over /metrics pages, one predictor process behind each revision's URL.

    With several replicas behind one URL their counters would alternate: use it with one replica per revision.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Keep the clock that stamps readings."""
        self._clock = clock

    def read(self, urls: Mapping[str, str]) -> Reading | None:
        """Return the counters of every revision that answers with our metrics; None when none does."""
        pages = {revision: page for revision, url in urls.items() if (page := _scrape(url))}
        counters = {revision: found for revision, page in pages.items() if (found := _counters(page, pages.values()))}
        return Reading(self._clock(), counters) if counters else None


def _scrape(url: str) -> Samples | None:
    """Return the samples of one page, or None: whatever goes wrong here means that there is no data."""
    from urllib3 import PoolManager, Retry
    from urllib3.exceptions import HTTPError

    try:
        with PoolManager(timeout=TIMEOUT_S, retries=Retry(0)) as pool:
            answer = pool.request("GET", f"{url.rstrip('/')}/metrics", preload_content=False)
            page = answer.read(LARGEST_PAGE_BYTES + 1) if answer.status == OK else b""
            answer.release_conn()
        return parse(page.decode()) if len(page) <= LARGEST_PAGE_BYTES else None
    except (HTTPError, ValueError):
        return None


OK = 200


def parse(page: str) -> Samples:
    """Return name, labels and value of our own samples.

    Raises:
        ValueError: the page is not in the Prometheus text format.
    """
    from prometheus_client.parser import text_string_to_metric_families

    families: Iterable[Any] = text_string_to_metric_families(page)
    ours = (sample for family in families if family.name.startswith("talktrack_") for sample in family.samples)
    return [(sample.name, dict(sample.labels), float(sample.value)) for sample in ours]


def _counters(page: Samples, everywhere: Iterable[Samples]) -> Counters | None:
    """Add up one page. Feedback may arrive at any revision; it belongs to the release that answered."""
    release = next((labels.get("model_version") for name, labels, _ in page if name == INFO), None)
    if release is None:
        return None
    requests = [(labels.get("outcome"), value) for name, labels, value in page if name == REQUESTS]
    bad = sum(value for outcome, value in requests if outcome in BAD_OUTCOMES)
    judged = [
        (labels.get("judgement"), value)
        for other in everywhere
        for name, labels, value in other
        if name == FEEDBACK and labels.get("model_version") == release
    ]
    return Counters(
        requests=bad + sum(value for outcome, value in requests if outcome == "ok"),
        errors=bad,
        log_latency_sum=sum(value for name, _, value in page if name == SUM),
        log_latency_sumsq=sum(value for name, _, value in page if name == SUMSQ),
        feedback=sum(value for _, value in judged),
        feedback_negative=sum(value for judgement, value in judged if judgement == "negative"),
    )
