"""Callers share batches, wait in bounds, and fail alone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from talktrack.core.ports import Listener
from talktrack.services.predictor.batching import Batcher
from talktrack.services.predictor.requests import Bounds, Rejected
from talktrack.world.faulty_model import FaultyModel
from talktrack.world.template_model import TemplateModel


class GatedModel(TemplateModel):
    """Answers only while its gate is open, and remembers the size of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.started = threading.Event()
        self.batches: list[int] = []

    def generate(
        self, prompts: Sequence[str], adapter: str = "", max_new_tokens: int = 64, listener: Listener | None = None
    ) -> list[str]:
        """Wait for the gate."""
        self.batches.append(len(prompts))
        self.started.set()
        assert self.gate.wait(20)
        return super().generate(prompts, adapter, max_new_tokens, listener)


def test_who_waits_is_answered_in_one_batch() -> None:
    """While the first is being answered, the others gather; each gets the answer to its own prompt."""
    model = GatedModel()
    batcher = Batcher(model, Bounds())

    async def ask() -> list[list[str]]:
        first = asyncio.create_task(batcher.generate("", ["zero"]))
        assert await asyncio.to_thread(model.started.wait, 20)
        others = [asyncio.create_task(batcher.generate("", [f"{n}"])) for n in range(10)]
        await asyncio.sleep(0)
        model.gate.set()
        return [await task for task in (first, *others)]

    answers = asyncio.run(ask())
    expected = TemplateModel().generate(["zero", *(f"{n}" for n in range(10))])

    assert (model.batches, [texts[0] for texts in answers]) == ([1, 10], expected)


def test_who_was_answered_is_waited_for() -> None:
    """Somebody who asks again joins those who have waited meanwhile: they do not come apart for ever."""
    model = GatedModel()
    batcher = Batcher(model, Bounds(), gather_s=20)

    async def ask_again(first: asyncio.Task[list[str]]) -> None:
        await first
        await batcher.generate("", ["one more"])

    async def ask() -> None:
        first = asyncio.create_task(batcher.generate("", ["zero"]))
        again = asyncio.create_task(ask_again(first))
        assert await asyncio.to_thread(model.started.wait, 20)
        others = [asyncio.create_task(batcher.generate("", [f"{n}"])) for n in range(10)]
        await asyncio.sleep(0)
        model.gate.set()
        await asyncio.gather(again, *others)

    asyncio.run(ask())

    assert model.batches == [1, 11]


def test_who_stops_waiting_costs_nothing() -> None:
    """A prompt whose caller has gone before its turn is never generated."""
    model = GatedModel()
    batcher = Batcher(model, Bounds())

    async def ask() -> list[str]:
        first = asyncio.create_task(batcher.generate("", ["a"]))
        assert await asyncio.to_thread(model.started.wait, 20)
        gone = asyncio.create_task(batcher.generate("", ["b"]))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        last = asyncio.create_task(batcher.generate("", ["c"]))
        await asyncio.sleep(0)
        model.gate.set()
        return [*await first, *await last]

    answers = asyncio.run(ask())

    assert (answers, model.batches) == (TemplateModel().generate(["a", "c"]), [1, 1])


def test_waiting_is_bounded() -> None:
    """More than the bound is refused at once."""
    batcher = Batcher(GatedModel(), Bounds(waiting_prompts=3))

    with pytest.raises(Rejected) as refused:
        asyncio.run(batcher.generate("", ["a", "b", "c", "d"]))

    assert refused.value.status == 503


def test_a_failure_is_the_callers_alone() -> None:
    """After a failing call the next one is answered."""
    batcher = Batcher(FaultyModel(TemplateModel(), share=0.5, healthy_calls=0, seed=1), Bounds())

    async def ask() -> list[bool]:
        results = [await asyncio.gather(batcher.generate("", ["a"]), return_exceptions=True) for _ in range(20)]
        return [isinstance(result[0], Rejected) for result in results]

    failed = asyncio.run(ask())

    assert 0 < sum(failed) < 20


def test_an_unknown_adapter_is_a_failure_and_not_the_end() -> None:
    """The model's own refusal does not kill the thread."""
    batcher = Batcher(TemplateModel(), Bounds())
    with pytest.raises(Rejected):
        asyncio.run(batcher.generate("nobody", ["a"]))

    assert asyncio.run(batcher.generate("", ["a"])) == TemplateModel().generate(["a"])
