"""Prompts of many callers answered together: whoever waits for the same adapter is generated in one batch."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from talktrack.core.ports import AnsweringModel
from talktrack.services.predictor.requests import FAILED, UNAVAILABLE, Bounds, Rejected

PROMPTS_AT_ONCE = 16


@dataclass
class _Job:
    adapter: str
    prompts: list[str]
    answer: Future[list[str]] = field(default_factory=Future)


class Batcher:
    """One thread owns the model. Callers wait in order of arrival, bounded in number."""

    def __init__(self, model: AnsweringModel, bounds: Bounds) -> None:
        """Start the thread."""
        self._model = model
        self._bounds = bounds
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._work, name="generation", daemon=True).start()

    async def generate(self, adapter: str, prompts: Sequence[str]) -> list[str]:
        """Return one continuation per prompt. A caller who stops waiting before it is their turn costs nothing.

        Raises:
            Rejected: too many prompts wait, or the model failed.
        """
        job = self._queued(_Job(adapter, list(prompts)))
        try:
            return await asyncio.wrap_future(job.answer)
        except Exception as failure:
            raise Rejected(FAILED, "the model could not answer this request.") from failure

    def _queued(self, job: _Job) -> _Job:
        with self._changed:
            waiting = sum(len(other.prompts) for other in self._waiting)
            if waiting + len(job.prompts) > self._bounds.waiting_prompts:
                raise Rejected(UNAVAILABLE, "too many requests are waiting: try again in a few seconds.")
            self._waiting.append(job)
            self._changed.notify()
        return job

    def _work(self) -> None:
        while True:
            batch = self._next()
            try:
                self._answer(batch)
            except Exception as failure:  # noqa: BLE001 - whatever fails here fails these callers and nobody else
                for job in batch:
                    job.answer.set_exception(failure)

    def _next(self) -> list[_Job]:
        """Take the oldest job and everybody behind it who wants the same adapter and still fits."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: bool(self._waiting))
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
            if job.adapter != first.adapter or not fits:
                left.append(job)
            elif job.answer.set_running_or_notify_cancel():
                batch.append(job)
                prompts += len(job.prompts)
        self._waiting = left
        return batch

    def _answer(self, batch: Sequence[_Job]) -> None:
        prompts = [prompt for job in batch for prompt in job.prompts]
        texts = self._model.generate(prompts, batch[0].adapter, self._bounds.new_tokens)
        for job in batch:
            job.answer.set_result(texts[: len(job.prompts)])
            texts = texts[len(job.prompts) :]
