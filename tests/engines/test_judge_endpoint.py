"""A language model as judge: real HTTP, marks in [0, 1], patience, and clear refusals."""

from __future__ import annotations

from typing import Any

import pytest

from talktrack.core.errors import ConfigurationInvalidError, StoreUnavailableError
from talktrack.engines.judge_endpoint import KEY_VARIABLE, EndpointJudge
from talktrack.world.json_service import Fault
from talktrack.world.loopback import Answer
from talktrack.world.openai_api import OpenAiApi

MARKS = '{"relevance": %d, "accuracy": %d, "coherence": %d, "helpfulness": %d}'
KNOWN = frozenset({"model", "messages", "temperature", "max_tokens"})


class ChatApi(OpenAiApi):
    """A service that gives full marks to answers which hold "good" and the worst to others, in a sentence.

    Rules from https://platform.openai.com/docs/api-reference/chat/create.
    """

    def __init__(self, *, reply: str = "", key: str = "") -> None:
        super().__init__("chat/completions", "judge-1", KNOWN, key)
        self.asked: list[dict[str, Any]] = []
        self._reply = reply

    def done(self, body: dict[str, Any]) -> Answer:
        """Give marks."""
        self.asked.append(body)
        good = "good" in body["messages"][-1]["content"].partition("ANSWER")[2]
        text = self._reply or f"Here you are: {MARKS % ((5,) * 4 if good else (1,) * 4)}. Anything else?"
        return Answer(200, {"choices": [{"message": {"role": "assistant", "content": text}}]})


def test_marks_become_shares_in_the_order_of_the_answers() -> None:
    """Best is 1, worst is 0."""
    with ChatApi() as service:
        judge = EndpointJudge(service.reference)

        assert judge.judged(["p"] * 3, ["a good one", "a bad one", "good again"]) == [1.0, 0.0, 1.0]


def test_marks_may_differ() -> None:
    """Their mean counts."""
    with ChatApi(reply=MARKS % (5, 3, 4, 2)) as service:
        assert EndpointJudge(service.reference).judged(["p"], ["a"]) == [pytest.approx(0.625)]


@pytest.mark.parametrize("reply", ["I would rather not.", MARKS % (9, 1, 1, 1), '{"relevance": 3}', "}{", "[]"])
def test_what_holds_no_marks_is_no_opinion(reply: str) -> None:
    """A judge that talks decides nothing."""
    with ChatApi(reply=reply) as service:
        assert EndpointJudge(service.reference).judged(["p"], ["a"]) == [None]


def test_the_request_is_repeatable_and_short() -> None:
    """Temperature 0; of a long prompt the end is shown."""
    with ChatApi() as service:
        EndpointJudge(service.reference).judged(["x" * 50_000 + "the last turn"], ["fine"])
        asked = service.asked[0]

    assert (asked["temperature"], asked["model"]) == (0, "judge-1")
    assert "the last turn" in asked["messages"][1]["content"]
    assert len(asked["messages"][1]["content"]) < 13_000


def test_a_busy_service_is_asked_again() -> None:
    """With longer pauses each time."""
    pauses = list[float]()
    with ChatApi() as service:
        service.plant(Fault(429), Fault(503))
        found = EndpointJudge(service.reference, sleep=pauses.append).judged(["p"], ["good"])

    assert (found, pauses) == ([1.0], [0.5, 2.0])


def test_a_service_that_stays_away_is_a_sentence() -> None:
    """It says how to go on without."""
    with ChatApi() as service:
        service.plant(Fault(503, times=4))
        with pytest.raises(StoreUnavailableError, match=r"does not answer \(503\)"):
            EndpointJudge(service.reference, sleep=lambda _: None).judged(["p"], ["a"])


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the service refuses, and the sentence says where it belongs."""
    with ChatApi(key="k-1") as service:
        with pytest.raises(ConfigurationInvalidError, match=KEY_VARIABLE):
            EndpointJudge(service.reference).judged(["p"], ["a"])
        monkeypatch.setenv(KEY_VARIABLE, "k-1")

        assert EndpointJudge(service.reference).judged(["p"], ["good"]) == [1.0]


@pytest.mark.parametrize("reference", ["https://host/v1", "https://#model", "host/v1#model"])
def test_a_reference_without_host_or_model_is_refused(reference: str) -> None:
    """Before anybody is called."""
    with pytest.raises(ConfigurationInvalidError, match="names no model"):
        EndpointJudge(reference)
