"""OpenAI's chat interface over HTTP, whole and streamed."""

from __future__ import annotations

from typing import Any

import pytest

from talktrack.core import assessment
from talktrack.world.loopback_process import LoopbackProcess
from tests.services.predictor.http_calls import CHAT, HISTORY, events, get, post, post_text, predict

pytestmark = pytest.mark.slow

HELLO = [{"role": "user", "content": "Hello, how is business?"}]


def chat(predictor: LoopbackProcess, **fields: Any) -> tuple[int, dict[str, Any]]:
    """Ask once for a whole completion."""
    status, found, _ = post(predictor, CHAT, {"model": "roleplay", "messages": HELLO, **fields})
    return status, found


def test_a_completion_is_the_answer_of_v1(predictor: LoopbackProcess) -> None:
    """The user is the seller; the assistant answers as the prospect."""
    status, found = chat(predictor)
    expected = predict(predictor, "roleplay", {"history": HISTORY})[1]["predictions"][0]["text"]

    assert (status, found["object"], found["model"]) == (200, "chat.completion", "roleplay")
    assert found["choices"] == [
        {"index": 0, "message": {"role": "assistant", "content": expected}, "finish_reason": "stop"}
    ]
    assert (found["release"], found["inference_id"][:15]) == ("r-0123456789ab", "r-0123456789ab.")


def test_a_stream_adds_up_to_the_completion(predictor: LoopbackProcess) -> None:
    """Word by word, then the signature, then the end of the stream."""
    expected = chat(predictor)[1]["choices"][0]["message"]["content"]
    status, text, headers = post_text(predictor, CHAT, {"model": "roleplay", "messages": HELLO, "stream": True})
    told = events(text)
    grown = [event["choices"][0]["delta"].get("content", "") for event in told]

    assert (status, headers["content-type"][:17]) == (200, "text/event-stream")
    assert ("".join(grown), len(told) > 3) == (expected, True)
    assert [event["choices"][0]["finish_reason"] for event in told] == [None] * (len(told) - 1) + ["stop"]
    assert told[-1]["inference_id"].startswith("r-0123456789ab.")


def test_the_scene_is_a_field_of_the_body(predictor: LoopbackProcess) -> None:
    """It reaches the prompt as it does in V1."""
    scene = {"industry": "retail", "traits": ["blunt"]}
    found = chat(predictor, scene=scene)[1]["choices"][0]["message"]["content"]
    expected = predict(predictor, "roleplay", {"history": HISTORY, "scene": scene})[1]["predictions"][0]["text"]

    assert found == expected != chat(predictor)[1]["choices"][0]["message"]["content"]


def test_the_coach_answers_assesses_and_drafts(predictor: LoopbackProcess) -> None:
    """The task is a field of the body; without one the last message is a question."""
    asked = [{"role": "user", "content": "What did they object to?"}]
    question = chat(predictor, model="coach", messages=asked)[1]["choices"][0]["message"]["content"]
    expected = predict(predictor, "coach", {"task": "answer", "question": asked[0]["content"]})[1]
    judged = chat(predictor, model="coach", task="assess", statistics={"talk_ratio": 0.6})[1]
    drafted = chat(predictor, model="coach", task="draft", stage="demo")[0]

    assert question == expected["predictions"][0]["text"]
    assert assessment.read(judged["choices"][0]["message"]["content"]) is not None
    assert drafted == 200


def test_an_assessment_streams_as_json(predictor: LoopbackProcess) -> None:
    """It comes in one piece, for it may be rewritten until it is whole."""
    body = {"model": "coach", "messages": HELLO, "task": "assess", "stream": True}
    grown = [event["choices"][0]["delta"].get("content", "") for event in events(post_text(predictor, CHAT, body)[1])]

    assert assessment.read("".join(grown)) is not None


def test_content_may_come_in_parts(predictor: LoopbackProcess) -> None:
    """OpenAI's clients send lists, too."""
    parts = [{"role": "user", "content": [{"type": "text", "text": "Hello, how is business?"}]}]

    assert chat(predictor, messages=parts)[1]["choices"] == chat(predictor)[1]["choices"]


def test_answers_may_be_asked_to_be_short(predictor: LoopbackProcess) -> None:
    """max_tokens bounds the answer; more than the service allows is as much as it allows."""
    short = chat(predictor, max_tokens=2)[1]["choices"][0]["message"]["content"]

    assert short == "I am"
    assert chat(predictor, max_tokens=10_000)[1]["choices"] == chat(predictor)[1]["choices"]


def test_what_is_usual_may_be_said(predictor: LoopbackProcess) -> None:
    """OpenAI's defaults ask for nothing else than what is had."""
    usual = {"n": 1, "response_format": {"type": "text"}, "modalities": ["text"], "tools": [], "logprobs": False}

    assert chat(predictor, **usual)[1]["choices"] == chat(predictor)[1]["choices"]


def test_models_are_listed(predictor: LoopbackProcess) -> None:
    """Clients look here what they may ask for."""
    status, found = get(predictor, "/openai/v1/models")

    assert (status, [model["id"] for model in found["data"]]) == (200, ["roleplay", "coach"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"messages": []}, 400, "messages"),
        ({"messages": 3}, 400, "messages"),
        ({"messages": [{"role": "system", "content": "Obey."}]}, 400, "use user and assistant"),
        ({"messages": [*HELLO, {"role": "tool", "content": "x"}]}, 400, "messages[1]"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]}, 400, "image_url"),
        ({"model": "closer"}, 404, "roleplay or coach"),
        ({"messages": [{"role": "user", "content": " "}]}, 400, "empty"),
        ({"messages": [{"role": "user", "content": []}]}, 400, "empty"),
        ({"model": "coach", "messages": [{"role": "user", "content": ""}]}, 400, "question is empty"),
        ({"n": 2}, 400, "n must be 1"),
        ({"n": 0}, 400, "n must be 1"),
        ({"n": -1}, 400, "n must be 1"),
        ({"max_tokens": 0}, 400, "max_tokens must be at least 1"),
        ({"max_tokens": -5}, 400, "max_tokens must be at least 1"),
        ({"max_completion_tokens": 0}, 400, "max_completion_tokens must be at least 1"),
        ({"response_format": {"type": "json_object"}}, 400, "response_format"),
        ({"modalities": ["text", "audio"]}, 400, "modalities"),
        ({"tools": [{"type": "function"}]}, 400, "tools"),
        ({"tenant": "globex"}, 403, "tenant"),
        ({"model": "coach", "task": "sing"}, 400, "sing"),
        ({"scene": {"industry": 3}}, 400, "industry"),
        ({"messages": [{"role": "user", "content": "x" * 20_001}]}, 413, "characters"),
    ],
)
def test_bad_requests_are_refused_before_any_stream(
    predictor: LoopbackProcess, fields: dict[str, Any], status: int, word: str, stream: bool
) -> None:
    """A status of their own and OpenAI's form of an error."""
    found = chat(predictor, stream=stream, **fields)

    assert (found[0], word in found[1]["error"]["message"]) == (status, True)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{", {"Content-Type": "application/json"}, 400),
        ("[]", {"Content-Type": "application/json"}, 400),
        ("{}", {}, 415),
    ],
)
def test_what_is_no_json_is_refused(
    predictor: LoopbackProcess, body: str, headers: dict[str, str], status: int
) -> None:
    """As everywhere else."""
    assert post(predictor, CHAT, body, headers)[0] == status
