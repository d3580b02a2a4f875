"""An exchange over a language model, with counters that a test can read."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from talktrack.core.ports import AnsweringModel, Repository
from talktrack.core.prompts import Line
from talktrack.core.records import PATHS
from talktrack.services.predictor.batching import Batcher
from talktrack.services.predictor.breaker import Breaker
from talktrack.services.predictor.exchange import Call, Exchange, Serving
from talktrack.services.predictor.feedback import FeedbackDesk
from talktrack.services.predictor.journal import Journal
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.services.predictor.release import Loaded
from talktrack.services.predictor.requests import Bounds, RoleplayInstance

BASE = Loaded("r-1", dict.fromkeys(PATHS, ""))
CALL = Call("roleplay", lambda: [RoleplayInstance(history=[Line("seller", "Hello")])])


@dataclass(frozen=True)
class Stand:
    """What serves, its journal and its counters."""

    exchange: Exchange
    journal: Journal
    registry: CollectorRegistry

    def outcomes(self) -> dict[str, float]:
        """Return the requests that were counted, by outcome."""
        return {
            sample.labels["outcome"]: sample.value
            for family in self.registry.collect()
            for sample in family.samples
            if sample.name == "talktrack_requests_total" and sample.value
        }


def stand(
    model: AnsweringModel,
    bounds: Bounds | None = None,
    release: Loaded = BASE,
    previous: Loaded | None = None,
    *,
    breaker: Breaker | None = None,
    repository: Repository | None = None,
) -> Stand:
    """Return an exchange for the tenant acme."""
    registry, bounds = CollectorRegistry(), bounds or Bounds()
    journal = Journal(repository, str)
    serving = Serving(
        tenant="acme",
        release=release,
        batcher=Batcher(model, bounds),
        metrics=PredictorMetrics(PATHS, release.id, registry),
        desk=FeedbackDesk("acme", journal),
        bounds=bounds,
        previous=previous,
        breakers={path: breaker or Breaker() for path in PATHS},
    )
    return Stand(Exchange(serving), journal, registry)
