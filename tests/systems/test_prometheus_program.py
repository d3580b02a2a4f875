"""A real Prometheus server scrapes what the predictor's own metrics write, and is read like the pages themselves."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server

from talktrack.core.traffic import Reading
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.systems.prometheus import ScrapedMetrics, open_metrics
from talktrack.world.loopback_process import LoopbackProcess

PROGRAM = "prometheus"
RELEASES = {"talktrack-acme-predictor-00001": "r-old", "talktrack-acme-predictor-00002": "r-new"}
PATIENCE_S = 30.0
CONFIG = """\
global: {scrape_interval: 200ms, scrape_timeout: 200ms}
scrape_configs:
  - job_name: talktrack
    static_configs:
"""
TARGET = """\
      - targets: ["127.0.0.1:{port}"]
        labels: {{pod: {pod}, namespace: {namespace}, serving_kserve_io_inferenceservice: talktrack-acme}}
"""


def predictor(release: str) -> tuple[PredictorMetrics, int, object]:
    """Serve a predictor's page; return its metrics, its port and its server."""
    registry = CollectorRegistry()
    metrics = PredictorMetrics(("roleplay", "coach"), release, registry)
    server, _ = start_http_server(0, "127.0.0.1", registry)
    return metrics, server.server_port, server


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[LoopbackProcess, dict[str, str], dict[str, PredictorMetrics]]]:
    """Prometheus over one page of each release, and over one in another namespace."""
    if not shutil.which(PROGRAM):
        message = f"SKIPPED: {PROGRAM} is not installed (Debian: apt-get install prometheus)"
        if os.environ.get("STRICT") == "1":
            pytest.fail(message)
        print(message)
        pytest.skip(message)
    metrics, urls, servers, config = {}, {}, [], CONFIG
    for revision, release, namespace in [*((*one, "sales") for one in RELEASES.items()), ("other", "r-new", "other")]:
        metrics[revision], port, server = predictor(release)
        servers.append(server)
        urls[revision] = f"http://127.0.0.1:{port}"
        config += TARGET.format(port=port, pod=f"{revision}-pod", namespace=namespace)
    (tmp_path / "prometheus.yml").write_text(config)
    places = [f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data"]
    started = LoopbackProcess(
        lambda port: [PROGRAM, *places, f"--web.listen-address=127.0.0.1:{port}"], tmp_path / "log", "/-/ready"
    )
    with started:
        yield started, urls, metrics
    for server in servers:
        server.shutdown()  # type: ignore[attr-defined]
        server.server_close()  # type: ignore[attr-defined]


def test_a_prometheus_server_says_what_the_pages_say(
    program: tuple[LoopbackProcess, dict[str, str], dict[str, PredictorMetrics]],
) -> None:
    """Equal counters, as of the time of the scrape, and nothing of another namespace."""
    process, urls, metrics = program
    began_s = time.time()
    for number, (revision, told) in enumerate(metrics.items()):
        for turn in range(50 + number):
            told.count("roleplay", "ok" if turn % 5 else "fallback", 0.1 + turn / 1000)
            told.count("coach", "rejected" if turn % 2 else "timeout", 0.0)
        told.judge(RELEASES.get(revision, "r-old"), -1.0)
        told.judge("r-old", 1.0)
    asked = {revision: url for revision, url in urls.items() if revision in RELEASES}
    pages = ScrapedMetrics().read(asked, RELEASES)
    reading = read_until(process.url, pages)

    assert pages is not None
    assert reading.totals == pages.totals
    assert began_s <= reading.at_s <= time.time()
    assert all(one.errors and one.feedback and one.log_latency_sumsq for one in reading.totals.values())


def read_until(url: str, pages: Reading | None) -> Reading:
    """Read until the newest scrape has come, at most for a while; return the last reading."""
    reader, until = open_metrics("sales", "acme", url), time.monotonic() + PATIENCE_S
    while True:
        found = reader.read({}, RELEASES)
        if found and pages and found.totals == pages.totals:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"after {PATIENCE_S} s Prometheus says {found}, the pages {pages}")
        time.sleep(0.1)
