"""One score with a confidence per subject, from every vote on it.

Each event is a vote in [0, 1] with a strength (`votes`). Of one user on one subject the newest vote of each kind
counts, all of them together at most as one full vote; texts of one user that are nearly the same count together as
one. With the sums V of strength times vote and S of strength, and one neutral vote as prior:

    score = (V + 0.5) / (S + 1)        p = (V + 1) / (S + 2)        confidence = max(p, 1 - p)

p is Laplace's rule of succession, the mean of a Beta(V + 1, S - V + 1) distribution: how likely the next full vote is
in favour. No feedback would be score 0.5 with confidence 0.5, three full votes of one mind are score 0.875 with
confidence 0.8, five against five leave confidence 0.5. An example weighs p, which has no jump where opinions divide.

Caps. A vote of strength s moves p by at most s (S + 1) / ((S + 2) (S + s + 2)), which is below s / 4. A subject moves
the training set as many times as examples are made of it, so all votes of a user move its weight W by at most the sum
of examples * s / 4; their strengths are scaled down until that is `Caps.user_share` of W. In the same way all users
together move at most `Caps.tenant_share`, for one person may have many names. Records of the business (deals won and
lost, meetings, answers to mails) are no opinions and have no cap; W is the weight that they alone would give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.records import SubjectScore
from talktrack.training.feedback.subjects import Call, Subjects
from talktrack.training.feedback.tally import RECORD, Ballot, Tally

STEEPEST = 0.25  # d p / d s where nobody has voted yet


@dataclass(frozen=True)
class Caps:
    """Which share of the training set's weight one user, and all users together, may move."""

    user_share: float = 0.01
    tenant_share: float = 0.25

    def __post_init__(self) -> None:
        """Refuse shares that make no sense."""
        if not 0 < self.user_share <= self.tenant_share <= 1:
            message = (
                f"user_share {self.user_share} and tenant_share {self.tenant_share}: "
                "use numbers above 0 and up to 1, the user's being the smaller one."
            )
            raise ConfigurationInvalidError(message)


@dataclass(frozen=True)
class Scaled:
    """What remains of each voter's strength, and the counts that a page shows."""

    factors: Mapping[str, float] = field(default_factory=dict)
    capped_users: int = 0
    moved_share: float = 0.0


def scores(tally: Tally, tenant: str, caps: Caps) -> Iterator[SubjectScore]:
    """Yield the score of every subject that got a vote, by subject."""
    ballots = list(tally.ballots())
    factors = scaled(ballots, tally.subjects, caps).factors
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for ballot in ballots:
        strength = ballot.strength * factors[ballot.voter]
        sums[ballot.subject][0] += strength * ballot.said
        sums[ballot.subject][1] += strength
    for subject, (favour, strength) in sums.items():
        likely = weight(favour, strength)
        yield SubjectScore(
            id=subject,
            tenant=tenant,
            score=(favour + 0.5) / (strength + 1),
            confidence=max(likely, 1 - likely),
            events=tally.events[subject],
        )


def weight(favour: float, strength: float) -> float:
    """Return p of the formula above, the weight of a subject's examples."""
    return (favour + 1) / (strength + 2)


def scaled(ballots: Sequence[Ballot], subjects: Subjects, caps: Caps) -> Scaled:
    """Return by how much each voter's strength is scaled; records keep theirs."""
    total = _weight_of_records(ballots, subjects)
    reach: dict[str, float] = defaultdict(float)
    for ballot in ballots:
        if ballot.voter != RECORD:
            reach[ballot.voter] += _examples(subjects, ballot.subject) * ballot.strength * STEEPEST
    factors = {voter: _within(caps.user_share * total, moved) for voter, moved in reach.items()}
    together = sum(factors[voter] * moved for voter, moved in reach.items())
    shared = _within(caps.tenant_share * total, together)
    return Scaled(
        factors={RECORD: 1.0} | {voter: shared * factor for voter, factor in factors.items()},
        capped_users=sum(factor < 1 for factor in factors.values()),
        moved_share=shared * together / total if total else 0.0,
    )


def _within(limit: float, moved: float) -> float:
    return min(1.0, limit / moved) if moved else 1.0


def _weight_of_records(ballots: Sequence[Ballot], subjects: Subjects) -> float:
    """Return the weight of the training set as it would be without anybody's opinion."""
    recorded = {one.subject: weight(one.said * one.strength, one.strength) for one in ballots if one.voter == RECORD}
    answers = {one.subject for one in ballots} - subjects.calls.keys() - subjects.deals.keys()
    neutral = weight(0, 0)
    return neutral * len(answers) + sum(
        recorded.get(name, neutral) * call.examples for name, call in subjects.calls.items()
    )


def _examples(subjects: Subjects, subject: str) -> int:
    """Return how many examples a subject stands for; nothing is learnt from a deal itself."""
    return 0 if subject in subjects.deals else subjects.calls.get(subject, Call()).examples
