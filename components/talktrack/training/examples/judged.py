"""Examples out of feedback on single answers: what should have been said, and what was liked or disliked.

Demonstrations come first, since they are taken before others when nobody may give more. A correction is an example and
a preference pair: the answer that was corrected is its rejected completion.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from talktrack.core import prompts
from talktrack.core.ids import stable_id
from talktrack.core.records import Example, FeedbackEvent
from talktrack.core.tokens import named_before
from talktrack.training.examples.judgement import DISLIKED, LIKED, UNJUDGED, sure
from talktrack.training.examples.pinned import PinnedTables
from talktrack.training.examples.source import identity
from talktrack.training.examples.splits import GOLDEN, TRAIN, VALIDATION
from talktrack.training.examples.survey import Survey

DEMONSTRATION, CORRECTION, RATING, THUMBS = "demonstration", "correction", "rating", "thumbs"
USER_SHARE = 0.01
"""No user gives more than this share of what training learns from, or one row where that is less."""
TURNS_PER_ROW = 2
"""Every second turn of a call is the prospect's, and each of these is a row."""
_TASK = re.compile(r"<\|coach\|>\ntask: (\w+)\n")
_DIGITS = 4


@dataclass(frozen=True)
class _Answered:
    """What was asked and answered and who judged it, where a demonstration or a correction itself does not say."""

    prompt: str = ""
    answer: str = ""
    user: str = ""


NOBODY = _Answered()


class Judged:
    """Reads the judgements that hold, or whose subject is known to have, a prompt as `core.prompts` builds it today."""

    def __init__(
        self, tables: PinnedTables, weights: Mapping[str, float], redact: Callable[[str], str], counts: Counter[str]
    ) -> None:
        self._tables = tables
        self._weights = weights
        self._redact = redact
        self._counts = counts
        said = (DEMONSTRATION, CORRECTION)
        subjects = [(event.subject, event.kind, bool(event.prompt and event.user_id)) for event in tables.events(said)]
        judgements = tables.events((*said, RATING, THUMBS))
        self.subjects = {event.subject for event in judgements}
        self._corrected = {subject for subject, kind, _ in subjects if kind == CORRECTION}
        self._known = self._answered({subject for subject, _, says_all in subjects if not says_all})

    def rows(self, found: Survey, validation_share: float) -> Iterator[Example]:
        """Yield examples of what was demonstrated, then corrected, then judged.

        A judgement on a conversation stands on that one's side, and is left out where that is golden.
        """
        most = max(1, int(USER_SHARE * (found.turns_new + found.turns_old) / TURNS_PER_ROW))
        by_user: Counter[str] = Counter()
        for kinds in ((DEMONSTRATION,), (CORRECTION,), (RATING, THUMBS)):
            for event in self._tables.events(kinds):
                drawn = VALIDATION if _is_drawn(event.subject, validation_share) else TRAIN
                row = self._row(event, found.judged.get(event.subject, drawn))
                if row is None:
                    continue
                user = event.user_id or self._known.get(event.subject, NOBODY).user
                by_user[user] += 1
                if row.split == GOLDEN:
                    self._counts["dropped_held_out"] += 1
                elif by_user[user] > most:
                    self._counts["dropped_one_user"] += 1
                else:
                    yield row

    def _answered(self, subjects: set[str]) -> dict[str, _Answered]:
        """Return what ratings say about subjects whose demonstration or correction names no prompt or no user."""
        found: dict[str, _Answered] = {}
        for event in self._tables.events((RATING, THUMBS)) if subjects else ():
            if event.subject in subjects:
                known = found.get(event.subject, NOBODY)
                prompt, answer = known.prompt or event.prompt, known.answer or event.answer
                found[event.subject] = _Answered(prompt or "", answer or "", known.user or event.user_id or "")
        return found

    def _row(self, event: FeedbackEvent, split: str) -> Example | None:
        """Return what an event teaches, or nothing: it names no prompt or text, or a correction says it better."""
        known = self._known.get(event.subject, NOBODY)
        prompt, (text, rejected) = event.prompt or known.prompt, _texts(event, event.answer or known.answer)
        if not prompt or not text or (event.kind in {RATING, THUMBS} and event.subject in self._corrected):
            return None
        prompt, text, rejected = self._redact(prompt), self._redact(text), self._redact(rejected)
        path, task = prompts.path_of(prompt), _TASK.match(prompt)
        if not path:
            self._counts["dropped_other_prompt"] += 1
            return None
        completion = named_before(prompts.completion(text), prompt)
        return Example(
            id=identity(event.tenant, path, prompt, completion),
            tenant=event.tenant,
            path=path,
            task=task[1] if task else "turn",
            prompt=prompt,
            completion=completion,
            weight=self._weight(event),
            split=split,
            conversation_id=event.subject,
            account_id=None,
            prompt_version=prompts.VERSION,
            provenance=f"{event.subject}#{event.kind}:{event.id}",
            at=event.at,
            rejected=prompts.completion(rejected) if rejected and rejected != text else "",
        )

    def _weight(self, event: FeedbackEvent) -> float:
        """Return the weight of the subject; what somebody put in a bad answer's place is as good as that is bad."""
        weight = self._weights.get(event.subject, UNJUDGED)
        return sure(weight) if event.kind in {DEMONSTRATION, CORRECTION} else weight


def _texts(event: FeedbackEvent, answer: str) -> tuple[str, str]:
    """Return what is to be said, and what is worse; nothing where the event says neither."""
    if event.kind in {DEMONSTRATION, CORRECTION}:
        return event.text or "", answer if event.kind == CORRECTION else ""
    value = event.value or 0.0
    clear = value >= LIKED or value <= DISLIKED if event.kind == RATING else value != 0
    return (answer, "") if clear else ("", "")


def _is_drawn(subject: str, share: float) -> bool:
    return int(stable_id("judged", subject)[-_DIGITS:], 16) < share * float(16**_DIGITS)
