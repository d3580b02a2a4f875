"""Requests to a predictor over HTTP, each on a connection of its own."""

from __future__ import annotations

import http.client
import json
from typing import Any

from talktrack.world.loopback_process import LoopbackProcess

JSON = {"Content-Type": "application/json"}
HISTORY = [{"role": "seller", "text": "Hello, how is business?"}]
CHAT = "/openai/v1/chat/completions"


def post(
    predictor: LoopbackProcess, path: str, body: object, headers: dict[str, str] = JSON
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Send one request; return status, JSON body and headers with small letters."""
    status, text, found = post_text(predictor, path, body, headers)
    return status, json.loads(text or "{}"), found


def post_text(
    predictor: LoopbackProcess, path: str, body: object, headers: dict[str, str] = JSON
) -> tuple[int, str, dict[str, str]]:
    """Send one request; return the body as text."""
    connection = http.client.HTTPConnection("127.0.0.1", predictor.port, timeout=20)
    data = body if isinstance(body, str) else json.dumps(body)
    connection.request("POST", path, data.encode(), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}


def get(predictor: LoopbackProcess, path: str) -> tuple[int, dict[str, Any]]:
    """Fetch one JSON document."""
    connection = http.client.HTTPConnection("127.0.0.1", predictor.port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = json.loads(answer.read() or b"{}")
    connection.close()
    return answer.status, found


def predict(predictor: LoopbackProcess, model: str, *instances: object, **more: object) -> tuple[int, dict[str, Any]]:
    """Ask one model in the V1 protocol."""
    status, found, _ = post(predictor, f"/v1/models/{model}:predict", {"instances": list(instances), **more})
    return status, found


def events(text: str) -> list[Any]:
    """Return the server-sent events of a stream; the end of the stream must be there."""
    *told, done, rest = text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(event.removeprefix("data: ")) for event in told]
