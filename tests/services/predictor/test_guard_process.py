"""What stands before all routes of the true program: one rule for paths, media types and bodies."""

from __future__ import annotations

import http.client
import json

import pytest

from talktrack.world.loopback_process import LoopbackProcess
from tests.services.predictor.http_calls import CHAT, HISTORY, JSON, get, post, predict

pytestmark = pytest.mark.slow

INSTANCE = {"history": HISTORY}
TENSOR = {"name": "instances", "shape": [1], "datatype": "BYTES", "data": [json.dumps(INSTANCE)]}
V1, V2, FEEDBACK = "/v1/models/roleplay:predict", "/v2/models/roleplay/infer", "/feedback"
BODIES: dict[str, dict[str, object]] = {
    V1: {"instances": [INSTANCE]},
    V2: {"inputs": [TENSOR]},
    CHAT: {"model": "roleplay", "messages": [{"role": "user", "content": "Hello"}]},
    FEEDBACK: {"inference_id": "r-0123456789ab.1", "kind": "thumbs", "value": 1},
}
TAKEN = {V1: 200, V2: 200, CHAT: 200, FEEDBACK: 503}


def sentence(path: str, told: dict[str, object]) -> str:
    """Return the sentence of a refusal, in the form of its protocol."""
    error = told["error"]
    if path == CHAT:
        assert isinstance(error, dict)
        error = error["message"]
    assert isinstance(error, str)
    return error


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/v2/repository/models/roleplay/unload",
        "/v2/repository/models/roleplay/load",
        "/v2/repository/models/roleplay/unload/",
        "/v2/%72epository/models/roleplay/unload",
        "/v2/repository/index",
        "/v1/models/roleplay:explain",
        "/v2/models/roleplay/versions/1/infer",
    ],
)
def test_no_caller_reaches_what_manages_models(predictor: LoopbackProcess, method: str, path: str) -> None:
    """KServe's routes that load and unload are not there, and both models go on."""
    connection = http.client.HTTPConnection("127.0.0.1", predictor.port, timeout=20)
    connection.request(method, path, b"{}", JSON)
    status = connection.getresponse().status
    connection.close()

    assert status == 404
    assert predict(predictor, "roleplay", INSTANCE)[0] == 200


@pytest.mark.parametrize("path", list(BODIES))
@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", 'application/json;a="b"'],
)
def test_json_may_have_parameters(predictor: LoopbackProcess, path: str, kind: str) -> None:
    """On each route alike."""
    assert post(predictor, path, BODIES[path], {"Content-Type": kind})[0] == TAKEN[path]


@pytest.mark.parametrize("path", list(BODIES))
@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/octet-stream", "application/jsonp", "a/b; application/json"]
)
def test_another_media_type_is_refused(predictor: LoopbackProcess, path: str, kind: str | None) -> None:
    """On each route alike, in the form of its protocol."""
    status, told, _ = post(predictor, path, BODIES[path], {} if kind is None else {"Content-Type": kind})

    assert (status, sentence(path, told)) == (415, "send JSON with the header Content-Type: application/json.")


def test_the_binary_extension_of_v2_is_refused(predictor: LoopbackProcess) -> None:
    """Its header says that the body is JSON and bytes behind it."""
    headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": "2"}
    status, told, _ = post(predictor, V2, BODIES[V2], headers)

    assert (status, "binary extension" in told["error"]) == (415, True)


@pytest.mark.parametrize("path", list(BODIES))
@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "-1e999", "[" * 50_000, '{"SECRET": 1', "'SECRET'"])
def test_what_is_no_json_is_refused_without_repeating_it(predictor: LoopbackProcess, path: str, value: str) -> None:
    """Numbers that no number can hold are no JSON either."""
    body = json.dumps({**BODIES[path], "x": "HERE"}).replace('"HERE"', value)
    status, told, _ = post(predictor, path, body)

    assert (status, sentence(path, told)) == (400, "the body is not JSON.")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"inputs": "SECRET"},
        {"inputs": [{"SECRET": 1}]},
        {"inputs": [{**TENSOR, "shape": "SECRET"}]},
        {"inputs": [TENSOR], "outputs": "SECRET"},
        {"inputs": [{**TENSOR, "data": {"SECRET": 1}}]},
        {"inputs": [{**TENSOR, "shape": [-1, "SECRET"]}]},
        {"inputs": [{**TENSOR, "datatype": "SECRET"}]},
        {"inputs": [{**TENSOR, "data": None, "parameters": {"binary_data_size": 6}}]},
        {"inputs": [{**TENSOR, "data": [["SECRET"], "SECRET"]}]},
        {"inputs": [{**TENSOR, "data": [{"SECRET": 1}]}]},
        {"inputs": [{**TENSOR, "data": [None]}]},
        {"inputs": []},
        ["SECRET"],
        "SECRET",
    ],
)
def test_what_is_no_v2_request_is_a_400_without_an_echo(predictor: LoopbackProcess, body: object) -> None:
    """One sentence, never what was sent."""
    status, told, _ = post(predictor, V2, json.dumps(body))

    assert (status, list(told), "SECRET" in json.dumps(told)) == (400, ["error"], False)


def test_a_large_body_is_refused_as_openai_does(predictor: LoopbackProcess) -> None:
    """Clients read the sentence where they look for it."""
    status, told, _ = post(predictor, CHAT, "x" * 1_000_001)

    assert (status, "1000000 bytes" in told["error"]["message"], told["error"]["code"]) == (413, True, 413)


def test_unknown_paths_are_refused_with_a_sentence(predictor: LoopbackProcess) -> None:
    """Whoever reads them gets JSON of the same form."""
    assert get(predictor, "/v3") == (404, {"error": "Not Found"})
