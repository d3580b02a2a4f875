"""The Open Inference Protocol (V2) over HTTP: the same answers as in V1, as tensors of JSON texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from talktrack.world.loopback_process import LoopbackProcess
from tests.services.predictor.http_calls import HISTORY, get, post, predict

pytestmark = pytest.mark.slow

INSTANCE = json.dumps({"history": HISTORY})


def infer(predictor: LoopbackProcess, model: str, *texts: str, **changes: Any) -> tuple[int, dict[str, Any]]:
    """Ask one model in V2; keywords change the input or, for parameters, the request."""
    parameters = changes.pop("parameters", {})
    tensor = {"name": "instances", "shape": [len(texts)], "datatype": "BYTES", "data": list(texts), **changes}
    status, found, _ = post(predictor, f"/v2/models/{model}/infer", {"inputs": [tensor], "parameters": parameters})
    return status, found


def test_the_answer_is_that_of_v1(predictor: LoopbackProcess) -> None:
    """Each element of the tensor is one prediction; id and release are there too."""
    status, found = infer(predictor, "roleplay", INSTANCE, INSTANCE)
    [output] = found["outputs"]
    expected = predict(predictor, "roleplay", json.loads(INSTANCE))[1]["predictions"][0]

    assert (status, output["name"], output["shape"], output["datatype"]) == (200, "predictions", [2], "BYTES")
    assert [json.loads(text) for text in output["data"]] == [expected, expected]
    assert found["id"] == found["parameters"]["inference_id"]
    assert (found["model_version"], found["parameters"]["release"]) == ("r-0123456789ab", "r-0123456789ab")


@pytest.mark.parametrize(
    ("texts", "changes", "status", "word"),
    [
        (["{"], {}, 400, "JSON"),
        (["[1]"], {}, 400, "roleplay"),
        (['{"history": 3}'], {}, 400, "history"),
        ([INSTANCE], {"name": "text"}, 400, "instances"),
        ([INSTANCE], {"shape": [3]}, 400, "shape"),
        ([INSTANCE], {"datatype": "FP32", "data": [1.5]}, 400, "BYTES"),
        ([INSTANCE] * 17, {}, 413, "instances"),
        ([json.dumps({"history": [], "tenant": "globex"})], {}, 403, "tenant"),
        ([INSTANCE], {"parameters": {"tenant": "globex"}}, 403, "tenant"),
    ],
)
def test_bad_requests_are_refused_with_a_sentence(
    predictor: LoopbackProcess, texts: list[str], changes: dict[str, Any], status: int, word: str
) -> None:
    """The same rules as in V1 hold."""
    found = infer(predictor, "roleplay", *texts, **changes)

    assert (found[0], word in found[1]["error"]) == (status, True)


def test_readiness_is_per_model(predictor: LoopbackProcess) -> None:
    """Both models are ready as soon as the server is."""
    assert [get(predictor, f"/v2/models/{model}/ready")[0] for model in ("roleplay", "coach")] == [200, 200]
