"""OpenAI's own client, unmodified, talks to the predictor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openai import BadRequestError, NotFoundError, OpenAI, PermissionDeniedError

from talktrack.world.loopback_process import LoopbackProcess

pytestmark = pytest.mark.slow


@pytest.fixture
def client(predictor: LoopbackProcess) -> Iterator[OpenAI]:
    """Return a client that asks once."""
    with OpenAI(base_url=f"{predictor.url}/openai/v1", api_key="none", max_retries=0) as opened:
        yield opened


def test_a_whole_answer(client: OpenAI) -> None:
    """The model's text, and ours beside it."""
    found = client.chat.completions.create(
        model="roleplay",
        messages=[{"role": "user", "content": "Hello"}],
        temperature=0.0,
        user="dana",
        extra_body={"scene": {"industry": "retail"}},
    )

    assert (found.choices[0].message.content or "").startswith("I am the prospect.")
    assert (found.model_extra or {})["release"] == "r-0123456789ab"


def test_a_stream_grows_to_the_whole_answer(client: OpenAI) -> None:
    """Piece by piece; the last one carries the inference id for feedback."""
    whole = client.chat.completions.create(model="coach", messages=[{"role": "user", "content": "Why?"}])
    with client.chat.completions.create(
        model="coach", messages=[{"role": "user", "content": "Why?"}], stream=True
    ) as stream:
        told = list(stream)

    assert "".join(one.choices[0].delta.content or "" for one in told) == whole.choices[0].message.content
    assert told[-1].choices[0].finish_reason == "stop"
    assert (told[-1].model_extra or {})["inference_id"].startswith("r-0123456789ab.")


def test_models_can_be_listed(client: OpenAI) -> None:
    """Both paths."""
    assert [model.id for model in client.models.list()] == ["roleplay", "coach"]


def test_refusals_are_the_clients_own_errors(client: OpenAI) -> None:
    """By status, with our sentence."""
    hello = [{"role": "user", "content": "Hello"}]
    with pytest.raises(NotFoundError, match="roleplay or coach"):
        client.chat.completions.create(model="closer", messages=hello)  # type: ignore[arg-type]
    with pytest.raises(BadRequestError, match="tools"):
        client.chat.completions.create(
            model="coach",
            messages=hello,  # type: ignore[arg-type]
            tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        )
    with pytest.raises(PermissionDeniedError, match="tenant"):
        client.chat.completions.create(model="coach", messages=hello, extra_body={"tenant": "globex"})  # type: ignore[arg-type]
