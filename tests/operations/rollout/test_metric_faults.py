"""Metrics that fail over real HTTP, pages and a Prometheus server alike: the rollout holds, and goes on afterwards."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from talktrack.operations.rollout import step
from talktrack.operations.rollout.ports import MetricsReader, Ports
from talktrack.systems.prometheus import PrometheusMetrics, ScrapedMetrics
from talktrack.systems.prometheus.asking import Bounds
from talktrack.systems.registry import open_registry
from talktrack.world.kserve_api import KServeApi
from tests.operations.rollout.conftest import SERVICE, Cluster
from tests.operations.rollout.scripted_arms import NEW, OLD
from tests.systems.metric_server import JSON, QUERY, Answer, MetricServer, page, scraped

SMALL = Bounds(0.5, 100_000)
TICKS = 2
LATENCIES = re.compile(r"(talktrack_log_latency_sum_total\{.*\}) .*")
Table = dict[str, Answer]


@dataclass
class Rig:
    """A canary at 5 % whose predictors' pages, and the Prometheus server over them, tests write."""

    cluster: Cluster
    server: MetricServer
    asked: int = 0

    def pages(self) -> dict[str, str]:
        """Return both predictors' pages; a rollout that reads them has seen enough to go on."""
        old, new = self.asked * 19 // 20, self.asked // 20
        return {
            OLD: page("r-first", {"ok": old * 0.95, "error": old * 0.05}),
            NEW: page("r-second", {"ok": new * 0.95, "error": new * 0.05}),
        }

    def answers(self) -> Table:
        """Return how all is answered when nothing is wrong."""
        return tabled(self.pages()) | {QUERY: scraped(self.pages(), self.cluster.now_s)}

    def ports(self, reader: MetricsReader) -> Ports:
        """Connect with a reader."""
        return dataclasses.replace(self.cluster.ports(), metrics=reader)

    def readers(self, bounds: Bounds = Bounds()) -> tuple[MetricsReader, MetricsReader]:  # noqa: B008 - frozen
        """Return one of pages and one of the server."""
        return ScrapedMetrics(self.cluster.clock, bounds), PrometheusMetrics(self.server.url, {}, bounds)

    def tick(self, reader: MetricsReader, change: Callable[[Rig], Table] | None = None, requests: int = 0) -> str:
        """Let requests arrive and ten seconds pass; return what is decided, and why."""
        self.cluster.now_s += 10
        self.asked += requests
        self.server.answers = self.answers() | (change(self) if change else {})
        decision = step.tick(self.ports(reader)).decision
        return f"{decision.action}: {decision.reason}"


def tabled(pages: dict[str, str]) -> Table:
    """Return the answers that are these pages."""
    return {f"/{revision}/metrics": Answer(text.encode()) for revision, text in pages.items()}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A cluster whose revisions are ready at once, at the address of their pages."""
    with MetricServer() as server, KServeApi(lambda _, made: settle(api, server, made.name)) as api:
        cluster = Cluster(api, open_registry(str(tmp_path / "home"), "acme"))
        cluster.start(cluster.release("r-first", tmp_path / "files"))
        cluster.run()
        cluster.start(cluster.release("r-second", tmp_path / "files"))
        yield Rig(cluster, server)


def settle(api: KServeApi, server: MetricServer, revision: str) -> None:
    """Let a revision become ready."""
    api.settle(SERVICE, revision, f"{server.url}/{revision}")


def of_new(change: Callable[[str], Answer | str | bytes]) -> Callable[[Rig], Table]:
    """Return a fault of the candidate's page alone."""

    def table(rig: Rig) -> Table:
        found = change(rig.pages()[NEW])
        answer = found if isinstance(found, Answer) else Answer(found.encode() if isinstance(found, str) else found)
        return {f"/{NEW}/metrics": answer}

    return table


def swapped(rig: Rig) -> Table:
    """Return each page at the other's address."""
    pages = rig.pages()
    return tabled({OLD: pages[NEW], NEW: pages[OLD]})


def valued(value: str) -> Callable[[str], str]:
    """Return a page on which good answers have this value."""
    return lambda text: text.replace('outcome="ok"} ', f'outcome="ok"}} {value}\n# was ')


PAGE_FAULTS: dict[str, Callable[[Rig], Table]] = {
    "time-out": of_new(lambda _: Answer(manner="hang")),
    "time-out of the stable one": lambda _: {f"/{OLD}/metrics": Answer(manner="hang")},
    "a byte now and then": of_new(lambda text: Answer(text.encode(), manner="drip")),
    "closed": of_new(lambda _: Answer(manner="close")),
    "500": of_new(lambda text: Answer(text.encode(), status=500)),
    "503 of the stable one": lambda rig: {f"/{OLD}/metrics": Answer(rig.pages()[OLD].encode(), status=503)},
    "404": of_new(lambda text: Answer(text.encode(), status=404)),
    "moved": of_new(lambda _: Answer(status=302, location=f"/{OLD}/metrics")),
    "empty": of_new(lambda _: ""),
    "empty of the stable one": lambda _: {f"/{OLD}/metrics": Answer()},
    "foreign": of_new(lambda _: "# TYPE up gauge\nup 1.0\n"),
    "no number": of_new(valued("NaN")),
    "infinite": of_new(valued("+Inf")),
    "negative": of_new(valued("-3.0")),
    "contradictory": of_new(lambda text: LATENCIES.sub(r"\1 1e12", text)),
    "swapped": swapped,
    "both the candidate": lambda rig: tabled({OLD: rig.pages()[NEW], NEW: rig.pages()[NEW]}),
    "both the stable one": lambda rig: tabled({OLD: rig.pages()[OLD], NEW: rig.pages()[OLD]}),
    "unknown release": of_new(lambda text: text.replace("r-second", "r-third")),
    "two releases": of_new(lambda text: text + 'talktrack_release_info{model_version="r-third"} 1.0\n'),
    "half a page": of_new(lambda text: text[: text.index("talktrack_feedback")]),
    "half a line": of_new(lambda text: text[:-3]),
    "less than announced": of_new(lambda text: Answer(text.encode(), manner="cut")),
    "a metric missing": of_new(lambda text: text.replace("talktrack_log_latency_sumsq_total", "talktrack_other_total")),
    "html": of_new(lambda text: Answer(text.encode(), kind="text/html")),
    "unknown type": of_new(lambda text: Answer(text.encode(), kind="application/octet-stream")),
    "json": of_new(lambda text: Answer(json.dumps(text).encode(), kind=JSON)),
    "twice the same series": of_new(
        lambda text: text + 'talktrack_requests_total{model_version="r-second",outcome="ok"} 9.0\n'
    ),
    "too large": of_new(lambda text: text + "# filler\n" * 20_000),
    "no characters": of_new(lambda text: b"\xff\xfe" + text.encode()),
    "packed": of_new(lambda text: gzip.compress(text.encode())),
    "broken": of_new(lambda text: text + "talktrack_requests_total{ 3\n"),
}


def of_server(change: Callable[[Rig], Answer]) -> Callable[[Rig], Table]:
    """Return a fault of the Prometheus server's answer."""
    return lambda rig: {QUERY: change(rig)}


def of_series(change: Callable[[dict[str, str]], Any], **changes: Any) -> Callable[[Rig], Table]:
    """Return a fault of the pages that the server has scraped, or of its answer."""
    return of_server(lambda rig: scraped(change(rig.pages()), rig.cluster.now_s, **changes))


def aged(**seconds: float) -> Callable[[Rig], Table]:
    """Return an answer with pages that were scraped so long ago."""
    ages = {OLD: seconds["old"], NEW: seconds["new"]}
    return of_server(lambda rig: scraped(rig.pages(), {name: rig.cluster.now_s - age for name, age in ages.items()}))


SERVER_FAULTS: dict[str, Callable[[Rig], Table]] = {
    "time-out": of_server(lambda _: Answer(manner="hang")),
    "a byte now and then": of_server(lambda rig: dataclasses.replace(scraped(rig.pages(), 0.0), manner="drip")),
    "500": of_server(lambda rig: dataclasses.replace(scraped(rig.pages(), rig.cluster.now_s), status=500)),
    "401": of_server(lambda _: Answer(b"{}", status=401, kind=JSON)),
    "moved": of_server(lambda _: Answer(status=307, location="/elsewhere")),
    "a page of a proxy": of_server(lambda _: Answer(b"<html></html>", kind="text/html")),
    "error": of_series(dict, status="error", errorType="bad_data"),
    "warning": of_series(dict, warnings=["a shard does not answer"]),
    "vector": of_series(dict, data={"resultType": "vector", "result": []}),
    "no data": of_series(dict, data=None),
    "empty": of_series(lambda _: {}),
    "the candidate missing": of_series(lambda pages: {OLD: pages[OLD]}),
    "the stable one missing": of_series(lambda pages: {NEW: pages[NEW]}),
    "old": aged(old=121.0, new=121.0),
    "the candidate old": aged(old=0.0, new=121.0),
    "the stable one old": aged(old=121.0, new=0.0),
    "clock ahead": aged(old=-11.0, new=-11.0),
    "no number": of_series(lambda pages: {**pages, NEW: valued("NaN")(pages[NEW])}),
    "infinite": of_series(lambda pages: {**pages, NEW: valued("+Inf")(pages[NEW])}),
    "negative": of_series(lambda pages: {**pages, NEW: valued("-3.0")(pages[NEW])}),
    "one of two processes negative": of_series(lambda pages: {**pages, "p2": valued("-3.0")(pages[NEW])}),
    "two releases in a pod": of_series(lambda pages: {OLD: pages[OLD], NEW: pages[NEW] + pages[OLD]}),
    "scraped by two jobs": of_series(lambda pages: {OLD: pages[OLD], NEW: pages[NEW] * 2}),
    "half scraped": of_series(lambda pages: {**pages, NEW: pages[NEW].split("talktrack_feedback", maxsplit=1)[0]}),
    "too large": of_server(
        lambda rig: dataclasses.replace(
            found := scraped(rig.pages(), rig.cluster.now_s), body=found.body + b" " * SMALL.largest
        )
    ),
    "half": of_server(
        lambda rig: dataclasses.replace(found := scraped(rig.pages(), rig.cluster.now_s), body=found.body[:-9])
    ),
    "nested": of_server(lambda _: Answer(b'{"status":' + b"[" * 50_000, kind=JSON)),
    "no pod": of_server(
        lambda rig: dataclasses.replace(
            found := scraped(rig.pages(), rig.cluster.now_s),
            body=found.body.replace(b'"pod"', b'"x"').replace(b'"instance"', b'"y"'),
        )
    ),
}
CASES = [(0, name, fault) for name, fault in PAGE_FAULTS.items()] + [(1, *fault) for fault in SERVER_FAULTS.items()]


@pytest.mark.parametrize(
    ("kind", "name", "fault"), CASES, ids=[f"{'server' if one else 'pages'}: {name}" for one, name, _ in CASES]
)
def test_a_fault_holds_and_moves_nothing(rig: Rig, kind: int, name: str, fault: Callable[[Rig], Table]) -> None:
    """Not one write to the service while it lasts; the same counters let the candidate go on as soon as it is over."""
    reader = rig.readers()[kind]
    begun = [rig.tick(reader, requests=requests) for requests in (0, 0, 0, 8000)]
    calls, before = len(rig.cluster.api.calls), rig.cluster.shares()
    held = [rig.tick(rig.readers(SMALL)[kind], fault, 8000) for _ in range(TICKS)]
    writes = [call for call in rig.cluster.api.calls[calls:] if "inferenceservices" in call and "GET" not in call]

    assert (begun[-1], before[NEW]) == ("hold: 0 of 200 requests at 5 %", 5)
    assert [one[:6] for one in held] == ["hold: "] * TICKS, held
    assert (writes, rig.cluster.shares()) == ([], before)
    assert rig.tick(reader).startswith("advance: "), name
