"""From checked instances to a signed answer, whatever protocol carries it: retrieve, generate, fall back, count."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from talktrack.core import prompts
from talktrack.core.records import PATHS, Inference
from talktrack.services.predictor.answering import Asked, Retriever, asked
from talktrack.services.predictor.batching import Batcher, ModelFailed, Say
from talktrack.services.predictor.breaker import Breaker
from talktrack.services.predictor.feedback import FeedbackDesk, inference_id
from talktrack.services.predictor.metrics import PredictorMetrics
from talktrack.services.predictor.release import Loaded
from talktrack.services.predictor.requests import TIMED_OUT, UNAVAILABLE, Bounds, Instance, Rejected

SERVER_FAULTS = 500
LEFT = "left"
"""The caller went away: neither good nor bad of the release."""
OUTCOMES = {TIMED_OUT: "timeout", UNAVAILABLE: "overloaded"}


@dataclass(frozen=True)
class Serving:
    """What all protocols share: one tenant, one release, one base model, and the release before to fall back to."""

    tenant: str
    release: Loaded
    batcher: Batcher
    metrics: PredictorMetrics
    desk: FeedbackDesk
    bounds: Bounds
    retriever: Retriever | None = None
    previous: Loaded | None = None
    breakers: dict[str, Breaker] = field(default_factory=lambda: {path: Breaker() for path in PATHS})


@dataclass(frozen=True)
class Call:
    """One request on a path: what reads its instances, the tokens an answer may have, who hears it grow, who asks.

    `read` raises `Rejected` for a body that breaks a rule. A caller who hears answers grow gives a `say`: it is
    called in another thread, with the place of the instance and all of its text so far.
    """

    path: str
    read: Callable[[], Sequence[Instance]]
    new_tokens: int = Bounds.new_tokens
    say: Say | None = None
    user_id: str | None = None


@dataclass(frozen=True)
class Answered:
    """The texts of all instances, what they were asked with, the id of the answer and the release that gave it.

    `instead_of` is the release that should have answered, where another one did.
    """

    id: str
    release: str
    questions: Sequence[Asked]
    texts: Sequence[str]
    instead_of: str | None = None


class Exchange:
    """Answers calls on all paths, counts each of them once, and leaves a record of each answer."""

    def __init__(self, serving: Serving) -> None:
        """Keep what is served."""
        self._serving = serving
        self.bounds = serving.bounds
        self.tenant = serving.tenant

    async def answer(self, call: Call) -> Answered:
        """Answer one call.

        Raises:
            Rejected: the request breaks a rule, or no release can answer in time; nothing else leaves this method.
        """
        began, outcome = time.perf_counter(), "error"
        try:
            found = await self._in_time(call)
            outcome = "fallback" if found.instead_of else "ok"
        except Rejected as rejected:
            outcome = OUTCOMES.get(rejected.status, "error" if rejected.status >= SERVER_FAULTS else "rejected")
            raise
        except asyncio.CancelledError:
            outcome = LEFT
            raise
        finally:
            seconds = time.perf_counter() - began
            self._serving.metrics.count(call.path, outcome, seconds)
        self._remember(call, found, seconds)
        return found

    async def _in_time(self, call: Call) -> Answered:
        try:
            async with asyncio.timeout(self.bounds.seconds):
                return await self._answered(call)
        except TimeoutError:
            raise Rejected(TIMED_OUT, "no answer in time: try again, or send a shorter history.") from None

    async def _answered(self, call: Call) -> Answered:
        questions = await self._questions(call.read())
        release, texts = await self._generated(call, [question.prompt for question in questions])
        other = self._serving.release.id if release != self._serving.release else None
        return Answered(inference_id(release.id, uuid.uuid4().hex), release.id, questions, texts, other)

    async def _questions(self, instances: Sequence[Instance]) -> list[Asked]:
        retriever = self._serving.retriever
        if retriever is None:
            return [asked(instance, None) for instance in instances]
        return [await asyncio.to_thread(asked, instance, retriever) for instance in instances]

    async def _generated(self, call: Call, texts: Sequence[str]) -> tuple[Loaded, list[str]]:
        """Let the release answer, or the one before it when this one fails or is left alone for having failed."""
        serving, breaker = self._serving, self._serving.breakers[call.path]
        if serving.previous is None:
            return serving.release, await self._by(serving.release, call, texts)
        if breaker.allows():
            heard = _Heard(call.say)
            try:
                return serving.release, await self._tried(breaker, call, texts, heard)
            except ModelFailed:
                if heard.anything:
                    raise
        return serving.previous, await self._by(serving.previous, call, texts)

    async def _tried(self, breaker: Breaker, call: Call, texts: Sequence[str], heard: _Heard) -> list[str]:
        """Let the release answer and take down how that went."""
        began = time.perf_counter()
        try:
            said = await self._by(self._serving.release, call, texts, heard if call.say else None)
        except ModelFailed:
            breaker.record(good=False)
            raise
        except BaseException:  # there was no room, or nobody waits any more
            breaker.abandon(time.perf_counter() - began)
            raise
        breaker.record(good=True, seconds=time.perf_counter() - began)
        return said

    async def _by(self, release: Loaded, call: Call, texts: Sequence[str], say: Say | None = None) -> list[str]:
        say = say or call.say
        return await self._serving.batcher.generate(release.adapters[call.path], texts, call.new_tokens, say)

    def _remember(self, call: Call, found: Answered, seconds: float) -> None:
        """Feedback refers to the whole answer; of several instances the first is kept."""
        first = found.questions[0]
        record = Inference(
            id=found.id,
            tenant=self.tenant,
            release=found.release,
            path=call.path,
            task=prompts.task_of(first.prompt) or call.path,
            at=datetime.now(UTC),
            prompt=first.prompt,
            answer=found.texts[0],
            seconds=seconds,
            instead_of=found.instead_of,
            user_id=call.user_id,
            passages=[name for name, _ in first.quoted.passages],
            retrieved=[text for _, text in first.quoted.passages],
            table_version=first.quoted.table_version,
        )
        if not self._serving.desk.remember(record):
            self._serving.metrics.dropped()


class _Heard:
    """Passes on how answers grow and remembers whether anything was heard: then nobody else can answer instead."""

    def __init__(self, say: Say | None) -> None:
        self._say = say
        self.anything = False

    def __call__(self, place: int, text: str) -> None:
        if self._say is not None and text:
            self.anything = True
            self._say(place, text)
