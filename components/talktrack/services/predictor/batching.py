"""Prompts of many callers answered together: whoever waits for the same adapter is generated in one batch."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice

from talktrack.core.ports import AnsweringModel
from talktrack.services.predictor.requests import FAILED, UNAVAILABLE, Bounds, Rejected

PROMPTS_AT_ONCE = 16
GATHER_S, GATHER_SHARE = 0.008, 0.01
"""How long a batch waits for those who were answered last: this, or this share of the time that their answers took."""
Say = Callable[[int, str], None]


class ModelFailed(Rejected):
    """The model raised; nobody else is disturbed."""

    def __init__(self) -> None:
        """Say nothing about why: it is in the log."""
        super().__init__(FAILED, "the model could not answer this request.")


@dataclass
class _Job:
    adapter: str
    new_tokens: int
    prompts: list[str]
    say: Say | None = None
    gone: bool = False
    answer: Future[list[str]] = field(default_factory=Future)

    @property
    def kind(self) -> tuple[str, int]:
        """Return what jobs of one batch have in common."""
        return self.adapter, self.new_tokens

    def hear(self, place: int, text: str) -> bool:
        """Pass on how an answer grows; say whether anybody still waits for it."""
        if self.say is not None and not self.gone:
            self.say(place, text)
        return not self.gone


class Batcher:
    """One thread owns the model. Callers wait in order of arrival, bounded in number.

    Who was answered will ask again: the next batch waits a moment for them, beside those who have waited meanwhile.
    Else callers would come apart into small batches that wait for each other.
    """

    def __init__(self, model: AnsweringModel, bounds: Bounds, gather_s: float = GATHER_S) -> None:
        """Start the thread."""
        self._model = model
        self._bounds = bounds
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._least_s = self._gather_s = gather_s
        self._expected = 1
        threading.Thread(target=self._work, name="generation", daemon=True).start()

    async def generate(
        self, adapter: str, prompts: Sequence[str], new_tokens: int = Bounds.new_tokens, say: Say | None = None
    ) -> list[str]:
        """Return one continuation per prompt; `say` hears them grow, in the model's thread.

        A caller who stops waiting before it is their turn costs nothing, and later no more than the token in hand.

        Raises:
            Rejected: too many prompts wait.
            ModelFailed: the model failed.
        """
        job = self._queued(_Job(adapter, new_tokens, list(prompts), say))
        try:
            return await asyncio.wrap_future(job.answer)
        except Exception as failure:
            raise ModelFailed from failure
        finally:
            job.gone = True

    def _queued(self, job: _Job) -> _Job:
        with self._changed:
            if self._prompts() + len(job.prompts) > self._bounds.waiting_prompts:
                raise Rejected(UNAVAILABLE, "too many requests are waiting: try again in a few seconds.")
            self._waiting.append(job)
            self._changed.notify()
        return job

    def _prompts(self) -> int:
        return sum(len(job.prompts) for job in self._waiting)

    def _work(self) -> None:
        while True:
            batch, began = self._next(), time.perf_counter()
            try:
                texts = self._generated(batch)
            except Exception as failure:  # noqa: BLE001 - whatever fails here fails these callers and nobody else
                self._expect(batch, time.perf_counter() - began)
                for job in batch:
                    job.answer.set_exception(failure)
            else:
                self._expect(batch, time.perf_counter() - began)
                for job, answers in zip(batch, texts, strict=True):
                    job.answer.set_result(answers)

    def _expect(self, batch: Sequence[_Job], seconds: float) -> None:
        """Reckon, before anybody is answered, how many prompts the next batch could have, and how long to wait."""
        with self._changed:
            self._expected = min(sum(len(job.prompts) for job in batch) + self._prompts(), PROMPTS_AT_ONCE)
            self._gather_s = max(self._least_s, GATHER_SHARE * seconds)

    def _next(self) -> list[_Job]:
        """Take the oldest job and everybody behind it who wants the same and still fits."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: bool(self._waiting))
                self._changed.wait_for(lambda: self._prompts() >= self._expected, self._gather_s)
                batch = self._taken()
                if batch:
                    return batch

    def _taken(self) -> list[_Job]:
        first = self._waiting[0]
        batch: list[_Job] = []
        left: deque[_Job] = deque()
        prompts = 0
        for job in self._waiting:
            fits = not batch or prompts + len(job.prompts) <= PROMPTS_AT_ONCE
            if job.kind != first.kind or not fits:
                left.append(job)
            elif job.answer.set_running_or_notify_cancel():
                batch.append(job)
                prompts += len(job.prompts)
        self._waiting = left
        return batch

    def _generated(self, batch: Sequence[_Job]) -> list[list[str]]:
        """Return the texts of each job."""
        owners = [(job, place) for job in batch for place in range(len(job.prompts))]

        def hear(place: int, text: str) -> bool:
            job, own = owners[place]
            return job.hear(own, text)

        prompts = [prompt for job in batch for prompt in job.prompts]
        heard = hear if any(job.say for job in batch) else None
        texts = iter(self._model.generate(prompts, batch[0].adapter, batch[0].new_tokens, heard))
        return [list(islice(texts, len(job.prompts))) for job in batch]
