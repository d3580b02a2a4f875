"""Counters scraped from pages served over loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from talktrack.core.traffic import Counters
from talktrack.systems.prometheus import ScrapedMetrics

PAGE = """\
# TYPE talktrack_release_info gauge
talktrack_release_info{model_version="r-1"} 1.0
# TYPE talktrack_requests_total counter
talktrack_requests_total{model="coach",model_version="r-1",outcome="ok"} 7.0
talktrack_requests_total{model="roleplay",model_version="r-1",outcome="ok"} 90.0
talktrack_requests_total{model="roleplay",model_version="r-1",outcome="error"} 1.0
talktrack_requests_total{model="roleplay",model_version="r-1",outcome="timeout"} 1.0
talktrack_requests_total{model="roleplay",model_version="r-1",outcome="fallback"} 1.0
talktrack_requests_total{model="roleplay",model_version="r-1",outcome="rejected"} 55.0
# TYPE talktrack_log_latency_sum_total counter
talktrack_log_latency_sum_total{model="coach",model_version="r-1"} 70.0
talktrack_log_latency_sum_total{model="roleplay",model_version="r-1"} 900.0
# TYPE talktrack_log_latency_sumsq_total counter
talktrack_log_latency_sumsq_total{model="roleplay",model_version="r-1"} 9900.0
# TYPE talktrack_feedback_total counter
talktrack_feedback_total{model_version="r-1",judgement="negative"} 2.0
talktrack_feedback_total{model_version="r-1",judgement="positive"} 3.0
talktrack_feedback_total{model_version="r-2",judgement="negative"} 4.0
# TYPE python_info gauge
python_info{version="3.11"} 1.0
"""
OTHER = """\
# TYPE talktrack_release_info gauge
talktrack_release_info{model_version="r-2"} 1.0
# TYPE talktrack_feedback_total counter
talktrack_feedback_total{model_version="r-1",judgement="negative"} 1.0
"""
PAGES = {
    "/good/metrics": (200, PAGE),
    "/other/metrics": (200, OTHER),
    "/foreign/metrics": (200, "# TYPE up gauge\nup 1.0\n"),
    "/broken/metrics": (200, "talktrack_requests_total{ 3"),
    "/binary/metrics": (200, "\udcff\udcfe"),
    "/huge/metrics": (200, PAGE + "# filler\n" * 500_000),
    "/bare/metrics": (200, "# TYPE talktrack_release_info gauge\ntalktrack_release_info 1.0\n"),
    "/empty/metrics": (200, ""),
    "/failing/metrics": (500, PAGE),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server with good and bad pages."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer from the table."""
            status, page = PAGES.get(self.path, (404, ""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(page.encode("utf-8", "surrogateescape"))

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_outcomes_are_added_up_over_the_models(url: str) -> None:
    """Errors, time-outs and fallbacks are errors of the arm; refused requests do not count at all."""
    reading = ScrapedMetrics(lambda: 5.0).read({"one": f"{url}/good"})

    assert reading is not None
    assert (reading.at_s, reading.counters) == (
        5.0,
        {
            "one": Counters(
                requests=100,
                errors=3,
                log_latency_sum=970,
                log_latency_sumsq=9900,
                feedback=5,
                feedback_negative=2,
            )
        },
    )


def test_feedback_counts_for_the_release_that_answered(url: str) -> None:
    """A judgement may arrive at another revision than the one it is about."""
    reading = ScrapedMetrics().read({"one": f"{url}/good", "two": f"{url}/other"})

    assert reading is not None
    assert [reading.counters[arm].feedback_negative for arm in ("one", "two")] == [3, 4]


@pytest.mark.parametrize("page", ["foreign", "broken", "binary", "huge", "bare", "empty", "failing", "missing"])
def test_a_bad_page_is_no_reading(url: str, page: str) -> None:
    """Whatever is wrong with a page, there is simply no data; nothing is raised."""
    assert ScrapedMetrics().read({"one": f"{url}/{page}"}) is None


def test_one_unreachable_revision_is_absent() -> None:
    """Nobody listens there."""
    assert ScrapedMetrics().read({"one": "http://127.0.0.1:9"}) is None


def test_a_good_revision_is_read_beside_a_bad_one(url: str) -> None:
    """The reading holds what could be read."""
    reading = ScrapedMetrics().read({"one": f"{url}/good", "two": f"{url}/failing"})

    assert reading is not None
    assert list(reading.counters) == ["one"]
