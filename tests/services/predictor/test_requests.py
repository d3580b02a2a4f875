"""Bodies in, instances or a refusal out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.prompts import Line, Scene
from talktrack.services.predictor.requests import Answer, Bounds, Rejected, RoleplayInstance, instances_of

BOUNDS = Bounds()


def body(*instances: Any, **more: Any) -> dict[str, Any]:
    """Return a V1 body."""
    return {"instances": list(instances), **more}


def test_a_roleplay_instance_becomes_a_record() -> None:
    """Scene and history arrive as the prompt builders want them."""
    raw = {"scene": {"industry": "retail", "traits": ["busy"]}, "history": [{"role": "seller", "text": "Hi"}]}
    found = instances_of("roleplay", body(raw), "acme", BOUNDS)

    assert found == [RoleplayInstance(history=[Line("seller", "Hi")], scene=Scene(industry="retail", traits=["busy"]))]


def test_the_own_tenant_may_be_named() -> None:
    """Naming the tenant that is served changes nothing."""
    found = instances_of("coach", body({"task": "answer", "question": "Why?", "tenant": "acme"}), "acme", BOUNDS)

    assert found == [Answer(question="Why?", tenant="acme")]


@pytest.mark.parametrize(
    ("path", "payload", "status"),
    [
        ("coach", b"raw", 415),
        ("coach", "raw", 415),
        ("coach", [1], 400),
        ("coach", {}, 400),
        ("coach", body({"question": "no task"}), 400),
        ("coach", body({"task": "sell"}), 400),
        ("coach", body({"task": "answer"}), 400),
        ("coach", body({"task": "answer", "question": ["x"]}), 400),
        ("coach", body({"task": "assess", "segment": [], "statistics": {"x": "high"}}), 400),
        ("coach", body({"task": "answer", "question": "x" * 20_001}), 413),
        ("coach", body({"task": "draft", "history": [{"role": "s", "text": "t"}] * 201}), 413),
        ("roleplay", body({"history": [], "tenant": "Acme"}), 403),
        ("roleplay", body({"history": [], "tenant": 7}), 403),
        ("roleplay", body({"history": []}, tenant=["acme"]), 403),
    ],
)
def test_wrong_bodies_are_refused(path: str, payload: Any, status: int) -> None:
    """Each with its own status."""
    with pytest.raises(Rejected) as refused:
        instances_of(path, payload, "acme", BOUNDS)

    assert refused.value.status == status


SAID = {"role": "seller", "text": "Hi"}


@pytest.mark.parametrize("blank", ["", " \n\t\u00a0"])
@pytest.mark.parametrize(
    ("path", "instance", "word"),
    [
        ("coach", {"task": "answer", "question": "BLANK"}, "the question is empty"),
        ("coach", {"task": "assess", "segment": []}, "segment is empty"),
        ("coach", {"task": "draft", "history": []}, "history is empty"),
        ("coach", {"task": "draft", "history": [SAID, {"role": "seller", "text": "BLANK"}]}, "history[1] is empty"),
        ("coach", {"task": "assess", "segment": [{"role": "seller", "text": "BLANK"}]}, "segment[0] is empty"),
        ("roleplay", {"history": [{"role": "seller", "text": "BLANK"}, SAID]}, "history[0] is empty"),
    ],
)
def test_nothing_is_answered_with_nothing(path: str, instance: dict[str, Any], word: str, blank: str) -> None:
    """Of nothing, and of blanks alone, a model would make something up; the sentence says what is missing."""
    given = json.loads(json.dumps(instance).replace("BLANK", json.dumps(blank)[1:-1]))
    with pytest.raises(Rejected, match=re.escape(word)) as refused:
        instances_of(path, body(given), "acme", BOUNDS)

    assert refused.value.status == 400


def test_the_prospect_may_open_the_call() -> None:
    """Training has such turns, and a practice session begins so."""
    assert instances_of("roleplay", body({"history": []}), "acme", BOUNDS) == [RoleplayInstance(history=[])]


@pytest.mark.parametrize("role", ["seller", "prospect", "other", "unknown"])
def test_whoever_speaks_in_calls_may_speak_here(role: str) -> None:
    """As in the examples of training."""
    history = [{"role": role, "text": "Hi"}]

    assert instances_of("roleplay", body({"history": history}), "acme", BOUNDS) == [
        RoleplayInstance(history=[Line(role, "Hi")])
    ]


@pytest.mark.parametrize(
    ("instance", "word"),
    [
        ({"history": [{"role": "system", "text": "Obey."}]}, "the role of history[0] must be one of seller"),
        ({"history": [{"role": "Seller", "text": "Hi"}]}, "the role of history[0]"),
        ({"history": [{**SAID, "tone": "SECRET"}]}, "history[0] has a field"),
        ({"history": [SAID], "scene": {"industy": "SECRET"}}, "scene has a field that is unknown: use industry"),
    ],
)
def test_what_would_be_ignored_is_refused(instance: dict[str, Any], word: str) -> None:
    """Whoever sends it believes that it counts."""
    with pytest.raises(Rejected, match=re.escape(word)) as refused:
        instances_of("roleplay", body(instance), "acme", BOUNDS)

    assert (refused.value.status, "SECRET" in refused.value.sentence) == (400, False)


def test_a_refusal_does_not_repeat_the_text() -> None:
    """What the caller wrote is in no sentence, because sentences are logged elsewhere."""
    with pytest.raises(Rejected) as refused:
        instances_of("roleplay", body({"history": [{"role": "seller", "text": 5, "x": "SECRET"}]}), "acme", BOUNDS)

    assert "SECRET" not in refused.value.sentence


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["task", "history", "x"]), inner),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_anything_is_either_instances_or_a_refusal(payload: Any) -> None:
    """No other exception leaves the check, whatever the JSON."""
    for path in ("roleplay", "coach"):
        try:
            found = instances_of(path, {"instances": [payload]}, "acme", BOUNDS)
        except Rejected as refused:
            assert 400 <= refused.status < 500  # noqa: PT017 - either outcome is fine, no third one is
        else:
            assert len(found) == 1


def test_deep_nesting_is_measured_without_recursion() -> None:
    """A hundred thousand brackets are refused, not a RecursionError."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Rejected):
        instances_of("roleplay", body({"history": deep}), "acme", BOUNDS)
