"""Scores of feedback: how much of the training weight a lone user moves, and whether the many are still heard.

Run `python -m tests.benchmarks.score_feedback third`. The weights are those of the examples that are made of the calls
of a synthetic organisation: one for each time the prospect speaks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from talktrack.core.conversation import Participant
from talktrack.core.records import FeedbackEvent
from talktrack.training.examples.judgement import weight_of
from talktrack.training.feedback.scoring import Caps, scores
from talktrack.training.feedback.subjects import Call, Subjects, learnt_from
from talktrack.training.feedback.tally import Tally
from talktrack.world.conversations import TrueConversation, generate
from talktrack.world.organisation import Organisation

TENANT = "acme"
TURNS = 24
VOTES = 500
USERS, VOTES_OF_USER, RIGHT = 100, 8, 0.8
TARGET = 0.01
FREE = Caps(1.0, 1.0)
AT = datetime(2026, 1, 1, tzinfo=UTC)
PASTED = "Ask what it costs them before you show anything at all, and wait for the answer."
Row = dict[str, object]


def score(book: str, conversations: int = 600, seed: int = 11) -> list[Row]:
    """Return one row per measure: step, what, value, target, command."""
    organisation = Organisation(seed, TENANT, book, conversations, TURNS)
    skills = {call.truth.conversation_id: call.truth.skill for call in generate(organisation)}
    sizes = {call.truth.conversation_id: _examples(call) for call in generate(organisation)}
    subjects = Subjects(calls={name: Call(AT, examples=size) for name, size in sizes.items()})
    longest = sorted(sizes, key=lambda name: (-sizes[name], name))[:VOTES]
    crowd = list(_crowd(Random(seed), skills))
    loud = {
        "thumbs down": [_event("thumbs", name, "loud", n, value=-1.0) for n, name in enumerate(longest)],
        "thumbs up": [_event("thumbs", name, "loud", n, value=1.0) for n, name in enumerate(longest)],
        "one correction pasted": [_event("correction", name, "loud", n, text=PASTED) for n, name in enumerate(longest)],
        "mixed stars": [
            _event("rating", name, "loud", n, value=float(1 + 4 * (n % 2))) for n, name in enumerate(longest)
        ],
    }
    rows: list[Row] = []
    for what, votes in loud.items():
        alone, beside = _moved(subjects, [], votes), _moved(subjects, crowd, votes)
        rows += [_row(f"weight moved by {VOTES} votes of a lone user, {what}", alone, f"<= {TARGET}")]
        rows += [_row(f"the same, {what}, beside {USERS} other users", beside, f"<= {TARGET}")]
    rows += [_row(f"without caps, {VOTES} thumbs down", _moved(subjects, [], loud["thumbs down"], FREE), None)]
    for name, caps in (("as it is", Caps()), ("without caps", FREE)):
        rows += [_row(f"good calls weigh more than poor ones (AUC), {name}", _auc(subjects, crowd, skills, caps), None)]
    command = f"python -m tests.benchmarks.score_feedback {book} {conversations} {seed}"
    return [{"step": "feedback"} | row | {"command": command} for row in rows]


def _examples(call: TrueConversation) -> int:
    people = [Participant(id=person.id, label=person.label, role=person.role) for person in call.truth.people]
    turns = [
        msgspec.structs.replace(turn, speaker_id=true.person_id)
        for turn, true in zip(call.conversation().turns, call.truth.turns, strict=False)
    ]
    return learnt_from(msgspec.structs.replace(call.conversation(), participants=people, turns=turns))


def _crowd(random: Random, skills: dict[str, int]) -> Iterable[FeedbackEvent]:
    """Yield what the others say: four times in five they like the calls of good sellers and dislike the others."""
    names = sorted(skills)
    for user in range(USERS):
        for number, name in enumerate(random.sample(names, VOTES_OF_USER)):
            is_liked = (skills[name] >= 3) == (random.random() < RIGHT)
            yield _event("thumbs", name, f"u{user}", number, value=1.0 if is_liked else -1.0)


def _event(kind: str, subject: str, user: str, number: int, **fields: object) -> FeedbackEvent:
    told: dict[str, object] = {"id": f"{user}.{number}", "tenant": TENANT, "subject": subject, "kind": kind}
    return msgspec.convert(told | {"at": AT + timedelta(minutes=number), "user_id": user} | fields, FeedbackEvent)


def _weights(subjects: Subjects, events: Sequence[FeedbackEvent], caps: Caps) -> dict[str, float]:
    """Return the weight of an example of each call, as `training.examples` has it."""
    tally = Tally(subjects)
    for event in events:
        tally.add(event)
    return dict.fromkeys(subjects.calls, weight_of(None)) | {
        row.id: weight_of(row) for row in scores(tally, TENANT, caps)
    }


def _moved(
    subjects: Subjects, others: list[FeedbackEvent], votes: list[FeedbackEvent], caps: Caps | None = None
) -> float:
    """Return the share of the weight of all examples that some votes move."""
    caps = caps or Caps()
    before, after = _weights(subjects, others, caps), _weights(subjects, others + votes, caps)
    sizes = {name: call.examples for name, call in subjects.calls.items()}
    moved = sum(size * abs(after[name] - before[name]) for name, size in sizes.items())
    return moved / sum(size * before[name] for name, size in sizes.items())


def _auc(subjects: Subjects, crowd: list[FeedbackEvent], skills: dict[str, int], caps: Caps) -> float:
    """Return how often a call of a good seller weighs more than one of another, of those that were judged."""
    weights = _weights(subjects, crowd, caps)
    judged = {event.subject for event in crowd}
    good = [weights[name] for name in judged if skills[name] >= 3]
    poor = [weights[name] for name in judged if skills[name] < 3]
    return sum((one > other) + 0.5 * (one == other) for one in good for other in poor) / (len(good) * len(poor))


def _row(what: str, value: float, target: str | None) -> Row:
    return {"what": what, "value": round(value, 5), "target": target}


if __name__ == "__main__":
    for line in score(sys.argv[1] if len(sys.argv) > 1 else "third", *map(int, sys.argv[2:])):
        print(*line.values(), sep="\t")
