"""The model behind the server: outcomes, time and counters, without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from talktrack.core.ports import LanguageModel, Listener
from talktrack.services.predictor.batching import Batcher
from talktrack.services.predictor.feedback import FeedbackDesk
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.services.predictor.models import PathModel, Serving
from talktrack.services.predictor.requests import Bounds, Rejected
from talktrack.world.faulty_model import FaultyModel
from talktrack.world.template_model import TemplateModel

BODY = {"instances": [{"history": [{"role": "seller", "text": "Hello"}]}]}


class SlowModel(TemplateModel):
    """Takes longer than anybody waits."""

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer late."""
        time.sleep(0.3)
        return super().generate(prompts, adapter, max_new_tokens, listener)


def serve(model: LanguageModel, bounds: Bounds) -> tuple[PathModel, CollectorRegistry]:
    """Return the roleplay model over a language model, and its counters."""
    registry = CollectorRegistry()
    serving = Serving(
        tenant="acme",
        release="r-1",
        adapters={"roleplay": "", "coach": ""},
        batcher=Batcher(model, bounds),
        metrics=PredictorMetrics(("roleplay", "coach"), "r-1", registry),
        desk=FeedbackDesk("acme", None, str),
        bounds=bounds,
    )
    return PathModel("roleplay", serving), registry


def outcome(model: PathModel, registry: CollectorRegistry, body: Any) -> tuple[str, int]:
    """Ask once; return the outcome that was counted and the status."""
    status = 200
    try:
        asyncio.run(model.predict(body, {}, {}))
    except Rejected as rejected:
        status = rejected.status
    counted = [
        sample.labels["outcome"]
        for family in registry.collect()
        for sample in family.samples
        if sample.name == "talktrack_requests_total" and sample.value
    ]
    return counted[0], status


@pytest.mark.parametrize(
    ("model", "bounds", "body", "expected"),
    [
        (TemplateModel(), Bounds(), BODY, ("ok", 200)),
        (TemplateModel(), Bounds(), {}, ("rejected", 400)),
        (TemplateModel(), Bounds(waiting_prompts=0), BODY, ("overloaded", 503)),
        (FaultyModel(TemplateModel(), share=1.0, healthy_calls=0), Bounds(), BODY, ("error", 500)),
        (SlowModel(), Bounds(seconds=0.02), BODY, ("timeout", 504)),
    ],
    ids=["good", "refused", "overloaded", "failing", "slow"],
)
def test_each_outcome_is_counted_as_what_it_is(
    model: LanguageModel, bounds: Bounds, body: Any, expected: tuple[str, int]
) -> None:
    """The rollout takes errors, time-outs and overload as errors of the arm, and ignores refusals."""
    assert outcome(*serve(model, bounds), body) == expected
