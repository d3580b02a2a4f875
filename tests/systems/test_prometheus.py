"""What both readers of metrics promise, over pages on loopback and over a Prometheus server's answer about them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import pytest

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.traffic import Counters, Reading
from talktrack.systems.prometheus import PrometheusMetrics, ScrapedMetrics, open_metrics
from tests.systems.metric_server import QUERY, Answer, MetricServer, page, scraped

NOW = 1000.0
RELEASES = {"one": "r-1", "two": "r-2"}
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
TOTALS = Counters(requests=100, errors=3, log_latency_sum=970, log_latency_sumsq=9900, feedback=5, feedback_negative=2)


class Reads(Protocol):
    """Reads pages, by revision, with one of the readers."""

    def __call__(self, pages: Mapping[str, str], releases: Mapping[str, str] = ...) -> Reading | None:
        """Return its reading."""
        ...


@pytest.fixture
def server() -> Iterator[MetricServer]:
    """A server whose answers tests decide."""
    with MetricServer() as running:
        yield running


@pytest.fixture(params=["pages", "server"])
def read(request: pytest.FixtureRequest, server: MetricServer) -> Reads:
    """Each of the two readers in turn."""

    def of_pages(pages: Mapping[str, str], releases: Mapping[str, str] = RELEASES) -> Reading | None:
        for revision, text in pages.items():
            server.answers[f"/{revision}/metrics"] = Answer(text.encode())
        urls = {revision: f"{server.url}/{revision}" for revision in releases}
        return ScrapedMetrics(lambda: NOW).read(urls, releases)

    def of_server(pages: Mapping[str, str], releases: Mapping[str, str] = RELEASES) -> Reading | None:
        server.answers[QUERY] = scraped(pages, NOW)
        return PrometheusMetrics(server.url, {}).read({}, releases)

    return of_pages if request.param == "pages" else of_server


def test_outcomes_are_added_up_over_the_models(read: Reads) -> None:
    """Errors, time-outs and fallbacks are errors of the arm; refused requests do not count at all."""
    assert read({"one": PAGE}) == Reading(NOW, {"one": {"one": TOTALS}})


def test_feedback_counts_for_the_release_that_answered(read: Reads) -> None:
    """A judgement may arrive at another process than the one it is about; each process is told apart."""
    found = read({"one": page("r-1", judged={"r-1": 2.0, "r-2": 4.0}), "two": page("r-2", judged={"r-1": 1.0})})

    assert found is not None
    assert {
        arm: {name: one.feedback_negative for name, one in each.items()} for arm, each in found.counters.items()
    } == {
        "one": {"one": 2, "two": 1},
        "two": {"one": 4, "two": 0},
    }


def test_a_failure_counts_for_the_release_that_failed(read: Reads) -> None:
    """Also where the process of another release has told it."""
    told = 'talktrack_requests_total{model_version="r-2",outcome="fallback"} 6.0'
    found = read({"one": page("r-1", {"ok": 9.0}, extra=told), "two": page("r-2", {"ok": 5.0})})

    assert found is not None
    assert {arm: (one.requests, one.errors) for arm, one in found.totals.items()} == {"one": (9, 0), "two": (11, 6)}


def test_a_revision_without_a_process_of_its_own_is_absent(read: Reads) -> None:
    """What others tell about it is no reading of it."""
    found = read({"one": page("r-1", judged={"r-2": 4.0})})

    assert found is not None
    assert list(found.counters) == ["one"]


@pytest.mark.parametrize(
    "spoiled",
    [
        "",
        "# TYPE up gauge\nup 1.0\n",
        PAGE.replace('_info{model_version="r-1"}', "_info"),
        PAGE.replace('_info{model_version="r-1"}', '_info{model_version="r-3"}'),
        PAGE + 'talktrack_release_info{model_version="r-2"} 1.0\n',
        PAGE + 'talktrack_log_latency_sumsq_total{model="roleplay",model_version="r-1"} 1.0\n',
        PAGE.split("# TYPE talktrack_feedback", maxsplit=1)[0],
        "".join(line for line in PAGE.splitlines(keepends=True) if "sumsq" not in line),
    ],
    ids=["empty", "foreign", "bare", "another release", "two releases", "a series twice", "half", "a metric missing"],
)
def test_a_spoiled_page_is_no_reading_and_spares_the_other(read: Reads, spoiled: str) -> None:
    """Nothing is raised and nothing is guessed."""
    found = read({"one": spoiled, "two": page("r-2")})

    assert found is not None
    assert (list(found.counters), read({"one": spoiled, "two": ""})) == (["two"], None)


def test_two_revisions_of_one_release_cannot_be_told_apart(read: Reads) -> None:
    """Their counters would be each other's."""
    assert read({"one": page("r-1"), "two": page("r-1")}, {"one": "r-1", "two": "r-1"}) is None


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-4.0", "1e308"])
def test_impossible_values_reach_the_rollout_which_refuses_them(read: Reads, value: str) -> None:
    """A reader neither hides nor repairs them."""
    found = read({"one": PAGE.replace("} 90.0", f"}} {value}").replace("} 7.0", f"}} {value}")})

    assert found is not None
    assert not 0 <= found.totals["one"].requests < math.inf


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PAGE.encode(), status=500),
        Answer(PAGE.encode(), status=404),
        Answer(status=302, location="/elsewhere"),
        Answer(PAGE.encode(), kind="text/html"),
        Answer(PAGE.encode(), kind="application/octet-stream"),
        Answer(b"\xff\xfe" + PAGE.encode()),
        Answer(b"talktrack_requests_total{ 3\n"),
        Answer(PAGE.encode()[:-4]),
        Answer(PAGE.encode() + b"# filler\n" * 500_000),
        Answer(PAGE.encode(), manner="cut"),
        Answer(manner="close"),
    ],
    ids=["500", "404", "moved", "html", "binary", "bytes", "broken", "half a line", "huge", "cut", "closed"],
)
def test_a_bad_answer_is_no_reading(server: MetricServer, answer: Answer) -> None:
    """Whatever is wrong with an answer, there is simply no data."""
    server.answers |= {"/one/metrics": answer, QUERY: answer, "/elsewhere": Answer(PAGE.encode())}

    assert ScrapedMetrics().read({"one": f"{server.url}/one"}) is None
    assert PrometheusMetrics(server.url, {}).read({}, RELEASES) is None


def test_nobody_listening_is_no_reading() -> None:
    """Nor is an address that is none."""
    assert ScrapedMetrics().read({"one": "http://127.0.0.1:9", "two": "no address"}) is None
    assert PrometheusMetrics("http://127.0.0.1:9", {}).read({}, RELEASES) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "error"},
        {"warnings": ["a part of the storage does not answer"]},
        {"data": {"resultType": "vector", "result": []}},
        {"data": {"resultType": "matrix", "result": [{"metric": {"pod": "p"}, "values": []}]}},
        {"data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[NOW, "1"]]}]}},
        {"data": {"resultType": "matrix", "result": [{"metric": {"pod": "p"}, "values": [[NOW, "many"]]}]}},
        {"data": None},
    ],
    ids=["error", "warning", "vector", "no value", "no process", "no number", "no data"],
)
def test_a_server_that_cannot_be_believed_is_no_reading(server: MetricServer, changes: dict[str, object]) -> None:
    """Part of the truth could be worse than none."""
    server.answers[QUERY] = scraped({"one": PAGE}, NOW, **changes)

    assert PrometheusMetrics(server.url, {}).read({}, RELEASES) is None


def test_replicas_are_told_apart(server: MetricServer) -> None:
    """Every pod of a release is a process of its own, as fresh as its newest scrape."""
    pages = {"a": page("r-1", {"ok": 3.0}), "b": page("r-1", {"ok": 4.0}), "c": page("r-2")}
    server.answers[QUERY] = scraped(pages, {"a": NOW - 60, "b": NOW, "c": NOW - 5})
    found = PrometheusMetrics(server.url, {}).read({}, RELEASES)

    assert found is not None
    assert {pod: one.requests for pod, one in found.counters["one"].items()} == {"a": 3, "b": 4}
    assert found.at_s == NOW - 5


def test_a_revision_that_was_scraped_long_before_the_other_is_absent(server: MetricServer) -> None:
    """It is gone, and must not make the other one look old."""
    server.answers[QUERY] = scraped({"a": page("r-1"), "c": page("r-2")}, {"a": NOW - 120, "c": NOW})
    found = PrometheusMetrics(server.url, {}).read({}, RELEASES)

    assert found is not None
    assert (found.at_s, list(found.counters)) == (NOW, ["two"])


def test_one_query_names_the_tenants_predictors_alone(
    server: MetricServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All counters at once, with the token that the file holds at that time."""
    (tmp_path / "token").write_text("first\n")
    monkeypatch.setenv("PROMETHEUS_TOKEN_FILE", str(tmp_path / "token"))
    server.answers[QUERY] = scraped({"one": PAGE}, NOW)
    reader = open_metrics("sales", "acme", server.url)
    (tmp_path / "token").write_text("second\n")
    reader.read({}, RELEASES)
    (path, headers) = server.asked[-1]

    assert (len(server.asked), headers["Authorization"]) == (1, "Bearer second")
    assert parse_qs(urlsplit(path).query)["query"][0].endswith(
        '",namespace="sales",serving_kserve_io_inferenceservice="talktrack-acme"}[300s]'
    )


def test_without_a_server_the_pages_are_read() -> None:
    """One replica per revision needs no Prometheus."""
    assert isinstance(open_metrics("sales", "acme"), ScrapedMetrics)


@pytest.mark.parametrize("url", ["prometheus:9090", "ftp://prometheus", "http://", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ConfigurationInvalidError, match="is no Prometheus server"):
        PrometheusMetrics(url, {})


def test_what_is_no_label_or_no_token_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A typing error must not look like missing metrics."""
    with pytest.raises(ConfigurationInvalidError, match="is no label"):
        PrometheusMetrics("http://127.0.0.1:9", {"name space": "sales"})
    monkeypatch.setenv("PROMETHEUS_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigurationInvalidError, match="cannot be read"):
        PrometheusMetrics("http://127.0.0.1:9", {})
