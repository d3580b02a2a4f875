"""Pages of metrics over real HTTP, well or badly answered, and a Prometheus server's answer made from the same pages.

[api] https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from talktrack.world.listening import Listening

TEXT, JSON = "text/plain; version=0.0.4; charset=utf-8", "application/json"
QUERY = "/api/v1/query"


@dataclass(frozen=True)
class Answer:
    """What one path answers; `manner` is as it should be, or hang, drip, cut (less than announced) or close."""

    body: bytes = b""
    status: int = 200
    kind: str = TEXT
    manner: str = "well"
    location: str = ""


class MetricServer(Listening):
    """Answers from a table that tests change; `asked` holds paths with queries and headers. A context manager."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()

    def __exit__(self, *ends: object) -> None:
        """Let go of those who hang, then stop."""
        self.over.set()
        super().__exit__(*ends)


class _Handler(BaseHTTPRequestHandler):
    service: MetricServer

    def do_GET(self) -> None:
        """Answer from the table, in the manner that it says."""
        self.service.asked.append((self.path, dict(self.headers.items())))
        answer = self.service.answers.get(self.path.split("?")[0], Answer(status=404))
        if answer.manner == "hang":
            self.service.over.wait(20)
        if answer.manner in {"hang", "close"}:
            return
        self.send_response(answer.status)
        if answer.kind:
            self.send_header("Content-Type", answer.kind)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", str(len(answer.body) + (99 if answer.manner == "cut" else 0)))
        self.end_headers()
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        try:
            if answer.manner != "drip":
                self.wfile.write(answer.body)
                return
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                if self.service.over.wait(0.05):
                    return
        except OSError:
            return  # the reader has had enough

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def page(release: str, requests: Mapping[str, float] = {}, judged: Mapping[str, float] = {}, extra: str = "") -> str:
    """Return a predictor's page: requests by outcome, judgements by release, latencies of 0.2 s for good answers."""
    ok = requests.get("ok", 0.0)
    logs = 12.206072645530174  # ln 200 000 µs
    lines = [
        "# TYPE talktrack_requests_total counter",
        *(_line("requests_total", release, value, outcome=name) for name, value in {"ok": 0.0, **requests}.items()),
        _line("log_latency_sum_total", release, ok * logs),
        _line("log_latency_sumsq_total", release, ok * (logs * logs + 0.25)),
        _line("feedback_total", release, 0.0, judgement="neutral"),
        *(_line("feedback_total", about, value, judgement="negative") for about, value in judged.items()),
        _line("release_info", release, 1.0),
    ]
    return "\n".join([*lines, extra]).rstrip("\n") + "\n"


def _line(name: str, release: str, value: float, **labels: str) -> str:
    inner = ",".join(f'{label}="{said}"' for label, said in {"model_version": release, **labels}.items())
    return f"talktrack_{name}{{{inner}}} {value!r}"


def scraped(pages: Mapping[str, str], at_s: Mapping[str, float] | float, **changes: Any) -> Answer:
    """Return what a Prometheus server answers [api] that has scraped these pages of pods, each at its time.

    Every series has an older value too, which no reader may take.
    """
    from prometheus_client.parser import text_string_to_metric_families

    series = []
    for pod, text in pages.items():
        scraped_s = at_s if isinstance(at_s, float) else at_s[pod]
        for sample in (one for family in text_string_to_metric_families(text) for one in family.samples):
            labels = {"__name__": sample.name, "pod": pod, "instance": f"{pod}:8080", "job": "talktrack"}
            values = [
                [scraped_s - 15, "0"],
                [scraped_s, f"{sample.value!r}".replace("inf", "+Inf").replace("nan", "NaN")],
            ]
            series.append({"metric": labels | sample.labels, "values": values})
    body = {"status": "success", "data": {"resultType": "matrix", "result": series}} | changes
    return Answer(json.dumps(body).encode(), kind=JSON)
