"""The Open Inference Protocol (V2): instances and predictions as tensors of JSON texts.

https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
"""

from __future__ import annotations

from typing import Any

import msgspec
from kserve import InferOutput, InferRequest, InferResponse

from talktrack.services.predictor.requests import BAD_REQUEST, Rejected

INSTANCES, PREDICTIONS, TEXTS = "instances", "predictions", "BYTES"


def body_of(request: InferRequest) -> dict[str, object]:
    """Return a V2 request as the body of the V1 protocol.

    Raises:
        Rejected: there is not exactly one input of JSON texts.
    """
    inputs = request.inputs
    if len(inputs) != 1 or inputs[0].name != INSTANCES or inputs[0].datatype != TEXTS:
        raise Rejected(BAD_REQUEST, f"send one input called {INSTANCES} of datatype {TEXTS}, a JSON text each.")
    texts = _texts(inputs[0])
    parameters = dict(request.parameters or {})
    return {INSTANCES: [_decoded(text) for text in texts]} | {
        name: parameters[name] for name in ("tenant",) if name in parameters
    }


def response(model: str, told: dict[str, Any]) -> InferResponse:
    """Return a V1 answer as a V2 response; what is not a prediction becomes a parameter."""
    predictions = [msgspec.json.encode(one).decode() for one in told[PREDICTIONS]]
    output = InferOutput(PREDICTIONS, [len(predictions)], TEXTS, predictions)
    parameters = {name: value for name, value in told.items() if name != PREDICTIONS}
    return InferResponse(told["inference_id"], model, [output], model_version=told["release"], parameters=parameters)


def _texts(tensor: Any) -> list[bytes | str]:
    try:
        values: list[bytes | str] = tensor.as_numpy().ravel().tolist()
    except Exception as malformed:  # the library raises whatever numpy does
        raise Rejected(BAD_REQUEST, f"the data of {INSTANCES} do not have its shape.") from malformed
    return values


def _decoded(text: object) -> object:
    if not isinstance(text, bytes | str):
        raise Rejected(BAD_REQUEST, f"each element of {INSTANCES} must be a JSON text.")
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as invalid:
        raise Rejected(BAD_REQUEST, f"an element of {INSTANCES} is not JSON.") from invalid
