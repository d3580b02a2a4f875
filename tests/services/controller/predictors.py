"""Pages of predictors' metrics over real HTTP: each look adds the requests that the cluster would have routed."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import numpy as np
from prometheus_client import CollectorRegistry, generate_latest

from talktrack.core.records import PATHS
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.world.kserve_api import KServeApi
from talktrack.world.kserve_rules import Revision

REQUESTS_PER_LOOK = 1000
ERROR_RATE = 0.02


class Predictors:
    """The cluster's API and, per revision, the true metrics of a predictor. Use as a context manager.

    While `silent` is set no page is served.
    """

    def __init__(self) -> None:
        self.api = KServeApi(self._launch)
        self.silent = threading.Event()
        self._pages: dict[str, tuple[PredictorMetrics, CollectorRegistry]] = {}
        self._random = np.random.default_rng(7)
        handler = type("Page", (_Page,), {"predictors": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self.api.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.api.__exit__()
        self._server.shutdown()
        self._server.server_close()

    def page(self, revision: str) -> bytes:
        """Let requests arrive by the revision's share, and return its page."""
        metrics, registry = self._pages[revision]
        for bad in self._random.random(REQUESTS_PER_LOOK * self._share(revision) // 100) < ERROR_RATE:
            metrics.count("roleplay", "error" if bad else "ok", float(self._random.lognormal(-1.6, 0.4)))
        return generate_latest(registry)

    def _share(self, revision: str) -> int:
        targets = [target for service in list(self.api.services.values()) for target in service.targets]
        return sum(target["percent"] for target in targets if target["revisionName"] == revision)

    def _launch(self, service: str, revision: Revision) -> None:
        registry = CollectorRegistry()
        self._pages[revision.name] = PredictorMetrics(PATHS, revision.uri.rsplit("/", 1)[-1], registry), registry
        self.api.settle(service, revision.name, f"http://127.0.0.1:{self._server.server_port}/{revision.name}")


class _Page(BaseHTTPRequestHandler):
    predictors: Predictors

    def do_GET(self) -> None:
        if self.predictors.silent.is_set():
            self.send_error(503)
            return
        body = self.predictors.page(self.path.split("/")[1])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests need no access log."""
