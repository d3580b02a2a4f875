"""Feedback on answers: checked, joined with the answer that it is about, and left to the journal."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Literal

import msgspec

from talktrack.core.ids import stable_id
from talktrack.core.records import FeedbackEvent, Inference
from talktrack.core.tables import FEEDBACK, INFERENCES
from talktrack.services.predictor.journal import Journal
from talktrack.services.predictor.requests import BAD_REQUEST, LONGEST_USER, UNAVAILABLE, Rejected

REMEMBERED_ANSWERS, REMEMBERED_JUDGEMENTS = 2000, 20_000
LARGEST_TEXT = 4000
RANGES = {
    "thumbs": (-1.0, 1.0),
    "rating": (1.0, 5.0),
    "outcome": (0.0, 1.0),
    "dwell_s": (0.0, 86_400.0),
    "click": (0.0, 1.0),
    "reply": (0.0, 1.0),
}
INFERENCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.[A-Za-z0-9_-]{1,64}")
HAPPENED = frozenset({"click", "reply"})
"""Kinds that need no value: that they are told says that they happened."""
WRITTEN = frozenset({"correction", "comment"})


class Judgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of POST /feedback."""

    inference_id: str
    kind: Literal["thumbs", "rating", "correction", "comment", "click", "dwell_s", "reply", "outcome"]
    value: float | None = None
    text: str | None = None
    user_id: str | None = None


class FeedbackDesk:
    """Takes judgements in and remembers the answers that they may be about; the journal publishes both."""

    def __init__(self, tenant: str, journal: Journal) -> None:
        """Remember nothing yet."""
        self._tenant = tenant
        self._journal = journal
        self._answers: OrderedDict[str, Inference] = OrderedDict()
        self._judged: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, answer: Inference) -> bool:
        """Keep an answer for feedback that may come, forgetting the oldest; say whether the journal had room for it."""
        with self._lock:
            self._answers[answer.id] = answer
            if len(self._answers) > REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)
        return self._journal.put(INFERENCES, answer) or not self._journal.keeps

    def take(self, body: bytes) -> FeedbackEvent:
        """Accept one judgement and return the event, its texts still unredacted.

        Raises:
            Rejected: the body is not as described, or no more can be kept.
        """
        try:
            judgement = msgspec.json.decode(body, type=Judgement)
        except msgspec.MsgspecError as invalid:
            raise Rejected(BAD_REQUEST, f"this is not a judgement: {invalid}.") from invalid
        except RecursionError:
            raise Rejected(BAD_REQUEST, "this is not a judgement: it is nested too deeply.") from None
        _check(judgement)
        event = self._event(judgement)
        if not self._journal.put(FEEDBACK, event):
            raise Rejected(UNAVAILABLE, "feedback cannot be stored now: try again later.")
        return event

    def is_first(self, event: FeedbackEvent) -> bool:
        """Tell whether an answer was not judged in this way before: what guards a rollout counts each answer once.

        Sent twice, or changed, a judgement is kept all the same: training weighs what one person says.
        """
        key = (event.subject, event.kind)
        with self._lock:
            first = key not in self._judged
            self._judged[key] = None
            if len(self._judged) > REMEMBERED_JUDGEMENTS:
                self._judged.popitem(last=False)
        return first

    def _event(self, judgement: Judgement) -> FeedbackEvent:
        with self._lock:
            answer = self._answers.get(judgement.inference_id)
        key = (judgement.inference_id, judgement.kind, judgement.user_id, judgement.value, judgement.text)
        happened = 1.0 if judgement.kind in HAPPENED and judgement.value is None else judgement.value
        return FeedbackEvent(
            id=stable_id("fb", self._tenant, *key),
            tenant=self._tenant,
            subject=judgement.inference_id,
            kind=judgement.kind,
            at=datetime.now(UTC),
            user_id=judgement.user_id or (answer.user_id if answer else None),
            value=happened,
            text=judgement.text,
            prompt=answer.prompt if answer else None,
            answer=answer.answer if answer else None,
            path=answer.path if answer else None,
            arm=release_of(judgement.inference_id),
            retrieved=answer.retrieved if answer else [],
            table_version=answer.table_version if answer else None,
        )


def inference_id(release: str, token: str) -> str:
    """Return an id that says which release answered, wherever the feedback on it arrives."""
    return f"{release}.{token}"


def release_of(inference: str) -> str:
    """Return the release that an inference id names."""
    return inference.rpartition(".")[0]


def _check(judgement: Judgement) -> None:
    if not INFERENCE_ID.fullmatch(judgement.inference_id):
        raise Rejected(BAD_REQUEST, "inference_id must be one that an answer carried.")
    if len(judgement.user_id or "") > LONGEST_USER:
        raise Rejected(BAD_REQUEST, f"user_id may hold at most {LONGEST_USER} characters.")
    if judgement.text is not None and len(judgement.text) > LARGEST_TEXT:
        raise Rejected(BAD_REQUEST, f"text may hold at most {LARGEST_TEXT} characters.")
    if judgement.kind in WRITTEN and not (judgement.text or "").strip():
        raise Rejected(BAD_REQUEST, f"a {judgement.kind} needs a text.")
    if judgement.kind in HAPPENED and judgement.value is None:
        return
    least, most = RANGES.get(judgement.kind, (float("-inf"), float("inf")))
    if judgement.kind in RANGES and (judgement.value is None or not least <= judgement.value <= most):
        raise Rejected(BAD_REQUEST, f"a {judgement.kind} needs a value from {least:g} to {most:g}.")
