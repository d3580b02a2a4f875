"""Feedback on answers: checked, redacted, and written to the repository by a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import msgspec

from talktrack.core.errors import TalktrackError
from talktrack.core.ids import stable_id
from talktrack.core.ports import Repository
from talktrack.core.records import FeedbackEvent
from talktrack.core.tables import FEEDBACK
from talktrack.services.predictor.requests import BAD_REQUEST, UNAVAILABLE, Rejected

REMEMBERED_ANSWERS = 2000
WAITING_EVENTS = 5000
LARGEST_TEXT = 4000
WRITE_EVERY_S = 5.0
RANGES = {"thumbs": (-1.0, 1.0), "rating": (1.0, 5.0), "outcome": (0.0, 1.0), "dwell_s": (0.0, 86_400.0)}

LOG = logging.getLogger(__name__)


class Judgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of POST /feedback."""

    inference_id: str
    kind: Literal["thumbs", "rating", "correction", "comment", "click", "dwell_s", "reply", "outcome"]
    value: float | None = None
    text: str | None = None
    user_id: str | None = None


@dataclass(frozen=True)
class Answered:
    """One answer that feedback may refer to."""

    path: str
    prompt: str
    text: str


class FeedbackDesk:
    """Takes judgements in at once and publishes them later; an unreachable repository loses nothing that fits.

    `redact` replaces personal data; it is called by the publishing thread only.
    """

    def __init__(self, tenant: str, repository: Repository | None, redact: Callable[[str], str]) -> None:
        """Start the publishing thread when there is a repository."""
        self._tenant = tenant
        self._repository = repository
        self._redact = redact
        self._answers: OrderedDict[str, Answered] = OrderedDict()
        self._waiting: list[FeedbackEvent] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="feedback", daemon=True)
        if repository is not None:
            self._thread.start()

    def remember(self, inference_id: str, answer: Answered) -> None:
        """Keep an answer for the feedback that may come; the oldest are forgotten."""
        with self._lock:
            self._answers[inference_id] = answer
            if len(self._answers) > REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)

    def take(self, body: bytes) -> FeedbackEvent:
        """Accept one judgement and return the event, its texts still unredacted.

        Raises:
            Rejected: the body is not as described, or no more can be kept.
        """
        try:
            judgement = msgspec.json.decode(body, type=Judgement)
        except msgspec.MsgspecError as invalid:
            raise Rejected(BAD_REQUEST, f"this is not a judgement: {invalid}.") from invalid
        _check(judgement)
        with self._lock:
            if self._repository is None or len(self._waiting) >= WAITING_EVENTS:
                raise Rejected(UNAVAILABLE, "feedback cannot be stored now: try again later.")
            event = self._event(judgement)
            self._waiting.append(event)
        return event

    def close(self) -> None:
        """Publish what waits; called once, when the server has drained."""
        if self._repository is not None:
            self._closing.set()
            self._thread.join()

    def _event(self, judgement: Judgement) -> FeedbackEvent:
        answer = self._answers.get(judgement.inference_id)
        key = (judgement.inference_id, judgement.kind, judgement.user_id, judgement.value, judgement.text)
        return FeedbackEvent(
            id=stable_id("fb", self._tenant, *key),
            tenant=self._tenant,
            subject=judgement.inference_id,
            kind=judgement.kind,
            at=datetime.now(UTC),
            user_id=judgement.user_id,
            value=judgement.value,
            text=judgement.text,
            prompt=answer.prompt if answer else None,
            answer=answer.text if answer else None,
            path=answer.path if answer else None,
            arm=release_of(judgement.inference_id),
        )

    def _work(self) -> None:
        while not self._closing.wait(WRITE_EVERY_S):
            self._publish()
        self._publish()

    def _publish(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        if not batch or self._repository is None:
            return
        try:
            self._repository.publish(FEEDBACK, [self._clean(event) for event in batch])
        except TalktrackError:
            LOG.warning("feedback waits: the repository cannot be written", extra={"count": len(batch)})
            with self._lock:
                self._waiting = batch + self._waiting

    def _clean(self, event: FeedbackEvent) -> FeedbackEvent:
        texts = {name: getattr(event, name) for name in ("text", "prompt", "answer")}
        changed = {name: self._redact(text) for name, text in texts.items() if text}
        return msgspec.structs.replace(event, **changed)


def inference_id(release: str, token: str) -> str:
    """Return an id that says which release answered, wherever the feedback on it arrives."""
    return f"{release}.{token}"


def release_of(inference: str) -> str:
    """Return the release that an inference id names."""
    return inference.rpartition(".")[0]


def _check(judgement: Judgement) -> None:
    if not release_of(judgement.inference_id):
        raise Rejected(BAD_REQUEST, "inference_id must be one that an answer carried.")
    if judgement.text is not None and len(judgement.text) > LARGEST_TEXT:
        raise Rejected(BAD_REQUEST, f"text may hold at most {LARGEST_TEXT} characters.")
    least, most = RANGES.get(judgement.kind, (float("-inf"), float("inf")))
    if judgement.kind in RANGES and (judgement.value is None or not least <= judgement.value <= most):
        raise Rejected(BAD_REQUEST, f"a {judgement.kind} needs a value from {least:g} to {most:g}.")
