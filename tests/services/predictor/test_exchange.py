"""Answers whatever the protocol: outcomes, fallback to the release before, and what is kept of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talktrack.core.ports import AnsweringModel, Listener
from talktrack.core.records import PATHS
from talktrack.core.tables import INFERENCES
from talktrack.services.predictor.breaker import Breaker, BreakerLimits
from talktrack.services.predictor.exchange import Answered
from talktrack.services.predictor.release import Loaded, read_manifest
from talktrack.services.predictor.requests import Bounds, Instance, Rejected, instances_of
from talktrack.systems.repository import open_repository
from talktrack.world.faulty_model import FaultyModel
from talktrack.world.slow_model import SlowModel
from talktrack.world.template_model import TemplateModel
from tests.services.predictor.serving import CALL, Stand, stand


class HalfDeadModel(TemplateModel):
    """Fails with every adapter but those of the release before; tells some of a text first where told to."""

    def __init__(self, *, talks: bool = False) -> None:
        super().__init__()
        self._talks = talks
        self.asked: list[str] = []

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Answer for the release before only."""
        self.asked.append(adapter)
        if adapter.startswith("previous-"):
            return super().generate(prompts, adapter, max_new_tokens, listener)
        if self._talks and listener is not None:
            listener(0, "I am")
        raise RuntimeError("made to fail")


def answer(standing: Stand, call: Any = CALL) -> Answered:
    """Ask once."""
    return asyncio.run(standing.exchange.answer(call))


def refused() -> list[Instance]:
    """Read a body that breaks a rule."""
    return instances_of("roleplay", {}, "acme", Bounds())


@pytest.mark.parametrize(
    ("model", "bounds", "call", "outcome", "status"),
    [
        (TemplateModel(), Bounds(), replace(CALL, read=refused), "rejected", 400),
        (TemplateModel(), Bounds(waiting_prompts=0), CALL, "overloaded", 503),
        (FaultyModel(TemplateModel(), share=1.0, healthy_calls=0), Bounds(), CALL, "error", 500),
        (SlowModel(TemplateModel(), 0.3), Bounds(seconds=0.02), CALL, "timeout", 504),
    ],
    ids=["refused", "overloaded", "failing", "slow"],
)
def test_each_outcome_is_counted_as_what_it_is(
    model: AnsweringModel, bounds: Bounds, call: Any, outcome: str, status: int
) -> None:
    """The rollout takes errors, time-outs and overload as errors of the arm, and ignores refusals."""
    standing = stand(model, bounds)
    with pytest.raises(Rejected) as rejected:
        answer(standing, call)

    assert (rejected.value.status, standing.outcomes()) == (status, {outcome: 1})


def test_who_leaves_is_no_error_of_the_release() -> None:
    """Impatience says nothing about the arm: the rollout counts neither good nor bad."""
    standing = stand(SlowModel(TemplateModel(), 0.3))

    async def leave() -> None:
        asking = asyncio.create_task(standing.exchange.answer(CALL))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(leave())

    assert standing.outcomes() == {"left": 1}


def test_a_good_answer_is_signed_and_counted() -> None:
    """Its id begins with the release."""
    standing = stand(TemplateModel())
    found = answer(standing)

    assert (found.release, found.id[:4], found.instead_of) == ("r-1", "r-1.", None)
    assert standing.outcomes() == {"ok": 1}


@pytest.fixture
def releases(release: Callable[..., Path]) -> Callable[[TemplateModel], tuple[Loaded, Loaded]]:
    """Return what loads a candidate and the release before it into a model."""
    directory = release()
    manifest = read_manifest(directory, "acme")

    def load(model: TemplateModel) -> tuple[Loaded, Loaded]:
        for path in PATHS:
            for prefix in ("", "previous-"):
                model.load_adapter(f"{prefix}{path}", directory / path)
        previous = Loaded("r-0", {path: f"previous-{path}" for path in PATHS})
        return Loaded(manifest.id, {path: path for path in PATHS}), previous

    return load


Load = Callable[[TemplateModel], tuple[Loaded, Loaded]]


def test_the_release_before_answers_when_this_one_fails(releases: Load) -> None:
    """The caller gets an answer with the name of who gave it; it counts as an error of the one who should have."""
    model = HalfDeadModel()
    standing = stand(model, None, *releases(model))
    found = answer(standing)

    assert (found.release, found.id[:4], found.instead_of) == ("r-0", "r-0.", "r-0123456789ab")
    assert found.texts[0].startswith("I am the prospect.")
    assert standing.outcomes() == {"fallback": 1}


def test_a_release_that_keeps_failing_is_left_alone(releases: Load) -> None:
    """After a few failures it is not asked any more; every answer still counts against it."""
    model = HalfDeadModel()
    standing = stand(model, None, *releases(model), breaker=Breaker(BreakerLimits(fewest=5)))
    for _ in range(20):
        answer(standing)

    assert [model.asked.count("roleplay"), model.asked.count("previous-roleplay")] == [5, 20]
    assert standing.outcomes() == {"fallback": 20}


def test_a_release_that_recovers_is_tried_again(releases: Load) -> None:
    """After the rest one request finds out, and all others follow it."""
    now_s = [0.0]
    model = TemplateModel()
    breaker = Breaker(BreakerLimits(fewest=2, rest_s=30.0), lambda: now_s[0])
    standing = stand(model, None, *releases(model), breaker=breaker)
    for _ in range(2):
        breaker.record(good=False)
    during = answer(standing).release
    now_s[0] = 30.0
    after = [answer(standing).release for _ in range(3)]

    assert (during, after) == ("r-0", ["r-0123456789ab"] * 3)


def test_what_was_heard_cannot_be_taken_back(releases: Load) -> None:
    """A stream that has begun ends with an error: another release would say something else."""
    model = HalfDeadModel(talks=True)
    standing = stand(model, None, *releases(model))
    heard: list[str] = []
    with pytest.raises(Rejected) as rejected:
        answer(standing, replace(CALL, say=lambda _, text: heard.append(text)))

    assert (rejected.value.status, heard, standing.outcomes()) == (500, ["I am"], {"error": 1})


def test_a_healthy_release_never_falls_back(releases: Load) -> None:
    """The release before is not asked."""
    model = TemplateModel()
    standing = stand(model, None, *releases(model))

    assert {answer(standing).release for _ in range(30)} == {"r-0123456789ab"}


def test_answers_are_kept_with_who_asked(tmp_path: Path) -> None:
    """The record has the id that feedback will name."""
    repository = open_repository(str(tmp_path), "acme", create=True)
    standing = stand(TemplateModel(), repository=repository)
    found = answer(standing, replace(CALL, user_id="u7"))
    standing.journal.close()
    [kept] = repository.scan(INFERENCES)

    assert (kept.id, kept.release, kept.path, kept.user_id, kept.answer) == (
        found.id,
        "r-1",
        "roleplay",
        "u7",
        found.texts[0],
    )


def test_an_answer_grows_while_it_is_heard() -> None:
    """Who listens gets beginnings of the answer, in order."""
    heard: list[str] = []
    found = answer(stand(TemplateModel()), replace(CALL, say=lambda _, text: heard.append(text)))

    assert (heard[0], heard[-1]) == ("The", found.texts[0])
    assert heard == sorted(heard, key=len)
