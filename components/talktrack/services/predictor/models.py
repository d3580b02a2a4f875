"""The two models behind KServe's server: each request is checked, answered in time, counted and given an id."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kserve import Model

from talktrack.services.predictor.answering import Asked, Retriever, asked, prediction
from talktrack.services.predictor.batching import Batcher
from talktrack.services.predictor.feedback import Answered, FeedbackDesk, inference_id
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.services.predictor.requests import TIMED_OUT, UNAVAILABLE, Bounds, Rejected, instances_of

SERVER_FAULTS = 500
OUTCOMES = {TIMED_OUT: "timeout", UNAVAILABLE: "overloaded"}


@dataclass(frozen=True)
class Serving:
    """What both models share: one tenant, one release, one base model."""

    tenant: str
    release: str
    adapters: Mapping[str, str]
    batcher: Batcher
    metrics: PredictorMetrics
    desk: FeedbackDesk
    bounds: Bounds
    retriever: Retriever | None = None


class PathModel(Model):
    """One path, `roleplay` or `coach`, as a model of the V1 protocol.

    A response holds `predictions` (text, ids of quoted passages), `inference_id` and `release`.
    """

    def __init__(self, path: str, serving: Serving) -> None:
        """Serve at once: the release was loaded and warmed before."""
        super().__init__(path, return_response_headers=True)
        self._serving = serving
        self.ready = True

    async def predict(
        self, payload: Any, _headers: dict[str, str] | None = None, response_headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Answer one V1 body.

        Raises:
            Rejected: the request breaks a rule, or the model cannot answer; nothing else leaves this method.
        """
        began, outcome = time.perf_counter(), "error"
        try:
            answer = await self._in_time(payload)
            outcome = "ok"
        except Rejected as rejected:
            outcome = OUTCOMES.get(rejected.status, "error" if rejected.status >= SERVER_FAULTS else "rejected")
            raise
        finally:
            self._serving.metrics.count(self.name, outcome, time.perf_counter() - began)
        if response_headers is not None:
            response_headers["x-inference-id"] = answer["inference_id"]
        return answer

    async def _in_time(self, payload: Any) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._serving.bounds.seconds):
                return await self._answered(payload)
        except TimeoutError:
            raise Rejected(TIMED_OUT, "no answer in time: try again, or send a shorter history.") from None

    async def _answered(self, payload: Any) -> dict[str, Any]:
        serving = self._serving
        instances = instances_of(self.name, payload, serving.tenant, serving.bounds)
        questions = [await asyncio.to_thread(asked, instance, serving.retriever) for instance in instances]
        prompts = [question.prompt for question in questions]
        texts = await serving.batcher.generate(serving.adapters[self.name], prompts)
        return self._signed(questions, texts)

    def _signed(self, questions: list[Asked], texts: list[str]) -> dict[str, Any]:
        """Give the answer its id. Feedback refers to the whole answer; of several instances the first is kept."""
        identity = inference_id(self._serving.release, uuid.uuid4().hex)
        self._serving.desk.remember(identity, Answered(self.name, questions[0].prompt, texts[0]))
        predictions = [prediction(text, question) for text, question in zip(texts, questions, strict=True)]
        return {"predictions": predictions, "inference_id": identity, "release": self._serving.release}
