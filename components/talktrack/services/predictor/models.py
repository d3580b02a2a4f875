"""The two models behind KServe's server, in its V1 and V2 protocols."""

from __future__ import annotations

from typing import Any

from kserve import InferRequest, Model

from talktrack.services.predictor import tensors
from talktrack.services.predictor.answering import prediction
from talktrack.services.predictor.exchange import Answered, Call, Exchange
from talktrack.services.predictor.requests import instances_of, user_of

INFERENCE_ID, RELEASE = "x-inference-id", "x-release"


class PathModel(Model):
    """One path, `roleplay` or `coach`, as a model of the V1 and V2 protocols.

    A response holds `predictions` (text, ids of quoted passages), `inference_id`, `release` and, where another release
    had to answer, `instead_of`. In V2 the predictions are a tensor of JSON texts, the rest parameters.
    """

    def __init__(self, path: str, exchange: Exchange) -> None:
        """Serve at once: the release was loaded and warmed before."""
        super().__init__(path, return_response_headers=True)
        self._exchange = exchange
        self.ready = True

    async def predict(
        self, payload: Any, _headers: dict[str, str] | None = None, response_headers: dict[str, str] | None = None
    ) -> Any:
        """Answer one V1 body or one V2 request.

        Raises:
            Rejected: the request breaks a rule, or no release can answer; nothing else leaves this method.
        """
        in_tensors = isinstance(payload, InferRequest)
        exchange = self._exchange

        def body() -> object:
            return tensors.body_of(payload) if in_tensors else payload

        call = Call(
            path=self.name,
            read=lambda: instances_of(self.name, body(), exchange.tenant, exchange.bounds),
            user_id=user_of(payload.parameters if in_tensors else payload),
        )
        answered = await exchange.answer(call)
        if response_headers is not None:
            response_headers[INFERENCE_ID] = answered.id
            response_headers[RELEASE] = answered.release
        told = told_of(answered)
        return tensors.response(self.name, told) if in_tensors else told


def told_of(answered: Answered) -> dict[str, Any]:
    """Return an answer as a V1 body."""
    predictions = [
        prediction(text, question) for text, question in zip(answered.texts, answered.questions, strict=True)
    ]
    told: dict[str, Any] = {"predictions": predictions, "inference_id": answered.id, "release": answered.release}
    return told | ({"instead_of": answered.instead_of} if answered.instead_of else {})
